"""The invented requests as they are written: one TOML file a town, in `stories/`.

`days` is how long ago a request was filed. `answers` holds each answer as it was typed, or the key of what was picked;
at the telephone words and places are recorded, whatever stands here. `work` is what happened afterwards:
`[days later, what, words …]`.
"""

import random
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from core.municipalities.model import Municipality

STORIES = Path(__file__).with_name("stories")


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that happened to a request, so many days after it was filed."""

    after: float
    what: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """One request: how it came, what was said, and what became of it."""

    service: str
    channel: str
    days: int
    hour: int
    language: str
    tell: str
    answers: Mapping[str, str]
    opening: str
    work: tuple[Deed, ...]


def of(town: str) -> list[Scene]:
    """The scenes of a town, as they stand in its file."""
    data = tomllib.loads((STORIES / f"{town}.toml").read_text("utf-8"))
    return [_scene(one) for one in data["request"]]


def in_order(scenes: list[Scene], town: Municipality, now: datetime, chance: random.Random) -> list[tuple[Scene, datetime]]:
    """Each scene with the moment at which it was filed, earliest first, so that numbers grow with time."""
    return sorted(((one, _moment(one, town, now, chance)) for one in scenes), key=lambda pair: pair[1])


def _moment(scene: Scene, town: Municipality, now: datetime, chance: random.Random) -> datetime:
    """The hour of that day on the town's clock; today's are some hours ago at the latest."""
    day = town.today(now) - timedelta(days=scene.days)
    said = datetime.combine(day, time(scene.hour, chance.randrange(60), chance.randrange(60)), ZoneInfo(town.zone))
    return min(said, now - timedelta(minutes=50 + chance.randrange(60)))


def _scene(data: Mapping[str, Any]) -> Scene:
    return Scene(
        service=data["service"],
        channel=data["channel"],
        days=data["days"],
        hour=data["hour"],
        language=data.get("language", "el"),
        tell=data.get("tell", "none"),
        answers=data.get("answers", {}),
        opening=data.get("opening", ""),
        work=tuple(Deed(float(after), what, tuple(words)) for after, what, *words in data.get("work", [])),
    )
