"""Which day is meant by a day and a month whose year is short or missing, and what is wrong where none can be."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from core.errors import InvalidAnswer
from core.text import Text, _

_FIRST_YEAR, _LAST_YEAR = 1880, 2199


@dataclass(frozen=True, slots=True)
class Bounds:
    """Today, and between which days the answer should lie where that is known."""

    today: date
    earliest: date | None = None
    latest: date | None = None

    @property
    def past(self) -> bool:
        """Whether a day that has been is asked for."""
        return self.latest is not None and self.latest <= self.today

    def closest(self, days: Iterable[date]) -> date | None:
        """Of several readings of one answer the one allowed, and of those the one closest to today."""
        days = list(days)
        allowed = [day for day in days if self.holds(day)]
        return min(allowed or days, key=lambda day: (abs(day - self.today), day < self.today), default=None)

    def holds(self, day: date) -> bool:
        return not (self.earliest and day < self.earliest) and not (self.latest and day > self.latest)


def choose(day: int, month: int, year: str, bounds: Bounds) -> date:
    """The day in the year given; of a short or missing year the reading that is allowed and closest to today."""
    today = bounds.today.year
    if len(year) == 4:
        return dated(day, month, [int(year)])
    if year and len(year) != 2:
        raise InvalidAnswer("no-such-year", _("Please give the year with four digits."))
    years = [1900 + int(year), 2000 + int(year)] if year else list(range(today - 4, today + 5))
    dated(day, month, years)
    chosen = bounds.closest(real for each in years if (real := _real(day, month, each)))
    return chosen or dated(day, month, years)


def dated(day: int, month: int, years: list[int]) -> date:
    """The day in the first of these years that has it.

    Raises:
        InvalidAnswer: no year has it; the sentence says whether day, month or year is wrong.
    """
    if not 1 <= month <= 12:
        raise InvalidAnswer("no-such-month", _("There is no month {month}. The day comes first.", month=month))
    if not all(_FIRST_YEAR <= year <= _LAST_YEAR for year in years):
        raise InvalidAnswer("no-such-year", _("The year {year} cannot be right.", year=str(years[0])))
    for year in years:
        if found := _real(day, month, year):
            return found
    raise InvalidAnswer("no-such-day", _no_such_day(day, month))


def _no_such_day(day: int, month: int) -> Text:
    return _("That month has no day {day} ({date}).", day=day, date=f"{day}/{month}")


def _real(day: int, month: int, year: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
