"""A photo or a paper: sent now, or promised for later."""

from typing import TYPE_CHECKING

from core.dialogue.answers import Answer, Form, Heard, Reply, Situation
from core.dialogue.kinds.base import Kind
from core.dialogue.kinds.reading import clean, whole, wrong_settings
from core.errors import InvalidAnswer
from core.greek import keys, search_key
from core.text import Sentence, _, plural

if TYPE_CHECKING:
    from core.dialogue.service import Question

# The word by which every channel can say "I will bring it" for the citizen.
LATER = "later"
_LATER = (
    "later|αργότερα|μετά|θα το φέρω|θα τα φέρω|θα το φέρω αργότερα|αργότερα θα το φέρω|"
    "θα το στείλω|θα το στείλω αργότερα|"
    "bring|i will bring it|i will bring it later|ill bring it|i will send it later|afterwards"
).split("|")
_MOST = 5


class File(Kind):
    """`least` to `most` files. The value is how many; which ones is in the answer's `uploads`.

    Never a barrier: LATER is an answer too, without a value.
    """

    name = "file"
    ways = frozenset({Reply.FILE})

    def read(self, question: "Question", heard: Heard, situation: Situation) -> Answer:
        count, words = len(heard.uploads), clean(heard.words)
        if not count and _means_later(words):
            return Answer(None, Form.LATER)
        if not count:
            raise InvalidAnswer(
                "no-file",
                _("We received no file. Send a photo or a paper, or write “later” and bring it another time."),
            )
        least, most = whole(question, "least", 1), whole(question, "most", _MOST)
        if count < least:
            raise InvalidAnswer(
                "too-few",
                plural(
                    "We received {count} file; {least} are needed.",
                    "We received {count} files; {least} are needed.",
                    count,
                    least=least,
                ),
            )
        if count > most:
            raise InvalidAnswer(
                "too-many",
                plural(
                    "We received {count} file; there is room for {most}.",
                    "We received {count} files; there is room for {most}.",
                    count,
                    most=most,
                ),
            )
        return Answer(count, Form.FILE, tuple(upload.id for upload in heard.uploads))

    def show(self, question: "Question", answer: Answer) -> Sentence:
        count = answer.value if isinstance(answer.value, int) else len(answer.uploads)
        return plural("{count} file", "{count} files", count)

    def example(self, question: "Question", situation: Situation) -> Sentence:
        return _("a photo, or the word “later”")

    def check(self, question: "Question") -> Sentence | None:
        return wrong_settings(question, numbers=("least", "most"))


def _sounds(text: str) -> str:
    return " ".join(keys(word)[0] for word in search_key(text).split())


_LATER_SOUNDS = frozenset(map(_sounds, _LATER))


def _means_later(words: str) -> bool:
    return bool(words) and _sounds(words.replace("'", "")) in _LATER_SOUNDS


FILE = File()
