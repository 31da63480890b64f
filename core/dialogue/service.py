"""What a service is: data, one TOML file each, modelled on the national register of procedures (Mitos)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from core.dialogue.answers import Answer, Form, Reply
from core.dialogue.certifying import Certifying
from core.dialogue.kinds.base import Kind
from core.text import Sentence, Text, Wording, _


class ServiceForm(StrEnum):
    """What the town hall makes of it. Applications are formal and get a protocol number; information files nothing."""

    REPORT = "report"
    COMPLAINT = "complaint"
    APPLICATION = "application"
    CERTIFICATE = "certificate"
    INFORMATION = "information"
    # Filed by the town hall's own doings (a call-back), and offered in no menu.
    INTERNAL = "internal"


class Assurance(StrEnum):
    """How sure we are who speaks, from least to most (rules: the identity ladder)."""

    NONE = "none"
    CONTACT = "contact"
    PIN = "pin"
    IDENTITY = "identity"

    def covers(self, needed: "Assurance") -> bool:
        """Whether this is as sure as what is needed, or surer."""
        rungs = list(Assurance)
        return rungs.index(self) >= rungs.index(needed)


@dataclass(frozen=True, slots=True)
class Option:
    """One of the few answers of a choice. The label is content, or one of the software's own sentences."""

    key: str
    label: Wording | Text
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """A question is asked only if an earlier one was answered with one of `values` (as text; "true"/"false" for yes/no)."""

    question: str
    values: tuple[str, ...]

    def holds(self, answers: Mapping[str, Answer]) -> bool:
        given = answers.get(self.question)
        if given is None or given.value is None:
            return False
        value = given.value
        text = ("true" if value else "false") if isinstance(value, bool) else str(value)
        return text in self.values


@dataclass(frozen=True)
class Question:
    """One question of a service. `ask` is read aloud; `short` is for texts; `label` names it in a review.

    They are content of the service's file; the few questions that the software asks itself bring its own sentences.
    """

    key: str
    kind: Kind
    ask: Wording | Text
    label: Wording | Text
    short: Wording | Text
    hint: Wording | None = None
    options: tuple[Option, ...] = ()
    required: bool = True
    when: Condition | None = None
    # Bounds and the like, whatever the kind understands: least, most, earliest_days, latest_days, …
    settings: Mapping[str, object] = field(default_factory=dict)

    def applies(self, answers: Mapping[str, Answer]) -> bool:
        return self.when is None or self.when.holds(answers)

    def shown(self, answer: Answer) -> Sentence:
        """An answer as it is read back."""
        if answer.form is Form.LATER:
            return _("you will bring it")
        if answer.form is Form.RECORDED:
            return _("your voice message")
        return self.kind.show(self, answer)

    def answerable(self, replies: frozenset[Reply]) -> bool:
        """Whether a channel that takes these ways can get an answer: directly, or a file or paper promised for later."""
        return bool(self.kind.ways & replies) or Reply.FILE in self.kind.ways or Reply.WORDS in replies


@dataclass(frozen=True, slots=True)
class Clock:
    """The legal clock. `kind`: "calendar" or "working" days, or "fixed" (a yearly day and month in `fixed_on`, "MM-DD")."""

    kind: str
    days: int
    source: str
    # Whether it may stop while the citizen owes something, and by which rule.
    stops: bool = False
    stops_source: str = ""
    # Where the last day is not a working day: "next-working-day" or "none" (ν.2690/1999 leaves it open: configurable).
    roll: str = "next-working-day"
    fixed_on: str = ""
    # By how many days the term is longer where several services must act, and by which rule; 0 where there is none.
    several_days: int = 0
    several_source: str = ""


@dataclass(frozen=True, slots=True)
class Retention:
    """How long what was said is kept after closing, and the rule that says so."""

    name: str
    source: str


@dataclass(frozen=True, slots=True)
class Objection:
    """How to object to a refusal, and the law that says so; where a service has none, the general way is told."""

    words: Wording
    source: str


@dataclass(frozen=True)
class Service:
    """A municipal service, defined once and rendered by every channel."""

    key: str
    version: int
    form: ServiceForm
    menu: str
    department: str
    title: Wording
    short: Wording
    description: Wording
    words: Mapping[str, tuple[str, ...]]
    assurance: Assurance
    retention: Retention
    clock: Clock | None
    questions: tuple[Question, ...]
    mitos_id: str = ""
    # What the service says at its end beyond the receipt, or, for information, all it says.
    advice: Wording | None = None
    objection: Objection | None = None
    # The rest of the register's record, shown on the service's page: official_title, evidence, cost, validity, links …
    register: Mapping[str, object] = field(default_factory=dict)
    # The document that it issues; None for what is no certificate.
    certificate: Certifying | None = None

    @property
    def formal(self) -> bool:
        """Gets a protocol number and an answer with how to object (ν.2690/1999 art. 3, 4)."""
        return self.form in (ServiceForm.APPLICATION, ServiceForm.CERTIFICATE)

    def question(self, key: str) -> Question | None:
        return next((one for one in self.questions if one.key == key), None)

    @property
    def place(self) -> Question | None:
        """The question that asks where it is, if one does."""
        return next((one for one in self.questions if one.kind.name == "place"), None)

    @property
    def applicant(self) -> Question | None:
        """The question that asks who applies, if one does: its key is "name" in every service's file."""
        return self.question("name")

    def offered(self, replies: frozenset[Reply]) -> bool:
        """Whether every required question can be answered on a channel that takes these ways."""
        return all(one.answerable(replies) for one in self.questions if one.required)
