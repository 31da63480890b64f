"""Sentences before they have a language.

The core never writes a finished sentence. It marks one with `_()` or carries a service's own `Wording`, and a `Tongue`
(one language as one channel writes or speaks it) turns it into text at the edge. English is the source language of the
software's sentences; a service's wording is content and brings its own languages.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from gettext import NullTranslations
from typing import Protocol
from zoneinfo import ZoneInfo

import babel.dates
import babel.numbers

# Signs that no XML may hold (XML 1.0, 2.2): they come by pasting, and nobody sees them.
_UNWRITABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def writable(words: str) -> str:
    """Words without the signs that no document may hold."""
    return _UNWRITABLE.sub("", words)


@dataclass(frozen=True, slots=True)
class Text:
    """One of the software's own sentences: English source, values for its `{placeholders}`, translated by gettext."""

    source: str
    params: Mapping[str, object] = field(default_factory=dict)
    many: str | None = None
    count: int = 0


@dataclass(frozen=True, slots=True)
class Wording:
    """A sentence of content (a service's title, a town's name): the same thing in one or more languages, by code."""

    languages: Mapping[str, str]

    def best(self, language: str) -> tuple[str, str]:
        """The words and the language they are in: the one asked for, else Greek, else whichever there is."""
        for code in (language, "el", *self.languages):
            if code in self.languages:
                return self.languages[code], code
        return "", language


@dataclass(frozen=True, slots=True)
class Code:
    """Digits that a citizen reads, hears or keys: shown and said in groups (rules: threes; verification codes in fours)."""

    digits: str
    group: int = 3

    @property
    def groups(self) -> list[str]:
        return [self.digits[i : i + self.group] for i in range(0, len(self.digits), self.group)]


@dataclass(frozen=True, slots=True)
class Many:
    """Several sentences said one after the other, with `by` between them in writing."""

    parts: tuple["Sentence", ...]
    by: str = " "


# A plain string is something a person said or a name: it is shown as it is, in every language.
Sentence = Text | Wording | Code | Many | date | datetime | int | str


def _(source: str, /, **params: object) -> Text:
    """Mark one of the software's sentences for translation. Values are written by the tongue, not here."""
    return Text(source, params)


def plural(one: str, many: str, count: int, /, **params: object) -> Text:
    """Mark a sentence that depends on `count`, which it may use as `{count}`."""
    return Text(one, {"count": count, **params}, many, count)


class Manner(Protocol):
    """How a medium gives the values inside sentences: written for the eye, or spoken digit by digit."""

    def code(self, code: Code, language: str) -> str: ...
    def day(self, day: date, language: str) -> str: ...
    def moment(self, moment: datetime, language: str) -> str: ...
    def number(self, number: int, language: str) -> str: ...


@lru_cache(maxsize=2000)
def _long(day: date, language: str) -> str:
    return babel.dates.format_date(day, "long", locale=language)


@lru_cache(maxsize=2000)
def _grouped(number: int, language: str) -> str:
    return str(babel.numbers.format_decimal(number, locale=language))


class Written:
    """For the eye: `482 913 053`, `22 Νοεμβρίου 2026`."""

    def code(self, code: Code, language: str) -> str:
        return "\u00a0".join(code.groups)

    def day(self, day: date, language: str) -> str:
        return _long(day, language)

    def moment(self, moment: datetime, language: str) -> str:
        return f"{self.day(moment.date(), language)}, {moment:%H:%M}"

    def number(self, number: int, language: str) -> str:
        return _grouped(number, language)


class Tongue:
    """One language, as one channel writes or speaks it, in one municipality's time zone. Call it with a sentence."""

    def __init__(
        self,
        language: str,
        translations: NullTranslations,
        manner: Manner | None = None,
        zone: str = "Europe/Athens",
    ) -> None:
        self.language = language
        self.translations = translations
        self.manner: Manner = manner or Written()
        self.zone = ZoneInfo(zone)

    def __call__(self, sentence: Sentence) -> str:
        match sentence:
            case Text(source, params, None):
                return self._fill(self.translations.gettext(source), params)
            case Text(source, params, many, count):
                return self._fill(self.translations.ngettext(source, many or source, count), params)
            case Wording():
                return sentence.best(self.language)[0]
            case Code():
                return self.manner.code(sentence, self.language)
            case Many(parts, by):
                return by.join(said for said in map(self, parts) if said)
            case datetime():
                return self.manner.moment(sentence.astimezone(self.zone), self.language)
            case date():
                return self.manner.day(sentence, self.language)
            case bool():
                return str(sentence)
            case int():
                return self.manner.number(sentence, self.language)
            case str():
                return sentence

    def _fill(self, template: str, params: Mapping[str, object]) -> str:
        if not params:
            return template
        return template.format(**{name: self._value(value) for name, value in params.items()})

    def _value(self, value: object) -> str:
        if isinstance(value, (Text, Wording, Code, Many, date, int, str)):
            return self(value)
        raise TypeError(f"no tongue can say {type(value).__name__}")
