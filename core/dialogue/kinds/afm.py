"""The tax number, AFM (ΑΦΜ)."""

from typing import TYPE_CHECKING

from stdnum.gr import vat

from core.dialogue.answers import Answer, Heard, Reply, Situation
from core.dialogue.kinds.base import Kind
from core.dialogue.kinds.reading import read_digits, wrong_settings
from core.errors import InvalidAnswer
from core.text import Code, Sentence, _, plural

if TYPE_CHECKING:
    from core.dialogue.service import Question

# EL is what the European register puts before it, GR what people write; neither is part of the number.
_LABELS = frozenset("αφμ afm el gr vat elvat αφμel αφμελ ελ tin".split())


class Afm(Kind):
    """Nine ASCII digits of which the last is a check digit: Σ d·2^(8−i) mod 11 mod 10.

    The library alone would take eight digits, only zeros and digits of other alphabets, so they are refused here first.
    """

    name = "afm"
    ways = frozenset({Reply.DIGITS, Reply.WORDS})

    def read(self, question: "Question", heard: Heard, situation: Situation) -> Answer:
        digits = read_digits(heard.words, _LABELS)
        if len(digits) == 8 and vat.calc_check_digit(f"0{digits[:-1]}") == digits[-1]:
            raise InvalidAnswer("length", _("We counted 8 digits; an AFM has 9. If yours begins with 0, write the 0 as well."))
        if len(digits) != 9:
            raise InvalidAnswer(
                "length",
                plural("We counted {count} digit; an AFM has 9.", "We counted {count} digits; an AFM has 9.", len(digits)),
            )
        if digits == "000000000":
            raise InvalidAnswer("all-zero", _("An AFM is not nine zeros."))
        if vat.calc_check_digit(digits[:-1]) != digits[-1]:
            raise InvalidAnswer("check-digit", _("The last digit does not fit the others: one digit of the AFM may be wrong."))
        return Answer(digits, heard.form)

    def show(self, question: "Question", answer: Answer) -> Sentence:
        return Code(str(answer.value))

    def example(self, question: "Question", situation: Situation) -> Sentence:
        return Code("123456783")

    def check(self, question: "Question") -> Sentence | None:
        return wrong_settings(question)


AFM = Afm()
