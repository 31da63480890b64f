"""A turn, from what was said to the finished reply, in one transaction: all of it is kept or none."""

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from sqlalchemy.exc import IntegrityError

from core.catalogue import Catalogue
from core.certificates import considering
from core.codes import CodeKey, CodeLength, read_code
from core.dialogue import papers, receipts, store
from core.dialogue.hearing import hear, look_at
from core.dialogue.held import Held
from core.dialogue.prefilling import Registers
from core.dialogue.state import State
from core.dialogue.steps import Ask, Done, Identify, Review, Step
from core.dialogue.talk import Talk
from core.dialogue.topics import whole
from core.dialogue.topics.which import topic_of
from core.dialogue.topics.whole import Posed
from core.dialogue.turns import Render, Replied, Spoken, Turn
from core.dialogue.understanding import Understanding
from core.errors import InvalidAnswer
from core.model import new_id
from core.municipalities.model import Municipality
from core.operations.counting import Counts
from core.people.pins import Checked, Pins
from core.people.proving import How
from core.ports import Clock, Work
from core.requests.filing import file
from core.routing.rulebook import Rulebook

# A slow machine that answers every answer stays below what is taken for one in a minute. Nobody texts for ten such minutes
# in a day.
DAY = 10
# How often a turn that met another one is taken again.
_TRIES = 3


class Works(Protocol):
    """What opens units of work."""

    def work(self, municipality: Municipality) -> AbstractContextManager[Work]: ...

    def reading(self, municipality: Municipality) -> AbstractContextManager[Work]: ...


@dataclass(frozen=True, slots=True)
class Before:
    """What was found out before the turn's transaction began, for it takes long or is far away."""

    checked: Checked | None = None
    held: Held | None = None


@dataclass(frozen=True)
class Conversing:
    """Everything a turn needs besides the turn. `catalogue` and `understanding` give a municipality's own."""

    database: Works
    clock: Clock
    keys: CodeKey
    catalogue: Callable[[Municipality], Catalogue]
    understanding: Callable[[Municipality], Understanding]
    rulebook: Rulebook = field(default_factory=Rulebook)
    wrong_codes_a_day: int = 200
    wrong_checks_a_day: int = 500
    replies_a_minute: int = 20
    counts: Counts = field(default_factory=Counts)
    pins: Pins | None = None
    registers: Registers | None = None
    has_login: Callable[[Municipality], bool] = lambda _town: False
    # The address of a town's own site.
    site: Callable[[Municipality], str] = lambda town: town.public_url

    def converse(self, turn: Turn, render: Render) -> Replied:
        """Take one turn and give its finished reply, kept together.

        A known turn gets the reply it got before and changes nothing. Two turns that begin one session at the same moment
        meet in a unique key: the later one is simply taken again, after the first. So is one that drew a taken reference.

        Raises:
            Unavailable: the database does not answer; nothing was kept, and the same turn may come again.
        """
        replied = self._taken(turn, render)
        self.counts.add("turns", turn.channel, "repeated" if replied.repeated else "taken")
        return replied

    def _taken(self, turn: Turn, render: Render) -> Replied:
        before = Before(self._check_pin(turn), self._ask_register(turn))
        for _attempt in range(_TRIES):
            with suppress(IntegrityError):
                return self._converse(turn, render, before)
        return self._converse(turn, render, before)

    def _ask_register(self, turn: Turn) -> Held | None:
        """What the municipality's register holds of whoever speaks; it may be far away, so it is asked before too."""
        return self.registers.ask(turn, self.clock.now()) if self.registers is not None else None

    def _check_pin(self, turn: Turn) -> Checked | None:
        """The verdict on a PIN. Its hash takes long, so it is made before the transaction (rules: Databases)."""
        if self.pins is None or turn.question != "pin" or How.PIN not in turn.medium.proves:
            return None
        try:
            pin = read_code(turn.heard.words, CodeLength.ONE_TIME)
        except InvalidAnswer:
            # Told when the turn is heard.
            return None
        with self.database.reading(turn.municipality) as work:
            conversation = store.look(work, turn)
        return self.pins.look(turn.municipality, conversation.state.claimed if conversation else "", pin)

    def _converse(self, turn: Turn, render: Render, first: Before) -> Replied:
        with self.database.work(turn.municipality) as work:
            conversation, before = store.take(work, turn, lambda: self._first_language(turn))
            if before is not None:
                return self._again(work, turn, before, render)
            if self._looping(turn, conversation):
                return self._unanswered(work, turn, conversation)
            talk = self._talk(work, papers.keep(work, turn, conversation.id, self.clock.now()), conversation)
            talk.checked, talk.held = first.checked, first.held
            before_it = (conversation.id, conversation.state.service, conversation.state.filed)
            hear(talk)
            _name_new_talk(conversation, *before_it)
            greets = turn.medium.texts and not conversation.state.greeted
            conversation.state.greeted = conversation.state.greeted or turn.medium.texts
            store.keep(work, conversation, talk.now)
            if talk.filing is not None:
                route = self.rulebook.route(work, talk.filing, talk.now)
                conversation.filed = file(work, talk.filing, talk.now, conversation.state.filed, route)
                considering.remember(work, talk.filing.service, conversation.filed.id, talk.filing.proved, self.clock)
                receipts.send(talk, talk.filing.service, conversation.filed)
                self.counts.add("filings", turn.channel, talk.filing.service.key)
            step = _with_problem(talk, talk.once or topic_of(talk).step(talk))
            text = render(Spoken(step, conversation.language, greets))
            store.keep_turn(work, turn, conversation, None if isinstance(step, Done) else text, talk.now)
            return Replied(text, conversation.language)

    def _unanswered(self, work: Work, turn: Turn, conversation: store.Conversation) -> Replied:
        """Take a turn of what seems to be a machine: it gets no reply, and of what it says only a STOP is obeyed."""
        talk = self._talk(work, turn, conversation)
        if talk.understanding.reserved(talk.words) == "stop":
            hear(talk)
        store.keep(work, conversation, talk.now)
        store.keep_turn(work, turn, conversation, "", talk.now)
        return Replied("", conversation.language)

    def show(self, turn: Turn, revising: str = "") -> tuple[Step, str] | None:
        """The step at which a session stands, without a turn: for a page that is only looked at.

        `revising` asks for an answered question again. A service that the turn names and that is not open is shown from
        its start. Nothing is written. None if the session has nothing, and no service was named.
        """
        held = self._ask_register(turn)
        with self.database.reading(turn.municipality) as work:
            conversation = store.look(work, turn)
            if conversation is None:
                return None
            talk = self._talk(work, turn, conversation)
            talk.held = held
            look_at(talk, revising)
            return topic_of(talk).step(talk), conversation.language

    def pose(self, turn: Turn) -> tuple[tuple[Posed, ...] | Step, str]:
        """All questions of the service that a turn names, with what its session has answered; what is said where nothing is
        asked any more (a receipt), or never was. Nothing is written. Beside it the session's language.
        """
        with self.database.reading(turn.municipality) as work:
            conversation = store.look(work, turn)
            assert conversation is not None, "a turn that names its service always shows something"
            talk = self._talk(work, turn, conversation)
            look_at(talk, "")
            step, service = topic_of(talk).step(talk), talk.service
            asking = isinstance(step, (Ask, Review)) and service is not None
            return whole.pose(talk, service) if asking and service else step, conversation.language

    def act(self, turn: Turn, deed: Callable[[Work], str]) -> Replied:
        """Do what a button asks for, once, where nothing is talked through: a known turn changes nothing.

        `deed` works in the turn's transaction and gives the reply to keep.

        Raises:
            Unavailable: the database does not answer; nothing was kept, and the same turn may come again.
        """
        try:
            return self._act(turn, deed)
        except IntegrityError:
            return self._act(turn, deed)

    def _act(self, turn: Turn, deed: Callable[[Work], str]) -> Replied:
        with self.database.work(turn.municipality) as work:
            before = store.known(work, turn)
            if before is not None:
                return self._again(work, turn, before, lambda _spoken: "")
            text = deed(work)
            language = turn.language or turn.municipality.languages[0]
            nowhere = store.Conversation(new_id(), turn.channel, turn.session, turn.contact, language, State())
            store.keep_turn(work, turn, nowhere, text, self.clock.now())
            return Replied(text, language)

    def again(self, turn: Turn, render: Render) -> Replied | None:
        """The reply that a turn of this id got before; None where there was none. Nothing is changed."""
        with self.database.reading(turn.municipality) as work:
            before = store.known(work, turn)
            return self._again(work, turn, before, render) if before is not None else None

    def _talk(self, work: Work, turn: Turn, conversation: store.Conversation) -> Talk:
        return Talk(
            work=work,
            turn=turn,
            conversation=conversation,
            catalogue=self.catalogue(turn.municipality),
            understanding=self.understanding(turn.municipality),
            keys=self.keys,
            now=self.clock.now(),
            budget=self.wrong_codes_a_day,
            has_login=lambda: self.has_login(turn.municipality),
            checks=self.wrong_checks_a_day,
            site=self.site(turn.municipality),
        )

    def _first_language(self, turn: Turn) -> str:
        """The language of somebody's first words, where the channel does not know it, else the town's own."""
        languages = turn.municipality.languages
        if not turn.heard.words:
            return languages[0]
        heard = self.understanding(turn.municipality).language(turn.heard.words)
        return heard if heard in languages else languages[0]

    def _again(self, work: Work, turn: Turn, before: store.KnownTurn, render: Render) -> Replied:
        differs = before.digest != turn.digest()
        text = before.reply
        if text is None and before.request_id is not None:
            text = self._receipt_again(work, turn, before, render)
        return Replied(text or "", before.language, True, differs, before.said or "")

    def _receipt_again(self, work: Work, turn: Turn, before: store.KnownTurn, render: Render) -> str:
        conversation, _before = store.take(work, turn, lambda: before.language)
        conversation.state.filed, conversation.language = before.request_id or 0, before.language
        talk = self._talk(work, turn, conversation)
        service = receipts.service_of(talk)
        if service is None:
            return ""
        return render(Spoken(receipts.receipt(talk, service), before.language))

    def _looping(self, turn: Turn, conversation: store.Conversation) -> bool:
        """Whether a machine seems to answer our answers: more texts in a minute, or in a day, than a person sends."""
        if not turn.medium.texts:
            return False
        state, now = conversation.state, self.clock.now()
        minute, day = int(_minute(now)), turn.municipality.today(now).toordinal()
        state.replies = state.replies + 1 if state.minute == minute else 1
        state.replies_today = state.replies_today + 1 if state.day == day else 1
        state.minute, state.day = minute, day
        return state.replies > self.replies_a_minute or state.replies_today > DAY * self.replies_a_minute


def _with_problem(talk: Talk, step: Step) -> Step:
    """What was wrong with the last reply is said first, also where the step has no place of its own for it."""
    if talk.problem is None or talk.problem in step.notes or isinstance(step, (Ask, Identify)):
        return step
    return replace(step, notes=(*step.notes, talk.problem))


def _name_new_talk(conversation: store.Conversation, id_before: int, service_before: str, filed_before: int) -> None:
    """Another service in the same session is another talk: turns and requests of the ones before keep theirs."""
    state = conversation.state
    another = state.service and (state.service != service_before or (filed_before and not state.filed))
    if another and conversation.id == id_before and not conversation.new:
        conversation.id = new_id()


def _minute(now: datetime) -> float:
    return now.timestamp() // 60
