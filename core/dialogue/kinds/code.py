"""Codes that citizens were given: a reference, a receipt code, a hand-over code, a one-time code.

The length says which (setting `length`).
"""

from typing import TYPE_CHECKING

from core.codes import CodeLength, read_code
from core.dialogue.answers import Answer, Heard, Reply, Situation
from core.dialogue.kinds.base import Kind
from core.text import Code, Sentence

if TYPE_CHECKING:
    from core.dialogue.service import Question


class CodeKind(Kind):
    name = "code"
    ways = frozenset({Reply.DIGITS, Reply.WORDS})

    def read(self, question: "Question", heard: Heard, situation: Situation) -> Answer:
        return Answer(read_code(heard.words, _length(question)), heard.form)

    def show(self, question: "Question", answer: Answer) -> Sentence:
        return _coded(str(answer.value))

    def example(self, question: "Question", situation: Situation) -> Sentence:
        length = _length(question)
        return _coded("4829130534829138" if length == CodeLength.VERIFICATION else "4829130536"[:length])


def _coded(digits: str) -> Code:
    """In threes, a verification code in fours (rules: Codes)."""
    return Code(digits, 4 if len(digits) == CodeLength.VERIFICATION else 3)


def _length(question: "Question") -> int:
    return int(str(question.settings["length"]))


CODE = CodeKind()
