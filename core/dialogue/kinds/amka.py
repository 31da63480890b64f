"""The social security number, AMKA (ΑΜΚΑ)."""

from datetime import date
from typing import TYPE_CHECKING

from stdnum import luhn

from core.dialogue.answers import Answer, Heard, Reply, Situation
from core.dialogue.kinds.base import Kind
from core.dialogue.kinds.reading import read_digits, wrong_settings
from core.errors import InvalidAnswer
from core.text import Code, Sentence, _, plural

if TYPE_CHECKING:
    from core.dialogue.service import Question


class Amka(Kind):
    """Eleven ASCII digits: the birth date as DDMMYY, four more, the last a Luhn digit.

    Two digits do not tell the century, so no birth date is ever made of them: they only have to be a date in one.
    """

    name = "amka"
    ways = frozenset({Reply.DIGITS, Reply.WORDS})

    def read(self, question: "Question", heard: Heard, situation: Situation) -> Answer:
        digits = read_digits(heard.words, frozenset({"αμκα", "amka"}))
        if len(digits) != 11:
            raise InvalidAnswer(
                "length",
                plural(
                    "We counted {count} digit; an AMKA has 11.",
                    "We counted {count} digits; an AMKA has 11.",
                    len(digits),
                ),
            )
        if not _is_birth_date(digits):
            raise InvalidAnswer(
                "birth-date",
                _("An AMKA begins with the birth date (day, month, year); {digits} is no date.", digits=digits[:6]),
            )
        if not luhn.is_valid(digits):
            raise InvalidAnswer("check-digit", _("The last digit does not fit the others: one digit of the AMKA may be wrong."))
        return Answer(digits, heard.form)

    def show(self, question: "Question", answer: Answer) -> Sentence:
        return Code(str(answer.value))

    def example(self, question: "Question", situation: Situation) -> Sentence:
        return Code("01013099997")

    def check(self, question: "Question") -> Sentence | None:
        return wrong_settings(question)


def _is_birth_date(digits: str) -> bool:
    day, month, year = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    for century in (1900, 2000):
        try:
            date(century + year, month, day)
        except ValueError:
            continue
        return True
    return False


AMKA = Amka()
