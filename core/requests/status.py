"""What is happening? The one answer, whatever channel asks (rules: Status by reference alone)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select

from core.codes import valid
from core.errors import NotFound
from core.ports import Work
from core.requests import joining
from core.requests.book import of_request
from core.requests.duedate import DueDate
from core.requests.history import ERASED
from core.requests.moves import OUTCOME_NAMES, STATE_NAMES, Outcome, State
from core.requests.protocol import Direction, Number
from core.requests.tables import Content, Event, Request
from core.text import Sentence, _

# How long after closing a reference alone still answers.
ANSWERS_FOR = timedelta(days=730)

_BY_REFERENCE = select(Request).where(Request.reference == bindparam("the_reference"))

# The kinds of content that were written to the citizen, and so are theirs to read again.
TOLD = ("question", "reply", "reason", "said")


@dataclass(frozen=True, slots=True)
class Moved:
    """One line of what happened, as the citizen may read it."""

    at: datetime
    what: Sentence


@dataclass(frozen=True, slots=True)
class Told:
    """One thing said between town hall and citizen; `by_citizen` tells whose words they are, `asks` that they ask something."""

    at: datetime
    words: str
    by_citizen: bool
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Status:
    """A request as the one who asks may see it: `full` after the receipt code, or for reports by reference alone."""

    reference: str
    service: str
    form: str
    state: State
    outcome: Outcome | None
    how_far: Sentence
    full: bool
    opened: bool
    received_on: date
    due_on: date | None
    due: DueDate | None
    protocol: str
    asked_until: date | None
    # The later day that was promised in a notice of delay, while the request is open.
    promised_on: date | None = None
    # The number under which the answer went out, told once the request is opened.
    answered_under: str = ""
    history: tuple[Moved, ...] = ()
    told: tuple[Told, ...] = ()


def find(work: Work, reference: str, now: datetime) -> Request:
    """The request of a reference.

    Raises:
        NotFound: unknown here, of another town, expired or erased: the answer is the same for all of them.
    """
    request = work.session.scalars(_BY_REFERENCE, {"the_reference": reference}).first() if valid(reference) else None
    if request is None or _gone(work, request, now):
        raise NotFound("reference", _("We know no request with this number. Please check its nine digits."))
    return request


def _gone(work: Work, request: Request, now: datetime) -> bool:
    """Whether a closed request answers no more: it is long ago, or was erased."""
    if request.closed_at is None:
        return False
    erased = select(Event.seq).where(Event.request_id == request.id, Event.kind == ERASED).limit(1)
    return request.closed_at < now - ANSWERS_FOR or work.execute(erased).first() is not None


def look(work: Work, request: Request, opened: bool = False) -> Status:
    """What may be told of a request. `opened` says that the receipt code was given."""
    state = State(request.state)
    full = request.is_report or opened
    return Status(
        reference=request.reference,
        service=request.service if full else "",
        form=request.form,
        state=state,
        outcome=Outcome(request.outcome) if request.outcome and full else None,
        how_far=joining.how_far(work, request) if full and joining.waits(request) else _how_far(request, state, full),
        full=full,
        opened=opened,
        received_on=work.municipality.today(request.created_at),
        due_on=request.due_on if state is not State.CLOSED else None,
        due=DueDate.from_json(request.due) if request.due and full else None,
        protocol=request.protocol if opened else "",
        answered_under=_answered_under(work, request) if opened and request.protocol and state is State.CLOSED else "",
        asked_until=request.asked_until if full and state is State.WAITING_CITIZEN else None,
        promised_on=request.promised_on if state is not State.CLOSED else None,
        history=_history(work, request) if full else (),
        told=_told(work, request) if opened else (),
    )


def _answered_under(work: Work, request: Request) -> str:
    """The last number of what went out about a request, void ones apart."""
    went = [one for one in of_request(work, request.id) if one.direction == Direction.OUT and not one.void_reason]
    return str(Number(went[-1].book, went[-1].year, went[-1].seq)) if went else ""


def _how_far(request: Request, state: State, full: bool) -> Sentence:
    if full and state is State.CLOSED and request.outcome:
        return OUTCOME_NAMES[Outcome(request.outcome)]
    if full:
        return STATE_NAMES[state]
    # Applications and complaints tell a stranger only how far they are, never how they ended.
    if state is State.CLOSED:
        return _("ready")
    return STATE_NAMES[state] if state is State.RECEIVED else _("being worked on")


_KINDS: dict[str, Sentence] = {
    "filed": _("We received it."),
    "claimed": _("Somebody took it in hand."),
    "asked": _("We asked you something."),
    "answered": _("You answered."),
    "replied": _("We wrote to you."),
    "unanswered": _("The time for your answer ended."),
    "moved": _("Another department of ours works on it now."),
    "several": _("Several departments must act, so it may take longer."),
    "delayed": _("We told you that it will take longer."),
    "forwarded": _("We sent it on to whom it concerns."),
    "returned": _("It came back to us."),
    "joined": _("We joined it with another request about the same matter."),
    "separated": _("It goes its own way again."),
    "split": _("We made a second request of a part of it."),
    "closed": _("We closed it."),
    "withdrawn": _("You withdrew it."),
    "reopened": _("It was opened again, because it is not solved."),
    "external": _("We noted the number of the office where you handed it in."),
    "identified": _("You proved who you are."),
    "papers": _("We noted which of your papers we have."),
    "solved": _("You told us that it is solved."),
    "issued": _("We decided to issue your document."),
    "sealed": _("Your document is ready."),
    "revoked": _("We revoked your document."),
    "handed-over": _("Your document was handed over."),
    "fetched": _("Your document was fetched on the website."),
    "posted": _("We sent your document by post."),
    "paid": _("The fee was paid."),
}


def _history(work: Work, request: Request) -> tuple[Moved, ...]:
    rows = work.execute(select(Event.kind, Event.at).where(Event.request_id == request.id).order_by(Event.seq))
    return tuple(Moved(at, _KINDS[kind]) for kind, at in rows if kind in _KINDS)


def _told(work: Work, request: Request) -> tuple[Told, ...]:
    rows = work.execute(
        select(Event.at, Content.kind, Content.body)
        .join(Content, (Content.municipality_id == Event.municipality_id) & (Content.id == Event.content_id))
        .where(Event.request_id == request.id, Content.kind.in_(TOLD))
        .order_by(Event.seq)
    )
    said = ((at, kind, body) for at, kind, body in rows if body is not None)
    return tuple(Told(at, _words(body), kind == "said", kind == "question") for at, kind, body in said)


def _words(body: Mapping[str, Any]) -> str:
    """What was written, and how to object to it."""
    return " ".join(str(body[name]) for name in ("words", "objection") if body.get(name))
