"""All questions of a service at once, for a page that asks them together."""

from dataclasses import dataclass

from core.dialogue.answers import Form, Heard
from core.dialogue.service import Question, Service
from core.dialogue.steps import Ask
from core.dialogue.talk import Talk
from core.dialogue.topics.service import every_question
from core.errors import InvalidAnswer


@dataclass(frozen=True, slots=True)
class Posed:
    """One of the questions. It `applies` by what was answered so far; `skipped` was left unanswered on purpose.

    `decided_by` is the question on which it depends, and `decided_with` the picks of that one with which it applies, so that
    a page can show it at once; empty where it always applies, or where no pick decides.
    """

    ask: Ask
    applies: bool
    skipped: bool
    decided_by: str = ""
    decided_with: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return self.ask.question.key

    @property
    def answered(self) -> bool:
        """Whether it was answered, or left out on purpose."""
        return self.ask.before is not None or self.skipped


def pose(talk: Talk, service: Service) -> tuple[Posed, ...]:
    """Every question of a service in order, with what was answered."""
    every = every_question(talk, service)
    return tuple(_posed(talk, service, every, one) for one in every)


def _posed(talk: Talk, service: Service, every: list[Question], question: Question) -> Posed:
    picks, _more = talk.picks(list(question.kind.picks(question, talk.situation).items()))
    ask = Ask(
        question=question,
        service=service,
        number=every.index(question) + 1,
        total=len(every),
        picks=picks,
        example=question.kind.example(question, talk.situation),
        before=talk.state.answers.get(question.key),
        skippable=not question.required,
    )
    return Posed(
        ask=ask,
        applies=question.applies(talk.state.answers),
        skipped=question.key in talk.state.skipped,
        decided_by=question.when.question if question.when else "",
        decided_with=_decided_with(talk, every, question),
    )


def _decided_with(talk: Talk, every: list[Question], question: Question) -> tuple[str, ...]:
    """The picks of the question on which this one depends that make it apply."""
    when = question.when
    decider = next((one for one in every if when is not None and one.key == when.question), None)
    if when is None or decider is None:
        return ()
    return tuple(pick for pick in decider.kind.picks(decider, talk.situation) if _holds(talk, decider, pick, question))


def _holds(talk: Talk, decider: Question, pick: str, question: Question) -> bool:
    try:
        answer = decider.kind.read(decider, Heard(pick, Form.PICKED), talk.situation)
    except InvalidAnswer:
        return False
    return question.applies({decider.key: answer})
