"""The topics: a short list in a file, the same on every channel."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from core.text import Wording

FILE = Path(__file__).with_name("topics.toml")


@dataclass(frozen=True, slots=True)
class Topic:
    """`number` is keyed and texted, and never given to another topic."""

    number: int
    key: str
    name: Wording
    # More words than its name by which somebody may ask for it.
    words: tuple[str, ...] = ()


@cache
def topics() -> tuple[Topic, ...]:
    """All topics, by their numbers."""
    listed = tomllib.loads(FILE.read_text("utf-8"))["topic"]
    found = sorted(
        (Topic(one["number"], one["key"], Wording(one["name"]), _words(one)) for one in listed), key=lambda one: one.number
    )
    assert len({one.number for one in found}) == len({one.key for one in found}) == len(found), "a topic is there twice"
    return tuple(found)


def _words(listed: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(" ".join(listed.get("words", {}).values()).split())


def topic(key: str) -> Topic | None:
    return next((one for one in topics() if one.key == key), None)


def mask(keys: Iterable[str]) -> int:
    """Topics as one number, a bit each, by which subscribers are compared with an announcement in one statement."""
    wanted = set(keys)
    return sum(1 << one.number for one in topics() if one.key in wanted)


def of_mask(bits: int) -> tuple[Topic, ...]:
    return tuple(one for one in topics() if bits >> one.number & 1)
