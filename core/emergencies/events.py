"""What can happen: a short list in a file, with wording that only needs its place and hour."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from core.emergencies.vocabulary import CATEGORIES, RESPONSES, Certainty, Severity, Urgency
from core.text import Wording

FILE = Path(__file__).with_name("events.toml")
# The parts of an alert's wording, in the order in which they are written.
PARTS = ("headline", "description", "instruction")
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Event:
    """One kind of emergency: what it is called, how the protocol classes it, and what is said of it by language."""

    key: str
    name: Wording
    categories: tuple[str, ...]
    responses: tuple[str, ...]
    urgency: Urgency
    severity: Severity
    certainty: Certainty
    lasts: timedelta
    texts: Mapping[str, Mapping[str, str]]


@cache
def events() -> Mapping[str, Event]:
    """All of them by key, in the order of the file. A word that is not the protocol's stops the start."""
    return {key: _event(key, one) for key, one in tomllib.loads(FILE.read_text("utf-8")).items()}


def _event(key: str, one: Mapping[str, object]) -> Event:
    name = one["name"]
    assert isinstance(name, dict), key
    categories, responses = tuple(map(str, _list(one["category"]))), tuple(map(str, _list(one["response"])))
    assert set(categories) <= CATEGORIES, key
    assert set(responses) <= RESPONSES, key
    return Event(
        key=key,
        name=Wording(name),
        categories=categories,
        responses=responses,
        urgency=Urgency(str(one["urgency"])),
        severity=Severity(str(one["severity"])),
        certainty=Certainty(str(one["certainty"])),
        lasts=timedelta(hours=int(str(one["hours"]))),
        texts={code: _words(one[code], key) for code in name},
    )


def _list(value: object) -> list[object]:
    assert isinstance(value, list)
    return value


def _words(value: object, key: str) -> Mapping[str, str]:
    assert isinstance(value, dict), key
    return {part: str(value[part]) for part in PARTS}


def event_name(key: str) -> Wording | str:
    """What an event is called; its key where it is no event of ours."""
    found = events().get(key)
    return found.name if found is not None else key
