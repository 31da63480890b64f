"""How the demonstration's citizens talk: each request is begun, answered and sent with real turns, only earlier."""

import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select

from core.bootstrap import Core
from core.demonstration.papers import Shelf
from core.demonstration.scenes import Scene
from core.dialogue import asked
from core.dialogue.answers import Form, Heard, Reply
from core.dialogue.converse import Conversing
from core.dialogue.steps import Ask, Done, Review, Step
from core.dialogue.turns import Medium, Spoken, Turn
from core.languages import tongue
from core.municipalities.model import Municipality
from core.ports import Work
from core.requests.tables import Request
from core.text import Many, Sentence

_KEYS = frozenset({Reply.PICK, Reply.DIGITS})
_TYPED = _KEYS | {Reply.WORDS, Reply.FILE}

# What each channel of the demonstration can carry, as far as a citizen of it needs.
MEDIA: Mapping[str, Medium] = {
    "web": Medium(_TYPED, shows_forms=True),
    "desk": Medium(_TYPED, shows_forms=True),
    "sms": Medium(_TYPED, page=9, keys={"-": "skip"}, caller=True, texts=True),
    "ivr": Medium(_KEYS | {Reply.WORDS}, page=9, caller=True, drops=True),
}
# More turns than this mean that a scene's answers do not fit its service.
MOST_TURNS = 30


class Earlier:
    """A clock that stands where it is put."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


@dataclass(frozen=True)
class Held:
    """Gives the one unit of work that is open already, so that a whole town is one transaction."""

    held: Work

    @contextmanager
    def work(self, municipality: Municipality) -> Iterator[Work]:
        assert municipality == self.held.municipality
        yield self.held

    reading = work


class Misfit(Exception):
    """A scene does not fit the service that it is about. Always a defect of the demonstration's data."""


class Teller:
    """Talks one scene through. `clerk` acts for the visitor at the counter."""

    def __init__(self, core: Core, work: Work, town: Municipality, shelf: Shelf, chance: random.Random, clerk: str) -> None:
        self._work = work
        self._town = town
        self._shelf = shelf
        self._chance = chance
        self._clerk = clerk
        self._clock = Earlier(core.clock.now())
        self._conversing: Conversing = replace(core.conversing, database=Held(work), clock=self._clock)
        self._step: Step | None = None

    def file(self, scene: Scene, at: datetime) -> Request:
        """Say everything up to the receipt, so that it is reached at about this moment.

        Raises:
            Misfit: the service asked something that the scene has no answer to.
        """
        self._clock.moment = at - timedelta(minutes=4)
        turn = self._beginning(scene)
        for number in range(MOST_TURNS):
            self._conversing.converse(replace(turn, id=self._turn_id(scene, turn, number)), self._hear)
            self._clock.moment += timedelta(seconds=self._chance.randrange(12, 40))
            if isinstance(self._step, Done):
                found = select(Request).where(Request.reference == self._step.reference)
                return self._work.session.scalars(found).one()
            turn = self._reply(scene, turn)
        raise Misfit(f"{scene.service} on {scene.channel} was not finished in {MOST_TURNS} turns")

    def _beginning(self, scene: Scene) -> Turn:
        medium = MEDIA[scene.channel]
        contact = f"+3069000{self._chance.randrange(10_000, 100_000)}" if medium.caller else ""
        session = {"sms": contact, "ivr": f"CA{self._hex(32)}"}.get(scene.channel, self._hex(24))
        return Turn(
            id="",
            municipality=self._town,
            channel=scene.channel,
            session=session,
            medium=medium,
            heard=Heard(scene.opening),
            contact=contact,
            language=scene.language,
            service=scene.service,
            actor=self._clerk if scene.channel == "desk" else "citizen",
        )

    def _turn_id(self, scene: Scene, turn: Turn, number: int) -> str:
        return {"sms": f"SM{self._hex(32)}", "ivr": f"{turn.session}/{number}"}.get(scene.channel, self._hex(24))

    def _reply(self, scene: Scene, turn: Turn) -> Turn:
        step = self._step
        turn = replace(turn, service="", command="", question="")
        if isinstance(step, Review):
            return replace(turn, command="send", heard=Heard(""))
        if not isinstance(step, Ask) or step.problem is not None:
            raise Misfit(f"{scene.service} on {scene.channel} said {step}")
        return replace(turn, question=step.question.key, **self._said(scene, step))  # type: ignore[arg-type]

    def _said(self, scene: Scene, step: Ask) -> dict[str, object]:
        key, kind = step.question.key, step.question.kind
        given = self._dated(self._about_telling(scene, key) or scene.answers.get(key, ""))
        forms = MEDIA[scene.channel].shows_forms
        if not given:
            return {"heard": Heard("")} if forms else {"command": "skip", "heard": Heard("")}
        if given == "photo":
            return {"heard": Heard("", Form.FILE, (self._shelf.photo(),))}
        numbers = {pick.value: pick.number for pick in step.picks}
        if given in numbers:
            return {"heard": Heard(given if forms else numbers[given], Form.PICKED if forms else self._form(scene))}
        if scene.channel == "ivr" and Reply.WORDS in kind.ways and not {Reply.DIGITS, Reply.PICK} & kind.ways:
            return {"heard": Heard("", Form.RECORDED, (self._shelf.recording(),))}
        return {"heard": Heard(given, self._form(scene))}

    def _dated(self, given: str) -> str:
        """A number of days from now (`+2`) as a date that can be keyed, with two digits each for day and month."""
        if not given.startswith("+"):
            return given
        return f"{self._town.today(self._clock.moment) + timedelta(days=int(given)):%d%m%Y}"

    def _form(self, scene: Scene) -> Form:
        return Form.KEYED if scene.channel == "ivr" else Form.TYPED

    def _about_telling(self, scene: Scene, key: str) -> str:
        """The answers to how the citizen wants to be told, which no scene repeats."""
        return {
            asked.TELL_BY: scene.tell,
            asked.TELL_PHONE: f"69000{self._chance.randrange(10_000, 100_000)}",
            asked.TELL_EMAIL: f"dokimi{self._chance.randrange(100, 999)}@example.org",
        }.get(key, "")

    def _hear(self, spoken: Spoken) -> str:
        """What the citizen was told, in plain words: it lies with the turn."""
        self._step = spoken.step
        say = tongue(spoken.language, zone=self._town.zone)
        said: list[Sentence] = list(spoken.step.notes)
        if isinstance(spoken.step, Ask):
            said.append(spoken.step.question.short)
        return say(Many(tuple(said)))

    def _hex(self, digits: int) -> str:
        return f"{self._chance.getrandbits(4 * digits):0{digits}x}"
