"""Checking a document: its code is asked for, and what it is worth is said; then another code may follow."""

from core.certificates import checking
from core.dialogue import asked
from core.dialogue.steps import Ask, ShowCheck, Step
from core.dialogue.talk import Elsewhere, Talk
from core.errors import InvalidAnswer


def check(talk: Talk, words: str) -> None:
    """Say what the document of a code is worth.

    Raises:
        InvalidAnswer: it is no code, or too many wrong ones were tried.
    """
    asker = checking.Asker(talk.turn.channel, talk.source, talk.checks)
    checked = checking.check(talk.work, words, asker, talk.keys, talk.now)
    talk.once = ShowCheck(notes=tuple(talk.notes), checked=checked)


class VerifyTopic:
    def hear(self, talk: Talk) -> None:
        try:
            check(talk, talk.words)
        except InvalidAnswer:
            # More letters than digits are about something else: a street has its number too.
            letters, digits = (sum(map(kind, talk.words)) for kind in (str.isalpha, str.isdigit))
            if letters > digits:
                raise Elsewhere from None
            raise

    def step(self, talk: Talk) -> Step:
        question = asked.VERIFICATION
        return Ask(
            notes=tuple(talk.notes),
            question=question,
            service=None,
            number=1,
            total=1,
            problem=talk.problem,
            example=question.kind.example(question, talk.situation) if talk.problem else None,
        )


VERIFY = VerifyTopic()
