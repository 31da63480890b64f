"""The classes of what is kept: each with how long, what becomes of it then, and the rule that says so. Read from one file."""

import re
import tomllib
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from core.languages import tongue
from core.municipalities.model import Municipality
from core.text import Many, Sentence, Wording, _, plural

FILE = Path(__file__).with_name("classes.toml")
FOR_EVER = "for ever"
# The yearly clearing of archives is in the first quarter (presidential decree 480/1985).
CLEARING_MONTHS = (1, 2, 3)
_KEEP = re.compile(r"(\d{1,3}) (day|month|year)s?")


class Action(StrEnum):
    """ERASE takes what was said and leaves that it was; DELETE takes the row."""

    ERASE = "erase"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Keep:
    """So many days, or so many months of the calendar."""

    days: int = 0
    months: int = 0

    def before(self, day: date) -> date:
        """The day that lies so long before another one; of a month that is too short, its last day."""
        years, month = divmod(day.year * 12 + day.month - 1 - self.months, 12)
        same = date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))
        return same - timedelta(days=self.days)

    @property
    def said(self) -> Sentence:
        if self.days:
            return plural("{count} day", "{count} days", self.days)
        if self.months % 12:
            return plural("{count} month", "{count} months", self.months)
        return plural("{count} year", "{count} years", self.months // 12)


@dataclass(frozen=True, slots=True)
class Class:
    """`of` names the thing (core.retention.things); `keep` is None for what is kept for ever."""

    key: str
    name: Wording
    of: str
    keep: Keep | None
    action: Action
    source: Wording
    yearly: bool
    purposes: tuple[str, ...]

    def over_before(self, town: Municipality, now: datetime) -> datetime | None:
        """What ended before this moment goes now. None where nothing may: it is kept for ever, or this is not the season."""
        today = town.today(now)
        if self.keep is None or (self.yearly and today.month not in CLEARING_MONTHS):
            return None
        # In the yearly clearing goes what was over when the year ended.
        return town.midnight(self.keep.before(today.replace(month=1, day=1) if self.yearly else today))

    @property
    def kept_for(self) -> Sentence:
        return self.keep.said if self.keep is not None else _("for ever")

    def rule(self, language: str) -> str:
        """What is written into the record of what went, for the town's archive."""
        return tongue(language)(Many((self.kept_for, self.source), by=", "))


@cache
def classes() -> tuple[Class, ...]:
    """All classes, in the order of the file."""
    found = read(tomllib.loads(FILE.read_text("utf-8"))["class"])
    assert len({one.key for one in found}) == len(found), "a class is there twice"
    return found


def read(listed: Sequence[Mapping[str, Any]]) -> tuple[Class, ...]:
    """Classes as the file has them.

    Raises:
        ValueError: one says something that is no time, or no action.
    """
    return tuple(
        Class(
            key=one["key"],
            name=Wording(one["name"]),
            of=one["of"],
            keep=_keep(one["keep"]),
            action=Action(one["action"]),
            source=Wording(one["source"]),
            yearly=one.get("yearly", False),
            purposes=tuple(one.get("purposes", ())),
        )
        for one in listed
    )


def _keep(said: str) -> Keep | None:
    if said == FOR_EVER:
        return None
    found = _KEEP.fullmatch(said)
    if found is None:
        raise ValueError(f"{said} is no time to keep something")
    number = int(found[1])
    return {"day": Keep(days=number), "month": Keep(months=number), "year": Keep(months=12 * number)}[found[2]]
