"""A Greek postcode."""

from typing import TYPE_CHECKING

from core.dialogue.answers import Answer, Heard, Reply, Situation
from core.dialogue.kinds.base import Kind
from core.dialogue.kinds.reading import read_digits, wrong_settings
from core.errors import InvalidAnswer
from core.text import Code, Sentence, _, plural

if TYPE_CHECKING:
    from core.dialogue.service import Question

_LABELS = frozenset("τκ tk gr el ταχυδρομικοσκωδικασ taxydromikoskodikas postcode zip zipcode postalcode".split())


class Postcode(Kind):
    """Five digits, stored without the space."""

    name = "postcode"
    ways = frozenset({Reply.DIGITS, Reply.WORDS})

    def read(self, question: "Question", heard: Heard, situation: Situation) -> Answer:
        digits = read_digits(heard.words, _LABELS)
        if len(digits) != 5:
            raise InvalidAnswer(
                "length",
                plural(
                    "We counted {count} digit; a postcode has five.",
                    "We counted {count} digits; a postcode has five.",
                    len(digits),
                ),
            )
        if digits[0] in "09":
            raise InvalidAnswer("not-greek", _("No Greek postcode begins with {digit}.", digit=digits[0]))
        return Answer(digits, heard.form)

    def show(self, question: "Question", answer: Answer) -> Sentence:
        return Code(str(answer.value))

    def example(self, question: "Question", situation: Situation) -> Sentence:
        return Code("42131")

    def check(self, question: "Question") -> Sentence | None:
        return wrong_settings(question)


POSTCODE = Postcode()
