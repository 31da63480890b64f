"""The number of a Greek identity card."""

import re
from typing import TYPE_CHECKING

from core.dialogue.answers import Answer, Form, Heard, Reply, Situation
from core.dialogue.kinds.base import Kind
from core.dialogue.kinds.reading import letters, require_ascii_digits, written, wrong_settings
from core.errors import InvalidAnswer
from core.greek import as_greek, as_latin, has_greek, upper
from core.text import Code, Many, Sentence, _, plural

if TYPE_CHECKING:
    from core.dialogue.service import Question

_LABELS = frozenset("αδτ adt αρταυτοτητασ αριθμοσταυτοτητασ ταυτοτητα taytotita tautotita id idcard card".split())
_LABELLED = re.compile(r"(.{2,30}?)\s*[:\s]\s*(\w{1,2}[\s\-./]*[0-9].*)")
_BETWEEN = re.compile(r"[\s\-./\u2010-\u2014\u2212·]")
_OLD = re.compile(r"([^\W\d_]{1,2})([0-9]{6})")
# The number's shape on the cards issued since 25-9-2023 is not published; this is as much as can be asked of it.
_NEW = re.compile(r"[A-ZΑ-Ω0-9]{6,12}")
_FEWEST_DIGITS = 5


class IdentityCard(Kind):
    """One or two letters with six digits, or the new card's 6 to 12 letters and digits; no check digit exists.

    Latin letters become the Greek ones that look the same, so that one card has one spelling. By telephone it is
    a voice message, for a keypad has no letters.
    """

    name = "identity-card"
    ways = frozenset({Reply.WORDS})

    def read(self, question: "Question", heard: Heard, situation: Situation) -> Answer:
        if heard.form is Form.RECORDED:
            return Answer(None, Form.RECORDED, tuple(upload.id for upload in heard.uploads))
        return Answer(read_identity_card(heard.words), heard.form)

    def show(self, question: "Question", answer: Answer) -> Sentence:
        number = str(answer.value)
        if old := _OLD.fullmatch(number):
            return Many((old.group(1), Code(old.group(2))))
        return Code(number)

    def example(self, question: "Question", situation: Situation) -> Sentence:
        return "ΑΒ 123456"

    def check(self, question: "Question") -> Sentence | None:
        return wrong_settings(question)


def read_identity_card(text: str) -> str:
    """The number in Greek capitals without spaces or dashes.

    Raises:
        InvalidAnswer: "empty", "foreign-digits", "characters", "no-letters", "length" or "letters".
    """
    text = written(text)
    require_ascii_digits(text)
    if (labelled := _LABELLED.fullmatch(text)) and letters(labelled.group(1)) in _LABELS:
        text = labelled.group(2)
    number = _one_alphabet(upper(_BETWEEN.sub("", text)))
    if wrong := re.search(r"[^A-ZΑ-Ω0-9]", number):
        raise InvalidAnswer(
            "characters", _("An identity card's number has letters and digits only, not “{mark}”.", mark=wrong.group())
        )
    digits = sum(mark.isdigit() for mark in number)
    if (digits == len(number) and digits <= 6) or re.fullmatch(r"ΑΔΤ[0-9]{6}", number):
        raise InvalidAnswer("no-letters", _("The letters before the digits are missing."))
    if _OLD.fullmatch(number):
        return number
    if digits < _FEWEST_DIGITS or re.fullmatch(r"[^0-9]{1,2}[0-9]{1,5}", number):
        raise InvalidAnswer(
            "length",
            plural(
                "We counted {count} digit; an identity card's number has 6 after its letters.",
                "We counted {count} digits; an identity card's number has 6 after its letters.",
                digits,
            ),
        )
    if not _NEW.fullmatch(number):
        raise InvalidAnswer("length", _("That is too long: an identity card's number has 12 letters and digits at most."))
    return number


def _one_alphabet(number: str) -> str:
    """The letters all Greek if they can be, else all Latin.

    Raises:
        InvalidAnswer: "letters", where some are only Greek and others only Latin.
    """
    greek = as_greek(number)
    if not re.search(r"[A-Z]", greek):
        return greek
    latin = as_latin(number)
    if has_greek(latin):
        raise InvalidAnswer("letters", _("Some of these letters are Greek and others Latin: {number}.", number=number))
    return latin


IDENTITY_CARD = IdentityCard()
