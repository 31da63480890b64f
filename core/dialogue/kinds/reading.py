"""What several kinds need to read a person's writing: clean text, plain digits, labels in front, settings."""

import re
import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING

from core.errors import InvalidAnswer
from core.greek import fold, mend
from core.text import Many, Sentence, _

if TYPE_CHECKING:
    from core.dialogue.service import Question

# Controls, lone surrogates and letters without a meaning yet: no database and no page takes them all.
_USELESS = frozenset({"Cc", "Cs", "Cn", "Co"})
# Marks that turn the direction of writing around could make a clerk read something else than what is stored.
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u200b\u00ad")
_LINE = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n[\n ]*")
_BETWEEN_DIGITS = frozenset(" .,-/()\u2010\u2011\u2012\u2013\u2014\u2212·")
_HEAD = re.compile(r"([^\W\d_][^\d]*?)[\s:.\-–]*(\d.*)", re.DOTALL)


def clean(text: str, lines: bool = False) -> str:
    """The text in one Unicode form, without invisible marks and double spaces, in one line unless `lines` are kept."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not lines:
        text = text.replace("\n", " ")
    text = text.replace("\t", " ")
    kept = "".join(c for c in text if c == "\n" or (c not in _TURNING and unicodedata.category(c) not in _USELESS))
    return _LINES.sub("\n", _LINE.sub(" ", kept)).strip()


def require_ascii_digits(text: str) -> None:
    """Refuse digits of other alphabets (Arabic, full-width, raised …): registers hold 0 to 9 only.

    Raises:
        InvalidAnswer: "foreign-digits", with the first one found.
    """
    for mark in text:
        if not mark.isascii() and mark.isdigit():
            raise InvalidAnswer("foreign-digits", _("Please write the digits as 0 to 9; we cannot take “{digit}”.", digit=mark))


def read_digits(text: str, labels: Iterable[str] = ()) -> str:
    """The ASCII digits of a number written with spaces, dots, dashes or brackets, or after one of these folded labels.

    Raises:
        InvalidAnswer: "empty", "foreign-digits", or "not-digits" with what is in the way.
    """
    text = without_label(written(text), labels).rstrip("#")
    require_ascii_digits(text)
    digits = "".join(mark for mark in text if mark not in _BETWEEN_DIGITS)
    if wrong := re.search(r"[^0-9]+", digits):
        raise InvalidAnswer("not-digits", _("We need digits only; we cannot read “{part}”.", part=wrong.group()[:20]))
    if not digits:
        raise InvalidAnswer("not-digits", _("We need digits, and found none."))
    return digits


def written(text: str) -> str:
    """The cleaned text in one line.

    Raises:
        InvalidAnswer: "empty", where nothing is left.
    """
    text = clean(text)
    if not text:
        raise InvalidAnswer("empty", _("We received nothing."))
    return text


def without_label(text: str, labels: Iterable[str]) -> str:
    """The text without the name of the thing in front of its number («Τ.Κ.: 42131»)."""
    found = _HEAD.fullmatch(text)
    if found and letters(found.group(1)) in labels:
        return found.group(2)
    return text


def letters(text: str) -> str:
    """Only the letters, folded: «Α.Φ.Μ.» is «αφμ»."""
    return "".join(mark for mark in fold(mend(text)) if mark.isalpha())


def whole(question: "Question", name: str, default: int) -> int:
    """A whole-number setting of a question."""
    value = question.settings.get(name, default)
    return value if isinstance(value, int) else default


def wrong_settings(question: "Question", known: Iterable[str] = (), numbers: Iterable[str] = ()) -> Sentence | None:
    """What is wrong with the settings of a question: names that the kind does not know, and numbers that are none."""
    numbers = frozenset(numbers)
    unknown = sorted(set(question.settings) - numbers - set(known))
    if unknown:
        return _("{kind} knows no setting {names}", kind=question.kind.name, names=Many(tuple(unknown), by=", "))
    for name in sorted(numbers & set(question.settings)):
        value = question.settings[name]
        if isinstance(value, bool) or not isinstance(value, int):
            return _("{name} must be a whole number", name=name)
    least, most = question.settings.get("least"), question.settings.get("most")
    if isinstance(least, int) and isinstance(most, int) and least > most:
        return _("least is more than most")
    return None
