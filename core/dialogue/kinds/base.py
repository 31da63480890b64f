"""What every kind of answer can do."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING

from core.dialogue.answers import Answer, Heard, Reply, Situation
from core.text import Sentence, _

if TYPE_CHECKING:
    from core.dialogue.service import Question


class Kind(ABC):
    """One kind of answer.

    `ways` are the replies any one of which suffices to answer it. Where a channel takes none of them but takes WORDS by
    voice, the words are recorded instead; where a file cannot be sent, "I will bring it" is an answer.
    """

    name: str
    ways: frozenset[Reply]
    # How it is keyed where there are nothing but keys.
    keyed: Sentence = _("Key the digits.")

    @abstractmethod
    def read(self, question: "Question", heard: Heard, situation: Situation) -> Answer:
        """The answer that this reply gives.

        Raises:
            InvalidAnswer: it gives none; the sentence says what was wrong, and the caller adds `example`.
        """

    @abstractmethod
    def show(self, question: "Question", answer: Answer) -> Sentence:
        """The answer as a person reads or hears it. Only called with an answer that has a value."""

    @abstractmethod
    def example(self, question: "Question", situation: Situation) -> Sentence:
        """A right answer, for "for example …"."""

    def picks(self, question: "Question", situation: Situation) -> Mapping[str, Sentence]:
        """The few possible answers, value to label in order, for a kind that is picked; empty otherwise."""
        return {}

    def check(self, question: "Question") -> Sentence | None:
        """What is wrong with this question's definition in a catalogue file, or None."""
        return None
