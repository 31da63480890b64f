"""The legal clock: until when the town hall must answer, and the sum behind it in words a citizen can follow.

The day on which a term begins is not counted (Civil Code, art. 241), and where the law leaves open whether a last day
that is a holiday moves on, the service's file says it (`Clock.roll`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from core.dialogue.service import Clock
from core.municipalities.calendar import holiday_name, is_working, next_working_day
from core.municipalities.model import Municipality
from core.text import Many, Sentence, Text, Wording, _, plural

_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Longer:
    """Days that the law adds where several services must act, by which rule, and the other services' names."""

    days: int
    source: str
    others: tuple[Wording, ...]


# A time during which the clock stood: asked on the first day, answered on the second.
Stop = tuple[date, date]


@dataclass(frozen=True, slots=True)
class DueDate:
    """The last day for an answer, `on`, with everything that led to it, so that it can be printed years later."""

    on: date
    started_on: date
    kind: str
    days: int
    source: str = ""
    # Weekdays that were not counted because of a holiday, with its name.
    skipped: tuple[tuple[date, Wording], ...] = ()
    stopped: tuple[Stop, ...] = ()
    # Where the last day was no working day: that day, and the holiday's name unless it was a weekend.
    rolled_from: date | None = None
    rolled_over: Wording | None = None
    # Where several services are involved: what the law adds to the term, counted in it already.
    longer: Longer | None = None

    @property
    def stood(self) -> int:
        """For how many days the clock stood still."""
        return sum((until - since).days for since, until in self.stopped)

    def explain(self) -> tuple[Sentence, ...]:
        """The sum, one sentence a line, from the day of filing to the last day."""
        lines: list[Sentence] = [_("We received it on {day}.", day=self.started_on), self._term()]
        if self.longer is not None:
            lines.append(self._several(self.longer))
        if self.skipped:
            feasts = tuple(_("{feast} ({day})", feast=name, day=day) for day, name in self.skipped)
            lines.append(_("Holidays not counted: {feasts}.", feasts=Many(feasts, by=", ")))
        lines += [self._stop(since, until) for since, until in self.stopped]
        if self.rolled_from is not None:
            lines.append(self._roll(self.rolled_from))
        lines.append(_("So the last day is {day}.", day=self.on))
        if self.source:
            lines.append(_("The rule: {source}.", source=self.source.rstrip(".")))
        return tuple(lines)

    def _term(self) -> Text:
        if self.kind == "fixed":
            return _("This is answered by a fixed day of the year.")
        if self.kind == "working":
            return plural(
                "We have {count} working day from the next day on. Saturdays, Sundays and holidays do not count.",
                "We have {count} working days from the next day on. Saturdays, Sundays and holidays do not count.",
                self.days,
            )
        return plural("We have {count} day from the next day on.", "We have {count} days from the next day on.", self.days)

    def _several(self, longer: Longer) -> Text:
        return plural(
            "Other departments must act too ({others}), so the time is {count} day longer: {source}.",
            "Other departments must act too ({others}), so the time is {count} days longer: {source}.",
            longer.days,
            others=Many(longer.others, by=", "),
            source=longer.source.rstrip("."),
        )

    def _stop(self, since: date, until: date) -> Text:
        return plural(
            "The time stood still for {count} day, from {since} to {until}, while we waited for something from you.",
            "The time stood still for {count} days, from {since} to {until}, while we waited for something from you.",
            (until - since).days,
            since=since,
            until=until,
        )

    def _roll(self, day: date) -> Text:
        if self.rolled_over is not None:
            return _("{day} is a holiday ({feast}), so it moves to the next working day.", day=day, feast=self.rolled_over)
        if day.weekday() == _SATURDAY:
            return _("{day} is a Saturday, so it moves to the next working day.", day=day)
        return _("{day} is a Sunday, so it moves to the next working day.", day=day)

    def to_json(self) -> dict[str, Any]:
        """The due date as JSON can hold it; `from_json` reads it back."""
        return {
            "on": self.on.isoformat(),
            "started_on": self.started_on.isoformat(),
            "kind": self.kind,
            "days": self.days,
            "source": self.source,
            "skipped": [[day.isoformat(), dict(name.languages)] for day, name in self.skipped],
            "stopped": [[since.isoformat(), until.isoformat()] for since, until in self.stopped],
            "rolled_from": self.rolled_from.isoformat() if self.rolled_from else None,
            "rolled_over": dict(self.rolled_over.languages) if self.rolled_over else None,
            "longer": _longer_json(self.longer) if self.longer else None,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "DueDate":
        """What `to_json` wrote, in this release or an earlier one."""
        read, longer = date.fromisoformat, kept.get("longer")
        return cls(
            on=read(kept["on"]),
            started_on=read(kept["started_on"]),
            kind=kept["kind"],
            days=kept["days"],
            source=kept["source"],
            skipped=tuple((read(day), Wording(names)) for day, names in kept["skipped"]),
            stopped=tuple((read(since), read(until)) for since, until in kept["stopped"]),
            rolled_from=read(kept["rolled_from"]) if kept["rolled_from"] else None,
            rolled_over=Wording(kept["rolled_over"]) if kept["rolled_over"] else None,
            longer=Longer(longer["days"], longer["source"], tuple(map(Wording, longer["others"]))) if longer else None,
        )


def _longer_json(longer: Longer) -> dict[str, Any]:
    return {"days": longer.days, "source": longer.source, "others": [dict(name.languages) for name in longer.others]}


def due_date(
    clock: Clock,
    started_on: date,
    municipality: Municipality,
    stops: Iterable[Stop] = (),
    longer: Longer | None = None,
) -> DueDate:
    """When a request that reached the town hall on a day is due.

    `stops` are the times during which we waited for the citizen: the day of asking still counts, the day of the reply does
    not, as at the start. They count only where the service says that its clock stops, never move a fixed day, and one that
    began after the last day changes nothing. For one that still lasts, give today as its end. `longer` is what the law adds
    where several services must act; it never moves a fixed day.
    """
    longer = longer if clock.kind != "fixed" else None
    days = clock.days + (longer.days if longer else 0)
    stood = _merged(stops, started_on) if clock.stops and clock.kind != "fixed" else ()
    skipped: tuple[tuple[date, Wording], ...] = ()
    if clock.kind == "fixed":
        on = _fixed(clock.fixed_on, started_on)
    elif clock.kind == "working":
        on, skipped = _count_working(started_on, days, stood, municipality)
    else:
        on = _count_calendar(started_on, days, stood)
    last = next_working_day(on, municipality) if clock.roll == "next-working-day" else on
    return DueDate(
        on=last,
        started_on=started_on,
        kind=clock.kind,
        days=clock.days,
        source=clock.source,
        skipped=skipped,
        stopped=tuple(stop for stop in stood if stop[0] < on),
        rolled_from=on if last != on else None,
        rolled_over=holiday_name(on, municipality) if last != on else None,
        longer=longer,
    )


def _merged(stops: Iterable[Stop], started_on: date) -> tuple[Stop, ...]:
    """The stops in order, without overlaps and without what lies before the start."""
    merged: list[Stop] = []
    for since, until in sorted(stops):
        begin = max(since, started_on, merged[-1][1] if merged else date.min)
        if begin < until:
            merged.append((begin, until))
    return tuple(merged)


def _count_calendar(started_on: date, days: int, stops: tuple[Stop, ...]) -> date:
    on = started_on + timedelta(days=days)
    for since, until in stops:
        if since < on:
            on += until - since
    return on


def _count_working(
    started_on: date, days: int, stops: tuple[Stop, ...], municipality: Municipality
) -> tuple[date, tuple[tuple[date, Wording], ...]]:
    """The day on which the working days are full, and the named holidays met on the way."""
    skipped: list[tuple[date, Wording]] = []
    waiting = list(reversed(stops))
    day, left = started_on, days
    while left > 0:
        if waiting and day >= waiting[-1][0]:
            day = waiting.pop()[1]
            continue
        day += _DAY
        if is_working(day, municipality):
            left -= 1
        elif day.weekday() < _SATURDAY and (name := holiday_name(day, municipality)) is not None:
            skipped.append((day, name))
    return day, tuple(skipped)


def _fixed(fixed_on: str, started_on: date) -> date:
    """The first such day of a year after the start; 29 February is the 28th where there is none."""
    month, day = map(int, fixed_on.split("-"))
    for year in (started_on.year, started_on.year + 1):
        leap = (month, day) != (2, 29) or (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))
        candidate = date(year, month, day if leap else 28)
        if candidate > started_on:
            return candidate
    raise ValueError(f"no {fixed_on} after {started_on}")
