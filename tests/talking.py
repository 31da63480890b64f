"""Somebody who talks with the core, without any channel between: what they say are turns, what they hear are steps."""

from itertools import count
from typing import Any

from core.bootstrap import Core
from core.dialogue.answers import Form, Heard, Reply, Upload
from core.dialogue.steps import Ask, Done, Menu, Review, Step
from core.dialogue.turns import Medium, Replied, Spoken, Turn
from core.languages import tongue
from core.municipalities.model import Municipality

# A medium like texts, one like a page with forms, and one like a call; the core knows media by these alone.
TEXTING = Medium(frozenset(Reply), page=5, keys={"9": "more", "-": "skip"}, caller=True, texts=True)
FORMS = Medium(frozenset(Reply), shows_forms=True)
CALLING = Medium(
    frozenset({Reply.PICK, Reply.DIGITS, Reply.WORDS}), page=5, keys={"9": "repeat", "0": "operator", "*": "back"},
    caller=True, drops=True,
)  # fmt: skip

_NUMBERS = count(1)


class Talker:
    """`say` takes a turn and gives the step that was said back; `heard` is the finished reply of the last turn."""

    def __init__(
        self,
        core: Core,
        town: Municipality,
        contact: str = "+306912345678",
        medium: Medium = TEXTING,
        channel: str = "test",
        session: str = "",
        language: str = "",
    ) -> None:
        self.core, self.town, self.contact, self.medium, self.channel = core, town, contact, medium, channel
        self.session = session or contact or f"session-{next(_NUMBERS)}"
        self.language = language
        self.step: Step | None = None
        self.spoken: Spoken | None = None
        self.replied: Replied | None = None

    def turn(self, words: str = "", id_: str = "", **rest: Any) -> Turn:
        form = rest.pop("form", Form.TYPED)
        uploads: tuple[Upload, ...] = rest.pop("uploads", ())
        heard = Heard(words, form, uploads, rest.pop("parts", {}))
        return Turn(
            id=id_ or f"turn-{next(_NUMBERS)}",
            municipality=self.town,
            channel=self.channel,
            session=self.session,
            medium=self.medium,
            heard=heard,
            contact=self.contact,
            language=self.language,
            **rest,
        )

    def say(self, words: str = "", id_: str = "", **rest: Any) -> Step | None:
        """Take one turn. None if nothing was said back, or if the turn was known already."""
        self.spoken = self.step = None
        self.replied = self.core.conversing.converse(self.turn(words, id_, **rest), self.render)
        return self.step

    def render(self, spoken: Spoken) -> str:
        self.spoken, self.step = spoken, spoken.step
        return f"{spoken.language}: {plainly(spoken)}"

    def file(self, *words: str) -> Done:
        """Say one thing after the other, send the review, and give the receipt."""
        for one in words:
            self.say(one)
        assert isinstance(self.step, Review), f"no review yet, but {self.step}"
        done = self.say("ΟΚ")
        assert isinstance(done, Done), done
        return done

    @property
    def heard(self) -> str:
        assert self.replied is not None
        return self.replied.text

    @property
    def asked(self) -> str:
        """The key of the question that is open."""
        assert isinstance(self.step, Ask), self.step
        return self.step.question.key

    @property
    def notes(self) -> str:
        assert self.step is not None
        return " ".join(map(tongue("en"), self.step.notes))


def plainly(spoken: Spoken) -> str:
    """A step in plain words: what it is, its notes, its question or title, its picks."""
    say, step = tongue(spoken.language), spoken.step
    parts = [type(step).__name__, *map(say, step.notes)]
    if isinstance(step, Ask):
        parts += [step.question.key, say(step.question.ask), *([say(step.problem)] if step.problem else [])]
    if isinstance(step, Menu):
        parts.append(say(step.title))
    if isinstance(step, (Ask, Menu)):
        parts += [f"{pick.number} {say(pick.label)}" for pick in step.picks]
    if isinstance(step, Review):
        parts += [f"{item.number} {say(item.label)}: {say(item.shown)}" for item in step.items]
    if isinstance(step, Done):
        parts += [step.reference, step.receipt_code]
    return " | ".join(parts)
