"""What holds for requests that were joined with another one: they end with it, and any of their citizens reopens it.

A joined request is closed as a duplicate and names the other in `joined_to`. Its citizen keeps their own reference, is told
how the other one ends, and never learns its number or anything that was said in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from core.adapters.database import Database
from core.errors import Conflict
from core.messages.jobs import enqueue
from core.municipalities.model import Municipality
from core.ports import Clock, Work
from core.requests.acting import Actor, note_event
from core.requests.asksolved import PURPOSE, asks_solved, question
from core.requests.assigning import keep_or_pool
from core.requests.lists.ordering import put_in_order
from core.requests.moves import OUTCOME_NAMES, STATE_NAMES, Outcome, State
from core.requests.notices import tell
from core.requests.tables import Content, Event, Request
from core.text import Many, Sentence, _

END_JOINED = "end-joined"
# Ends that answer nothing: nobody else's request may end by them.
WITHOUT_ANSWER = frozenset({Outcome.WITHDRAWN, Outcome.LAPSED, Outcome.DUPLICATE})
# No transaction writes for longer than it takes to tell this many people.
BATCH = 50
SYSTEM = Actor("", system=True)


def waits(request: Request) -> bool:
    """Whether a request is joined with one that is not closed: nobody asks yet whether it is solved."""
    return request.joined_to is not None and request.outcome == Outcome.DUPLICATE


def count(work: Work, request: Request) -> int:
    """How many requests were joined with this one."""
    counted = select(func.count()).select_from(Request).where(Request.joined_to == request.id)
    return int(work.execute(counted).scalar_one())


def how_far(work: Work, request: Request) -> Sentence:
    """What the citizen of a joined request may know of the other one: its state, nothing else."""
    state = work.execute(select(Request.state).where(Request.id == request.joined_to)).scalar()
    said = _("joined with another request about the same matter")
    return Many((said, STATE_NAMES[State(state)]), by=": ") if state is not None else said


def ending(request: Request, outcome: str, reason: str) -> Sentence:
    """What is told of how the other one ended, in the same words as its own citizen reads."""
    asked = (question(request),) if asks_solved(request, Outcome(outcome)) else ()
    return Many((_("{outcome}.", outcome=OUTCOME_NAMES[Outcome(outcome)]), reason, *asked))


def end_with(work: Work, request: Request, now: datetime, after: int = 0) -> None:
    """The request that others were joined with is closed: theirs end likewise, and each citizen is told.

    BATCH of them at once, those with an id beyond `after`; a job goes on with the rest.
    """
    theirs = (Request.joined_to == request.id, Request.outcome == str(Outcome.DUPLICATE), Request.id > after)
    others = work.session.scalars(select(Request).where(*theirs).order_by(Request.id).limit(BATCH)).all()
    reason = reason_of(work, request) if others else ""
    for one in others:
        follow(work, one, request.outcome, reason, now)
    if len(others) == BATCH:
        enqueue(work, END_JOINED, {"request": request.id, "after": others[-1].id}, now)


def follow(work: Work, request: Request, outcome: str, reason: str, now: datetime) -> None:
    """End one joined request as the other one ended, and tell its citizen."""
    request.outcome, request.closed_at, request.solved = outcome, now, None
    put_in_order(request, work.municipality.today(now))
    note_event(work, request, SYSTEM, "closed", now, outcome, {"words": reason}, "reason")
    tell(work, request, ending(request, outcome, reason), now, PURPOSE if asks_solved(request) else "notice")


@dataclass(frozen=True)
class EndJoined:
    """The job that tells the further citizens of what many were joined with; nothing, if it was opened again meanwhile."""

    database: Database
    clock: Clock

    def __call__(self, town: Municipality, payload: Mapping[str, Any]) -> None:
        with self.database.work(town) as work:
            request = work.session.get(Request, (town.id, int(payload["request"])))
            if request is not None and request.closed_at is not None:
                end_with(work, request, self.clock.now(), int(payload["after"]))


def reason_of(work: Work, request: Request) -> str:
    """The reason with which a request was closed last; "" where it was erased."""
    body = work.execute(
        select(Content.body)
        .join(Event, (Event.municipality_id == Content.municipality_id) & (Event.content_id == Content.id))
        .where(Event.request_id == request.id, Event.kind == "closed")
        .order_by(Event.seq.desc())
        .limit(1)
    ).scalar()
    return str((body or {}).get("words", ""))


def after_end(work: Work, request: Request, now: datetime) -> None:
    """The request that others were joined with was closed by a clerk: they end with it, or go on if it has no answer."""
    if Outcome(request.outcome) in WITHOUT_ANSWER:
        goes_on(work, request, now)
    else:
        end_with(work, request, now)


def goes_on(work: Work, request: Request, now: datetime) -> None:
    """The request that others were joined with ended without an answer (withdrawn, lapsed): the oldest takes its place.

    Nobody's report is lost because somebody else takes theirs back.
    """
    theirs = select(Request).where(Request.joined_to == request.id).order_by(Request.id).limit(1).with_for_update()
    first = work.session.scalars(theirs).first()
    if first is None:
        return
    _open(work, first, now)
    note_event(work, first, SYSTEM, "separated", now)
    carry_over(work, request, first)


def carry_over(work: Work, request: Request, to: Request) -> None:
    """Whatever was joined with one request is joined with another one from now on."""
    work.session.execute(update(Request).where(Request.joined_to == request.id).values(joined_to=to.id))


def open_again(work: Work, request: Request) -> None:
    """The request that others were joined with is opened again: they wait with it."""
    work.session.execute(update(Request).where(Request.joined_to == request.id).values(outcome=str(Outcome.DUPLICATE)))


def other(work: Work, request: Request) -> Request:
    """The request that this one was joined with.

    Raises:
        Conflict: it was joined with none.
    """
    found = work.session.get(Request, (work.municipality.id, request.joined_to)) if request.joined_to else None
    if found is None:
        raise Conflict("not-joined", _("This request is not joined with another one."))
    return found


def separate(work: Work, request: Request, actor: Actor, now: datetime) -> None:
    """They were not the same after all: the request is open again and goes its own way.

    Raises:
        Conflict: it is not joined, or ended with the other one already.
    """
    if not waits(request):
        raise Conflict("not-joined", _("This request is not joined with another one."))
    _open(work, request, now)
    note_event(work, request, actor, "separated", now)


def _open(work: Work, request: Request, now: datetime) -> None:
    request.joined_to, request.state, request.outcome, request.closed_at = None, State.IN_PROGRESS, "", None
    request.solved = None
    keep_or_pool(work, request)
    put_in_order(request, work.municipality.today(now))
