"""What a conversation remembers between two turns: little, and JSON. The next step is derived from it."""

from dataclasses import dataclass, field, replace
from typing import Any

from core.dialogue.answers import Answer, Form

# What belongs to a session whatever is talked about in it.
SESSIONS_OWN = (
    "greeted", "minute", "replies", "day", "replies_today", "person", "assurance", "proof", "assured_until",
)  # fmt: skip
# What is begun or given for a proof, as it is where nothing is.
_UNPROVED: dict[str, Any] = {
    "proving": "", "claimed": "", "code": 0, "for_pin": 0, "later": False, "acts_for": 0,
    "prefilled_for": 0,
}  # fmt: skip


@dataclass
class State:
    """One talk. `topic` is "" at the menu, else "service:<key>", "status", "resume", "verify", "reply", "solved", "prove",
    "news", "news:<topic>", "subscribe:<page>" or "cut:<service>".

    `menu` is where in the menus the citizen stands; `offers` are what "did you mean" offered; `filed` is the request that
    this talk became; `revising` is the answered question that is asked again; `seen` the request that status shows.
    """

    topic: str = ""
    version: int = 0
    menu: str = ""
    page: int = 0
    answers: dict[str, Answer] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    revising: str = ""
    misses: int = 0
    offers: list[str] = field(default_factory=list)
    heard: str = ""
    filed: int = 0
    seen: int = 0
    opened: bool = False
    # The announcement that is told, whether all of it, and those of the list that was shown: ids, so that nothing shifts.
    news: int = 0
    whole: bool = False
    listed: list[int] = field(default_factory=list)
    # The talk of this session went on elsewhere: its next turn is told so.
    moved: bool = False
    # A talk that was put aside for a call-back, as `to_json` gives it; it comes back when that is done.
    parked: dict[str, Any] = field(default_factory=dict)
    greeted: bool = False
    # The minute and the day of the last replies and how many there were: the loop guard.
    minute: int = 0
    replies: int = 0
    day: int = 0
    replies_today: int = 0
    # Who was identified in this session, how surely, by which proof, and until when (seconds): it goes nowhere else.
    person: int = 0
    assurance: str = ""
    proof: int = 0
    assured_until: int = 0
    # What is being asked for a proof ("afm", "pin", "code", …; "" which way), the AFM that a PIN is asked for, the code
    # that was sent (way and address), and whose PIN was right but needs that code too.
    proving: str = ""
    claimed: str = ""
    code: int = 0
    reached: list[str] = field(default_factory=list)
    for_pin: int = 0
    # They will prove it later; and the authorisation by which they act for somebody else.
    later: bool = False
    acts_for: int = 0
    # Which answers the municipality's register gave, and of which person: they go nowhere else, and to nobody else.
    prefilled: list[str] = field(default_factory=list)
    prefilled_for: int = 0

    def begin(self, topic: str, version: int = 0) -> None:
        """A new talk in the same session: everything of the last one is forgotten but who was greeted and counted."""
        kept = self.counted
        self.__init__(topic=topic, version=version, **kept)  # type: ignore[misc]

    @property
    def counted(self) -> dict[str, Any]:
        """What belongs to a session whatever is talked about in it."""
        return {name: getattr(self, name) for name in SESSIONS_OWN}

    def taken_over_by(self, session: "State") -> "State":
        """This talk as it goes on in another session. Who was identified here stays here (rules: Codes)."""
        own = {key: answer for key, answer in self.answers.items() if key not in self.prefilled}
        return replace(self, **session.counted, **_UNPROVED, answers=own, reached=[], prefilled=[])

    def forget_prefilled(self) -> None:
        """Whoever speaks now is not whom the register was asked of: what it gave is asked."""
        for key in self.prefilled:
            self.answers.pop(key, None)
        self.prefilled, self.prefilled_for = [], 0

    @property
    def service(self) -> str:
        return self.topic.removeprefix("service:") if self.topic.startswith("service:") else ""

    @property
    def unfinished(self) -> bool:
        """A service is being talked through and something was answered: worth resuming."""
        return bool(self.service and not self.filed and (self.answers or self.skipped))

    def to_json(self) -> dict[str, Any]:
        """Only what differs from a fresh talk."""
        fresh = State()
        kept = {name: value for name, value in vars(self).items() if value != getattr(fresh, name)}
        if "answers" in kept:
            kept["answers"] = {key: _answer_json(answer) for key, answer in self.answers.items()}
        return kept

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "State":
        state = cls(**{name: value for name, value in kept.items() if name != "answers"})
        state.answers = {key: _answer(one) for key, one in kept.get("answers", {}).items()}
        return state


def _answer_json(answer: Answer) -> list[Any]:
    return [answer.value, str(answer.form), list(answer.uploads)]


def _answer(kept: list[Any]) -> Answer:
    value, form, uploads = kept
    return Answer(value, Form(form), tuple(uploads))
