"""Everything that is known of one request, as the clerk who works it sees it: a handful of statements, whatever its size."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select

from core.codes import valid
from core.dialogue import asked
from core.dialogue.answers import Answer, Form
from core.dialogue.service import Question, Service
from core.dialogue.tables import TurnRow
from core.errors import NotFound
from core.messages.tables import Message, Receipt
from core.ports import Work
from core.requests import papers as papers_of
from core.requests.book import of_request
from core.requests.duedate import DueDate
from core.requests.filing import answer_from
from core.requests.papers import Paper
from core.requests.tables import Attachment, Content, Event, ProtocolEntry, Request
from core.staff.names import account_of, names
from core.text import Sentence, Wording, _

# Made once: every page and every deed begins with it.
_ONE = select(Request).where(Request.reference == bindparam("wanted"))
_ALONE = _ONE.with_for_update()
# Telling has a place of its own on the page.
_ABOUT_TELLING = frozenset({asked.TELL_BY, asked.TELL_PHONE, asked.TELL_EMAIL})


@dataclass(frozen=True, slots=True)
class Given:
    """One answer. `shown` is None while it has no value: recorded and not written down, or promised for later."""

    key: str
    label: Sentence
    form: Form
    shown: Sentence | None
    point: tuple[float, float] | None = None
    papers: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Happened:
    """One event. `by` is the account of who did it, None for the citizen ("citizen") or the system ("system")."""

    seq: int
    at: datetime
    kind: str
    code: str
    actor: str
    by: int | None
    channel: str
    body: Mapping[str, Any]
    erased: bool


@dataclass(frozen=True, slots=True)
class SaidTurn:
    """One turn of the conversation that became the request. `said` is None once it is erased."""

    at: datetime
    channel: str
    form: str
    said: str | None


@dataclass(frozen=True, slots=True)
class Dossier:
    request: Request
    service: Service | None
    answers: tuple[Given, ...]
    # What came with no answer: papers sent afterwards.
    papers: tuple[Attachment, ...]
    turns: tuple[SaidTurn, ...]
    events: tuple[Happened, ...]
    messages: tuple[Message, ...]
    # Its entries in the protocol: how it came in, and what went out.
    entries: tuple[ProtocolEntry, ...]
    due: DueDate | None
    people: Mapping[int, str]
    # What providers reported of each message, in order; the names of the town's departments, by key.
    receipts: Mapping[int, tuple[Receipt, ...]] = field(default_factory=dict)
    departments: Mapping[str, Wording] = field(default_factory=dict)
    # The papers that its service asks for, and the keys of those that are here.
    wanted: tuple[Paper, ...] = ()
    received: frozenset[str] = frozenset()

    @property
    def erased(self) -> bool:
        """Whether what the citizen said is gone (rules: Events)."""
        return any(one.kind == "filed" and one.erased for one in self.events)

    def paper(self, attachment_id: int) -> Attachment | None:
        every = [*self.papers, *(paper for answer in self.answers for paper in answer.papers)]
        return next((one for one in every if one.id == attachment_id), None)


def one(work: Work, reference: str, alone: bool = False) -> Request:
    """The request with this reference; `alone` lets whoever else would change it wait until this transaction is over.

    Raises:
        NotFound: this municipality has none.
    """
    wanted = {"wanted": reference}
    found = work.session.scalars(_ALONE if alone else _ONE, wanted).first() if valid(reference) else None
    if found is None:
        raise NotFound("reference", _("There is no such request in your departments."))
    return found


def collect(work: Work, request: Request, service: Service | None) -> Dossier:
    """Everything about a request."""
    papers = _papers(work, request)
    events = _events(work, request)
    answers = _answers(service, _body(events, "filed"), papers)
    taken = {paper.id for answer in answers for paper in answer.papers}
    messages = _messages(work, request)
    given = {key: answer_from(kept) for key, kept in _body(events, "filed").items()}
    wanted = papers_of.wanted(service, given) if service else ()
    holders = [one for one in (request.claimed_by, request.assigned_to) if one is not None]
    holders += [int(event.code) for event in events if event.kind == "assigned" and event.code.isdigit()]
    return Dossier(
        request=request,
        service=service,
        answers=answers,
        papers=tuple(paper for paper in papers if paper.id not in taken),
        turns=_turns(work, request),
        events=events,
        messages=messages,
        entries=tuple(of_request(work, request.id)) if request.protocol else (),
        due=DueDate.from_json(request.due) if request.due else None,
        people=names(work, [*holders, *(event.by for event in events if event.by is not None)]),
        receipts=_receipts(work, messages),
        departments={one.key: one.name for one in (*work.municipality.departments, *work.municipality.former)},
        wanted=wanted,
        received=papers_of.received(work, request, wanted, given) if wanted else frozenset(),
    )


def happened_since(work: Work, request: Request, seq: int) -> tuple[Happened, ...]:
    """What happened to a request after one of its events, in order."""
    return tuple(one for one in _events(work, request) if one.seq > seq)


def _papers(work: Work, request: Request) -> list[Attachment]:
    row = Attachment
    return list(work.session.scalars(select(row).where(row.request_id == request.id).order_by(row.id)))


def _events(work: Work, request: Request) -> tuple[Happened, ...]:
    rows = work.execute(
        select(Event.seq, Event.at, Event.kind, Event.code, Event.actor, Event.channel, Event.content_id, Content.body)
        .outerjoin(Content, (Content.municipality_id == Event.municipality_id) & (Content.id == Event.content_id))
        .where(Event.request_id == request.id)
        .order_by(Event.seq)
    )
    return tuple(
        Happened(
            seq=row.seq,
            at=row.at,
            kind=row.kind,
            code=row.code,
            actor=row.actor,
            by=account_of(row.actor),
            channel=row.channel,
            body=row.body or {},
            erased=row.content_id is not None and row.body is None,
        )
        for row in rows
    )


def _body(events: tuple[Happened, ...], kind: str) -> Mapping[str, Any]:
    return next((event.body for event in events if event.kind == kind), {})


def _answers(service: Service | None, kept: Mapping[str, Any], papers: list[Attachment]) -> tuple[Given, ...]:
    """The answers in the service's order; what the service asks no more comes after them, under its key."""
    questions = {question.key: question for question in service.questions} if service else {}
    order = [key for key in questions if key in kept] + [key for key in kept if key not in questions]
    return tuple(_given(key, questions.get(key), kept[key], papers) for key in order if key not in _ABOUT_TELLING)


def _given(key: str, question: Question | None, kept: Mapping[str, Any], papers: list[Attachment]) -> Given:
    answer = answer_from(kept)
    own = tuple(paper for paper in papers if paper.id in answer.uploads)
    written = " ".join(paper.written_down for paper in own if paper.written_down)
    shown: Sentence | None = written or None
    if not written and answer.value is not None and answer.form not in (Form.RECORDED, Form.LATER):
        shown = _shown(question, answer)
    label: Sentence = question.label if question else key
    return Given(key, label, answer.form, shown, _point(answer.value), own)


def _shown(question: Question | None, answer: Answer) -> Sentence:
    if question is None:
        return _plain(answer.value)
    try:
        return question.kind.show(question, answer)
    except (ValueError, TypeError, LookupError):
        # The service's file has changed since, and this question takes another kind of answer now.
        return _plain(answer.value)


def _plain(value: object) -> str:
    return str(value.get("text", "")) if isinstance(value, dict) else str(value)


def _point(value: object) -> tuple[float, float] | None:
    if isinstance(value, dict) and value.get("lat") is not None and value.get("lon") is not None:
        return float(value["lat"]), float(value["lon"])
    return None


def _turns(work: Work, request: Request) -> tuple[SaidTurn, ...]:
    """What was said up to the filing, in the talk that led to it."""
    if request.conversation_id is None:
        return ()
    row = TurnRow
    rows = work.execute(
        select(row.at, row.channel, row.form, row.said)
        .where(
            row.conversation_id == request.conversation_id,
            row.at <= request.created_at,
            or_(row.request_id.is_(None), row.request_id == request.id),
        )
        .order_by(row.at)
    )
    return tuple(SaidTurn(turn.at, turn.channel, turn.form, turn.said) for turn in rows)


def _messages(work: Work, request: Request) -> tuple[Message, ...]:
    row = Message
    return tuple(work.session.scalars(select(row).where(row.request_id == request.id).order_by(row.id)))


def _receipts(work: Work, messages: tuple[Message, ...]) -> dict[int, tuple[Receipt, ...]]:
    if not messages:
        return {}
    row, found = Receipt, dict[int, tuple[Receipt, ...]]()
    mine = row.message_id.in_([one.id for one in messages])
    for one in work.session.scalars(select(row).where(mine).order_by(row.id)):
        found[one.message_id] = (*found.get(one.message_id, ()), one)
    return found
