"""A clerk's lease on a request: taken, renewed by use, given back, run out, taken over with a reason."""

from datetime import datetime, timedelta

from sqlalchemy import update

from core.errors import Conflict
from core.ports import Work
from core.requests.acting import Actor, note_event
from core.requests.moves import State, check
from core.requests.tables import Request
from core.text import _

CLAIM_LASTS = timedelta(minutes=30)


def claim(work: Work, request: Request, actor: Actor, now: datetime, reason: str = "") -> None:
    """Take a request in hand for half an hour, renewed by each use. One that was nobody's matter becomes this clerk's.

    Raises:
        Conflict: another clerk holds it (a supervisor gives a reason to take it over), or it is closed.
    """
    held = request.claimed_by not in (None, actor.account_id)
    if held and request.claimed_until is not None and request.claimed_until > now and not reason:
        raise Conflict("claimed", _("A colleague is working on this request."))
    state = State(request.state)
    if state is State.CLOSED:
        check(state, State.RECEIVED)
    again = request.claimed_by == actor.account_id
    request.claimed_by, request.claimed_until = actor.account_id, now + CLAIM_LASTS
    if request.assigned_to is None:
        request.assigned_to = actor.account_id
    if state is State.RECEIVED:
        request.state = State.IN_PROGRESS
    if not again:
        note_event(work, request, actor, "claimed", now, content={"words": reason} if reason else None, content_kind="note")


def release(work: Work, request: Request, actor: Actor, now: datetime, to_pool: bool = False) -> None:
    """Give a claimed request back to the queue. It stays whose matter it is, unless it goes back to the pool."""
    require_claim(request, actor, now)
    request.claimed_by = request.claimed_until = None
    if to_pool:
        request.assigned_to = None
    note_event(work, request, actor, "released", now, "pool" if to_pool else "")


def renew(work: Work, request_id: int, actor: Actor, now: datetime) -> None:
    """Working on a request, even reading it, keeps a live claim alive; one that ran out stays so."""
    mine = (Request.claimed_by == actor.account_id, Request.claimed_until > now)
    work.execute(update(Request).where(Request.id == request_id, *mine).values(claimed_until=now + CLAIM_LASTS))


def require_claim(request: Request, actor: Actor, now: datetime) -> None:
    """Only who holds a request changes it.

    Raises:
        Conflict: it is not claimed by this clerk, or the claim has run out.
    """
    held = request.claimed_by == actor.account_id and request.claimed_until is not None
    if not held or (request.claimed_until is not None and request.claimed_until <= now):
        raise Conflict("not-claimed", _("Take the request in hand first: it is not yours at this moment."))
