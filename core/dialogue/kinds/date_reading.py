"""How people write and say a day."""

import re
from datetime import date, timedelta

from core.dialogue.kinds.date_choice import Bounds, choose, dated
from core.dialogue.kinds.day_words import FILLERS, MONTHS, RELATIVE, WEEKDAY_NAMES, WEEKDAYS
from core.dialogue.kinds.reading import require_ascii_digits, written
from core.errors import InvalidAnswer
from core.greek import fold, mend
from core.text import _, plural

_ISO = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_TOKEN = re.compile(r"[0-9]+|[^\W\d_]+")
# «1η», «22α», "22nd": an ending belongs to the number before it.
_ORDINAL = re.compile(r"(?<=[0-9])\s?(?:ησ|η|α|ασ|οσ|ου|st|nd|rd|th|h|hs|is|as)(?![^\W\d_])")


def read_day(text: str, bounds: Bounds) -> date:
    """The one day that a text means: day before month, the year two or four digits or left out, words or keyed digits.

    Raises:
        InvalidAnswer: "empty", "foreign-digits", "not-a-date", "length", "no-such-month", "no-such-day", "no-such-year"
            or "weekday", where day of the week and date contradict each other.
    """
    text = written(text).rstrip("#")
    require_ascii_digits(text)
    if iso := _ISO.fullmatch(text.strip()):
        return dated(int(iso[3]), int(iso[2]), [int(iso[1])])
    folded = _folded(text)
    numbers = [token for token in _TOKEN.findall(folded) if token.isdigit()]
    words = [token for token in _TOKEN.findall(folded) if not token.isdigit() and token not in FILLERS]
    if not numbers:
        return _spoken(words, bounds)
    weekday, month = _named(words)
    day = _written(numbers, month, bounds)
    if weekday is not None and day.weekday() != weekday:
        raise InvalidAnswer(
            "weekday",
            _("{day} is a {weekday}. Which day do you mean?", day=day, weekday=WEEKDAY_NAMES[day.weekday()]),
        )
    return day


def _folded(text: str) -> str:
    """The text folded, without the endings of ordinal numbers."""
    return _ORDINAL.sub(" ", fold(mend(text)))


def _spoken(words: list[str], bounds: Bounds) -> date:
    """A day without a number: «αύριο», «την Παρασκευή»."""
    if len(words) == 1:
        days = RELATIVE.exact(words[0])
        if days is not None:
            return bounds.today + timedelta(days=days)
        weekday = WEEKDAYS.near(words[0])
        if weekday is not None:
            ahead = (weekday - bounds.today.weekday() - 1) % 7 + 1
            back = (bounds.today.weekday() - weekday - 1) % 7 + 1
            return bounds.today + timedelta(days=-back if bounds.past else ahead)
    raise _not_a_date()


def _named(words: list[str]) -> tuple[int | None, int | None]:
    """The weekday and the month among the words; any other word means that this is no date."""
    weekday: int | None = None
    month: int | None = None
    for word in words:
        named = MONTHS.near(word)
        if named is not None and month is None:
            month = named
            continue
        day = WEEKDAYS.near(word)
        if day is None or weekday is not None:
            raise _not_a_date()
        weekday = day
    return weekday, month


def _written(numbers: list[str], month: int | None, bounds: Bounds) -> date:
    if month is None and len(numbers) == 1:
        numbers = _keyed(numbers[0])
    elif month is not None:
        numbers = [numbers[0], str(month), *numbers[1:]]
    if not 2 <= len(numbers) <= 3 or any(len(number) > 4 for number in numbers):
        raise _not_a_date()
    day, number, *year = numbers
    return choose(int(day), int(number), year[0] if year else "", bounds)


def _keyed(digits: str) -> list[str]:
    """Day, month and year of digits without anything between, as they are keyed."""
    if len(digits) not in (4, 6, 8):
        raise InvalidAnswer(
            "length",
            plural(
                "We counted {count} digit; a date has eight: two for the day, two for the month, four for the year.",
                "We counted {count} digits; a date has eight: two for the day, two for the month, four for the year.",
                len(digits),
            ),
        )
    parts = [digits[:2], digits[2:4], digits[4:]]
    return parts if parts[2] else parts[:2]


def _not_a_date() -> InvalidAnswer:
    return InvalidAnswer("not-a-date", _("We cannot read a date there: give day, month and year."))
