"""Asking the citizen something, and what they answer or add; meanwhile the clock may stand still."""

from datetime import date, datetime, timedelta

from sqlalchemy import select, update

from core.dialogue.service import Clock, Service
from core.errors import Conflict
from core.ports import Work
from core.requests.acting import Actor, note_event
from core.requests.claiming import require_claim
from core.requests.duedate import DueDate, due_date
from core.requests.moves import State, check
from core.requests.notices import tell
from core.requests.ordering import put_in_order
from core.requests.tables import Attachment, Event, Request
from core.text import Many, _

ANSWER_WITHIN = timedelta(days=15)


def ask(work: Work, request: Request, actor: Actor, words: str, now: datetime) -> date:
    """Ask the citizen something; they have fifteen days, and the clock stops if the service's law lets it."""
    require_claim(request, actor, now)
    check(State(request.state), State.WAITING_CITIZEN)
    until = work.municipality.today(now + ANSWER_WITHIN)
    request.state, request.asked_until = State.WAITING_CITIZEN, until
    note_event(work, request, actor, "asked", now, content={"words": words}, content_kind="question")
    tell(
        work,
        request,
        Many((words, _("Please answer by {day}, with a reply to this message or at the town hall.", day=until))),
        now,
        "question",
    )
    return until


def answer(
    work: Work,
    request: Request,
    actor: Actor,
    words: str,
    now: datetime,
    uploads: tuple[int, ...] = (),
    service: Service | None = None,
) -> None:
    """The citizen adds something, or answers what was asked: the request goes back to its clerk.

    Where the law of `service` lets its clock stand still while the citizen owes an answer, the due date moves.
    """
    state = State(request.state)
    if state is State.CLOSED:
        raise Conflict("closed", _("This request is closed. Please begin a new one."))
    kind = "added"
    if state is State.WAITING_CITIZEN:
        request.state, request.asked_until = State.IN_PROGRESS, None
        kind = "answered"
        if service is not None and service.clock is not None and service.clock.stops:
            _restart_clock(work, request, service.clock, now)
    if uploads:
        work.execute(update(Attachment).where(Attachment.id.in_(uploads)).values(request_id=request.id))
    note_event(work, request, actor, kind, now, content={"words": words, "uploads": list(uploads)}, content_kind="said")


def _restart_clock(work: Work, request: Request, clock: Clock, now: datetime) -> None:
    """Compute the due date again after the time that stood still while we waited for the citizen."""
    asked = work.execute(
        select(Event.at).where(Event.request_id == request.id, Event.kind == "asked").order_by(Event.seq.desc())
    ).scalar()
    if asked is None or request.due is None:
        return
    town = work.municipality
    before = DueDate.from_json(request.due)
    stops = (*before.stopped, (town.today(asked), town.today(now)))
    due = due_date(clock, before.started_on, town, stops)
    request.due_on, request.due = due.on, due.to_json()
    put_in_order(request, town.today(now))
