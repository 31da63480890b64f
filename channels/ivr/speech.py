"""Words for the ear: codes digit by digit, dates and times as they are said, acronyms by their letters."""

import re
import unicodedata
from datetime import date, datetime

import babel.dates

from channels.ivr.shorthand import SHORTHAND
from core.text import Code, Written

# A voice reads longer texts than anybody listens to.
LONGEST = 900
_NUMBERED = re.compile(r"(?<![\w.,/:])\+?[0-9]{2,}(?:[ \u00a0][0-9]{2,4})*(?![0-9]|[.,/:][0-9])")
_DATE = re.compile(r"(?<![0-9/.])([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]{4})(?![0-9/])")
_DAY = re.compile(r"(?<![0-9/])([0-9]{1,2})/([0-9]{1,2})(?![0-9/])")
_OF_YEAR = re.compile(r"(?<![0-9/])([0-9]+)/([0-9]{4})(?![0-9/])")
_HOURS = re.compile(r"(?<![0-9:])([0-9]{1,2}:[0-9]{2})\s?[-–]\s?([0-9]{1,2}:[0-9]{2})(?![0-9:])")
_HOUR = re.compile(r"(?<![0-9:])([0-9]{1,2}):([0-9]{2})(?![0-9:])")
_MONEY = re.compile(r"(?<![0-9.,])([0-9]{1,9})(?:[.,]([0-9]{2}))?\s?€")
_ADDRESS = re.compile(r"(?:https?://)?\b[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[a-z]{2,}\b")
_CONSONANTS = re.compile(r"(?<!\w)(?:[ΒΓΔΖΘΚΛΜΝΞΠΡΣΤΦΧΨ]{2,4}|[BCDFGHJKLMNPQRSTVWXZ]{2,4})(?!\w)")


class Aloud(Written):
    """How a voice gives the values inside sentences."""

    def code(self, code: Code, language: str) -> str:
        return ", ".join(" ".join(group) for group in code.groups)

    def day(self, day: date, language: str) -> str:
        said = str(babel.dates.format_date(day, "EEEE d MMMM y", locale=language))
        return said.replace(" 1 ", " πρώτη ", 1) if language == "el" and day.day == 1 else said

    def moment(self, moment: datetime, language: str) -> str:
        return f"{self.day(moment.date(), language)}, {_at(moment.hour, moment.minute, language)}"

    def number(self, number: int, language: str) -> str:
        return str(number)


ALOUD = Aloud()


def aloud(text: str, language: str) -> str:
    """Written words as a voice should be given them. What was made for the ear already stays as it is."""
    short = SHORTHAND.get(language, SHORTHAND["en"])
    text = _sayable(text)
    for pattern, said in short.replacements:
        text = pattern.sub(said, text)
    text = _ADDRESS.sub(lambda found: _web(found[0], short.dot), text.replace("@", f" {short.at} "))
    text = _HOURS.sub(lambda found: f"{short.begin} {found[1]} {short.until} {found[2]}", text)
    text = _HOUR.sub(lambda found: _clock(found, language), text)
    text = _MONEY.sub(lambda found: _money(found, short.euros, short.cents), text)
    text = _DATE.sub(lambda found: _dated(found, language), text)
    text = _OF_YEAR.sub(rf"\1 {short.of} \2", text)
    text = _DAY.sub(lambda found: _day_and_month(found, language), text)
    text = _NUMBERED.sub(lambda found: _digits(found[0]), text)
    text = _CONSONANTS.sub(lambda found: " ".join(found[0]), text)
    return _cut(re.sub(r"\s+([,.;!])", r"\1", " ".join(text.split())))


def _sayable(text: str) -> str:
    """Without what no document may hold or no voice can say: control characters, pictures, quotation marks."""
    kept = (" " if mark in "\n\r\t" else mark for mark in text)
    text = "".join(mark for mark in kept if unicodedata.category(mark)[0] != "C" and unicodedata.category(mark) != "So")
    text = re.sub(r"[«»“”„\"*_#<>\[\]{}|]", " ", text)
    return re.sub(r"\s*[()]\s*", ", ", text).replace("…", ". ").replace(" · ", ", ").replace(" – ", ", ")


def _at(hour: int, minute: int, language: str) -> str:
    if language == "el":
        of = "στη" if hour == 1 else "στις"
        return f"{of} {hour}" if not minute else f"{of} {hour} και {minute}"
    half, shown = ("a.m." if hour < 12 else "p.m."), hour % 12 or 12
    return f"at {shown} {half}" if not minute else f"at {shown}:{minute:02d} {half}"


def _clock(found: re.Match[str], language: str) -> str:
    hour, minute = int(found[1]), int(found[2])
    if hour > 24 or minute > 59:
        return found[0]
    if language == "el":
        return f"{hour} και {minute}" if minute else f"{hour}"
    return f"{hour}:{minute:02d}"


def _money(found: re.Match[str], euros: str, cents: str) -> str:
    said = f"{found[1]} {euros}"
    return f"{said} {cents.format(int(found[2]))}" if found[2] and int(found[2]) else said


def _dated(found: re.Match[str], language: str) -> str:
    try:
        return ALOUD.day(date(int(found[3]), int(found[2]), int(found[1])), language)
    except ValueError:
        return found[0]


def _day_and_month(found: re.Match[str], language: str) -> str:
    try:
        day = date(2024, int(found[2]), int(found[1]))
    except ValueError:
        return found[0]
    return str(babel.dates.format_date(day, "d MMMM", locale=language))


def _digits(written: str) -> str:
    """Five digits and more are no quantity but a number to note down: a telephone in 3, 3 and 4, others in threes."""
    digits = re.sub(r"[^0-9]", "", written)
    if len(digits) == 12 and digits.startswith("30"):
        digits = digits[2:]
    if len(digits) < 5:
        return written
    steps = (0, 3, 6) if len(digits) == 10 else range(0, len(digits), 3)
    ends = (3, 6, 10) if len(digits) == 10 else range(3, len(digits) + 3, 3)
    return ", ".join(" ".join(digits[begin:end]) for begin, end in zip(steps, ends, strict=True))


def _web(address: str, dot: str) -> str:
    return re.sub(r"^https?://", "", address).replace(".", f" {dot} ")


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST].rpartition(" ")[0]
