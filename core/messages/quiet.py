"""Quiet hours: when what can wait may go, by the town's custom and by the subscriber's own wish.

Codes, emergencies and answers to what a citizen asked a minute ago do not wait. Times are those of the town's clock, also on
the two nights on which it is changed: a wall clock's hour that comes twice is quiet twice, one that is left out is over at once.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.messages.states import Priority
from core.municipalities.calendar import holiday_name
from core.municipalities.model import Municipality, Quiet
from core.people.contact import Way

# What nobody asked for this minute: it is told of something that the town hall did, and may come in the morning.
PATIENT = frozenset({"notice", "reminder", "delay", "solved"})

_DAY = timedelta(days=1)
_EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)
# Windows that follow one upon the other: more than these are one that never ends, and a defect.
_AT_MOST = 20


def can_wait(priority: int, purpose: str) -> bool:
    return priority == Priority.BULK or (priority == Priority.NOTICE and purpose in PATIENT)


def custom(town: Municipality, way: Way) -> tuple[Quiet, ...]:
    """The town's windows for a way. A demonstration disturbs nobody: its messages never leave."""
    return () if town.demonstration else tuple(one for one in town.quiet if str(way) in one.ways)


def own(begins: int | None, ends: int | None) -> tuple[Quiet, ...]:
    """A subscriber's own window, in minutes of the day, on top of the town's custom; one that ends where it begins is none."""
    if begins is None or ends is None or begins == ends:
        return ()
    return (Quiet((), _at(begins), _at(ends), _EVERY_DAY),)


def free_from(town: Municipality, windows: Iterable[Quiet], moment: datetime) -> datetime:
    """The first moment, from this one on, that lies in none of the windows."""
    several = tuple(windows)
    for _round in range(_AT_MOST):
        ends = [end for one in several if (end := _end(town, one, moment)) is not None]
        if not ends:
            break
        moment = max(ends)
    return moment


def _at(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)


def _end(town: Municipality, window: Quiet, moment: datetime) -> datetime | None:
    """When the window is over in which this moment lies; None where it lies outside."""
    local = town.local(moment)
    day, clock = local.date(), local.time()
    over_midnight = window.ends < window.begins
    if clock >= window.begins and (over_midnight or clock < window.ends) and _applies(town, window, day):
        return _moment(town, day + _DAY if over_midnight else day, window.ends, moment)
    if over_midnight and clock < window.ends and _applies(town, window, day - _DAY):
        return _moment(town, day, window.ends, moment)
    return None


def _applies(town: Municipality, window: Quiet, day: date) -> bool:
    return day.isoweekday() in window.days or (window.holidays and holiday_name(day, town) is not None)


def _moment(town: Municipality, day: date, clock: time, after: datetime) -> datetime:
    """When the town's clock shows this, after a moment: of an hour that comes twice, the second time if need be."""
    zone = ZoneInfo(town.zone)
    first = datetime.combine(day, clock, zone).astimezone(UTC)
    return first if first > after else datetime.combine(day, clock.replace(fold=1), zone).astimezone(UTC)
