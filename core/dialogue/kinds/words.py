"""Free words: what happened, a name, a title."""

from typing import TYPE_CHECKING

from core.dialogue.answers import Answer, Form, Heard, Reply, Situation
from core.dialogue.kinds.base import Kind
from core.dialogue.kinds.reading import clean, whole, wrong_settings
from core.errors import InvalidAnswer
from core.text import Sentence, _, plural

if TYPE_CHECKING:
    from core.dialogue.service import Question

_MOST = 2000


class Words(Kind):
    """Text of `least` to `most` characters, lines kept. By telephone it is a voice message, with no value yet."""

    name = "words"
    ways = frozenset({Reply.WORDS})

    def read(self, question: "Question", heard: Heard, situation: Situation) -> Answer:
        if heard.form is Form.RECORDED:
            return Answer(None, Form.RECORDED, tuple(upload.id for upload in heard.uploads))
        text = clean(heard.words, lines=True)
        if not any(mark.isalnum() for mark in text):
            raise InvalidAnswer("empty", _("Please write a few words."))
        least, most = whole(question, "least", 1), whole(question, "most", _MOST)
        if len(text) < least:
            raise InvalidAnswer(
                "too-short",
                plural(
                    "That is {count} character; please write at least {least}.",
                    "That is {count} characters; please write at least {least}.",
                    len(text),
                    least=least,
                ),
            )
        if len(text) > most:
            raise InvalidAnswer(
                "too-long",
                plural(
                    "That is {count} character; there is room for {most}.",
                    "That is {count} characters; there is room for {most}.",
                    len(text),
                    most=most,
                ),
            )
        return Answer(text, heard.form)

    def show(self, question: "Question", answer: Answer) -> Sentence:
        return str(answer.value)

    def example(self, question: "Question", situation: Situation) -> Sentence:
        if whole(question, "most", _MOST) < 60:
            return _("Maria")
        return _("It has been like this since Monday, opposite the school")

    def check(self, question: "Question") -> Sentence | None:
        return wrong_settings(question, numbers=("least", "most"))


WORDS = Words()
