"""A part of a working day on which somebody comes, or is to come."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from itertools import islice
from typing import TYPE_CHECKING

from core.dialogue.answers import Answer, Heard, Reply, Situation
from core.dialogue.kinds.base import Kind
from core.dialogue.kinds.date_choice import Bounds
from core.dialogue.kinds.date_reading import read_day
from core.dialogue.kinds.day_words import WEEKDAY_NAMES
from core.dialogue.kinds.reading import require_ascii_digits, whole, written, wrong_settings
from core.errors import InvalidAnswer
from core.municipalities.calendar import working_days
from core.text import Many, Sentence, Text, _

if TYPE_CHECKING:
    from core.dialogue.service import Question

_DAYS = 5
_MOST_DAYS = 60
# Longer than any way to name a day and an hour.
_LONGEST = 100
_PARTS = ("08:00-11:00", "11:00-14:00")
_PART = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-3]):([0-5][0-9])")
# The hour at the end of what was said: «Τρίτη 8», «25/11 στις 11:00», «25/11 08:00-11:00».
_HOUR = re.compile(
    r"(?P<day>.*?\S)(?:\s+|,\s*)(?:(?:στις|στισ|stis|at|ώρα|ωρα|ora|από|απο|from)\s+)?"
    r"(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2}))?"
    r"(?:\s*(?:-|–|έως|εως|to|until|μέχρι|μεχρι|ως)\s*[0-9]{1,2}(?:[:.][0-9]{2})?)?\s*(?:π\.?μ\.?|μ\.?μ\.?|am|pm)?",
    re.IGNORECASE,
)


class Slot(Kind):
    """One of the next `days` working days and, of each, one of `parts` ("08:00-11:00").

    The value is like "2026-11-25T08:00/11:00".
    """

    name = "slot"
    ways = frozenset({Reply.PICK})

    def read(self, question: "Question", heard: Heard, situation: Situation) -> Answer:
        text = written(heard.words)
        require_ascii_digits(text)
        offered = list(self.picks(question, situation))
        if text in offered:
            return Answer(text, heard.form)
        number = text.strip(" .)(#")
        if number.isascii() and number.isdigit() and len(number) < 4 and 1 <= int(number) <= len(offered):
            return Answer(offered[int(number) - 1], heard.form)
        return Answer(_described(text, offered, situation), heard.form)

    def show(self, question: "Question", answer: Answer) -> Sentence:
        return _label(str(answer.value))

    def example(self, question: "Question", situation: Situation) -> Sentence:
        return next(iter(self.picks(question, situation).values()))

    def picks(self, question: "Question", situation: Situation) -> Mapping[str, Sentence]:
        """The slots on offer now; today is never among them."""
        today = situation.municipality.today(situation.now)
        days = islice(working_days(situation.municipality, today), whole(question, "days", _DAYS))
        values = [f"{day}T{part.replace('-', '/')}" for day in days for part in _parts(question)]
        return {value: _label(value) for value in values}

    def check(self, question: "Question") -> Sentence | None:
        if not 1 <= whole(question, "days", _DAYS) <= _MOST_DAYS:
            return _("days must be from 1 to {most}", most=_MOST_DAYS)
        parts = question.settings.get("parts", list(_PARTS))
        if not isinstance(parts, (list, tuple)) or not parts or not all(map(_is_part, parts)):
            return _('parts must be a list like ["08:00-11:00", "11:00-14:00"]')
        return wrong_settings(question, known=("parts",), numbers=("days",))


def _parts(question: "Question") -> tuple[str, ...]:
    parts = question.settings.get("parts")
    return tuple(map(str, parts)) if isinstance(parts, (list, tuple)) else _PARTS


def _is_part(part: object) -> bool:
    return isinstance(part, str) and bool(_PART.fullmatch(part)) and part[:5] < part[6:]


def _label(value: str) -> Text:
    begins, _slash, ends = value.partition("/")
    begin = datetime.fromisoformat(begins)
    return _(
        "{weekday} {day}, {begin} to {end}",
        weekday=WEEKDAY_NAMES[begin.weekday()],
        day=begin.date(),
        begin=f"{begin:%H:%M}",
        end=ends,
    )


def _described(text: str, offered: list[str], situation: Situation) -> str:
    """The slot meant by a day, with or without the hour at which it begins or which lies in it.

    Raises:
        InvalidAnswer: "not-offered", or "ambiguous" where the day has several; both name what there is.
    """
    today = situation.municipality.today(situation.now)
    found = _HOUR.fullmatch(text[:_LONGEST])
    day, begins = _day(text[:_LONGEST], today), None
    if found and day is None:
        day, begins = _day(found["day"], today), _time(found["hour"], found["minute"])
    of_day = [one for one in offered if one[:10] == str(day)]
    meant = [one for one in of_day if begins and _holds(one, begins)] or of_day
    if len(meant) == 1:
        return meant[0]
    if meant:
        raise InvalidAnswer("ambiguous", _("That day has several times: {times}.", times=_named(meant)))
    raise InvalidAnswer("not-offered", _("That time is not on offer. There is: {times}.", times=_named(offered)))


def _named(slots: list[str]) -> Many:
    return Many(tuple(map(_label, slots)), by="; ")


def _day(text: str, today: date) -> date | None:
    try:
        return read_day(text, Bounds(today, earliest=today))
    except InvalidAnswer:
        return None


def _time(hour: str, minute: str | None) -> time | None:
    return time(int(hour), int(minute or 0)) if int(hour) < 24 and int(minute or 0) < 60 else None


def _holds(slot: str, moment: time) -> bool:
    return time.fromisoformat(slot[11:16]) <= moment < time.fromisoformat(slot[17:])


SLOT = Slot()
