"""One turn being worked on: the state, what was said, and everything the topics need to answer it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from core.catalogue import Catalogue
from core.codes import CodeKey
from core.dialogue.answers import Answer, Situation
from core.dialogue.held import Held
from core.dialogue.service import Service
from core.dialogue.state import State
from core.dialogue.steps import Pick, Step
from core.dialogue.turns import Turn
from core.people.onetime import Guard
from core.ports import Work
from core.text import Sentence, _

if TYPE_CHECKING:
    from core.dialogue.store import Conversation
    from core.dialogue.understanding import Understanding
    from core.people.pins import Checked
    from core.people.proving import Standing
    from core.requests.filing import Submission

# How often in a row somebody may be misunderstood before a person is offered.
MISSES = 3


class Elsewhere(Exception):
    """What was said belongs to no open topic: the talk goes back to the menu, which hears it anew."""


@dataclass
class Talk:
    """Made for one turn and thrown away. Topics change `state` and leave `notes`, a `problem`, or a step to say `once`."""

    work: Work
    turn: Turn
    conversation: Conversation
    catalogue: Catalogue
    understanding: Understanding
    keys: CodeKey
    now: datetime
    budget: int
    # The town's own site, for addresses that leave in a reply.
    site: str = ""
    # Wrong verification codes that a municipality bears in a day.
    checks: int = 500
    notes: list[Sentence] = field(default_factory=list)
    problem: Sentence | None = None
    # Said this time, while what was open stays open.
    once: Step | None = None
    # What is filed when the turn is kept: last of all, because it may take a number.
    filing: Submission | None = None
    # A word that was understood in free text and that is obeyed like a reserved one ("operator", "stop").
    understood: str = ""
    # State and service of what this number was asked and has not answered, once somebody wanted to know.
    asked: list[tuple[str, str]] | None = None
    # The verdict on a PIN, which was made before the transaction began.
    checked: Checked | None = None
    # Whether the town has a national login; asked only where it matters.
    has_login: Callable[[], bool] = lambda: False
    # What the municipality's register holds of whoever speaks; it was asked before the transaction began.
    held: Held | None = None
    # What the proof that the turn brings along is worth, once it was looked up.
    brought: Standing | None = None

    @property
    def state(self) -> State:
        return self.conversation.state

    @property
    def words(self) -> str:
        return self.turn.heard.words.strip()

    @property
    def situation(self) -> Situation:
        return Situation(self.work.municipality, self.now, self.conversation.language, self.turn.contact)

    @property
    def service(self) -> Service | None:
        return self.catalogue.get(self.state.service) if self.state.service else None

    @property
    def source(self) -> str:
        """Who seems to be guessing, without keeping who it is (rules: Guessing)."""
        return self.keys.digest("source", self.turn.contact or self.turn.source or self.turn.session)[:16]

    @property
    def guard(self) -> Guard:
        """What stands between a one-time code or a PIN and whoever tries."""
        return Guard(self.keys, self.source, self.budget)

    def leave(self) -> None:
        """End what is talked about: what was put aside for it comes back, else the menu."""
        parked, own = self.state.parked, self.state
        if not parked:
            own.begin("")
            return
        self.conversation.state = State.from_json(parked).taken_over_by(own)
        if self.service is not None:
            self.notes.append(_("We go on with: {service}.", service=self.service.title))

    def answer(self, key: str, answer: Answer) -> None:
        self.state.answers[key] = answer
        if key in self.state.prefilled:
            self.state.prefilled.remove(key)
        if key in self.state.skipped:
            self.state.skipped.remove(key)

    def picks(self, choices: list[tuple[str, Sentence]]) -> tuple[tuple[Pick, ...], bool]:
        """Number the choices of the page at which the citizen is, and whether there are more after it."""
        size = self.turn.medium.page
        if size is None or len(choices) <= size:
            page, more = choices, False
        else:
            first = self.state.page * size % (-(-len(choices) // size) * size)
            page, more = choices[first : first + size], True
        return tuple(Pick(str(n), value, label) for n, (value, label) in enumerate(page, 1)), more

    def picked(self, choices: list[tuple[str, Sentence]]) -> str:
        """The value that a bare number or a form's value picks among the choices shown, "" if it picks none."""
        shown, _more = self.picks(choices)
        by_number = {pick.number: pick.value for pick in shown}
        said = self.words.rstrip(".)# ")
        if said in by_number and not self.turn.medium.shows_forms:
            return by_number[said]
        return said if said in {value for value, _label in choices} else ""
