"""Which days a town hall works: not on weekends, national holidays or the town's own feast."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import cache

from core.municipalities.feasts import feasts
from core.municipalities.model import Municipality
from core.text import Wording

_DAY = timedelta(days=1)
_SATURDAY = 5
# So many years are asked for at once.
_YEARS = 50


@cache
def national_holidays(year: int) -> Mapping[date, Wording]:
    """The public holidays of Greece in one year, with those that move with the Orthodox Easter, by date."""
    return {day: name for day, name in _half_century(year // _YEARS).items() if day.year == year}


@cache
def _half_century(number: int) -> Mapping[date, Wording]:
    first = number * _YEARS
    return {day: Wording(names) for day, names in feasts(range(first, first + _YEARS)).items()}


def holiday_name(day: date, municipality: Municipality) -> Wording | None:
    """The feast because of which this town's offices are closed, if it is one. A weekend alone has no name."""
    name = national_holidays(day.year).get(day)
    if name is not None:
        return name
    for feast in municipality.feasts:
        if feast.day == day.day and feast.month == day.month:
            return feast.name
    return None


def is_working(day: date, municipality: Municipality) -> bool:
    """Whether the town hall is open for work on this day."""
    return day.weekday() < _SATURDAY and holiday_name(day, municipality) is None


def is_open(moment: datetime, municipality: Municipality) -> bool:
    """Whether a person answers the telephone at this moment."""
    local, hours = municipality.local(moment), municipality.hours
    return (
        is_working(local.date(), municipality) and local.isoweekday() in hours.days and hours.opens <= local.time() < hours.closes
    )


def working_days(municipality: Municipality, after: date) -> Iterator[date]:
    """The town's working days that follow a day, without end."""
    day = after
    while True:
        day += _DAY
        if is_working(day, municipality):
            yield day


def next_working_day(day: date, municipality: Municipality) -> date:
    """This day if the town hall works on it, else the first one after it."""
    return day if is_working(day, municipality) else next(working_days(municipality, day))
