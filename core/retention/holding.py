"""Holding a request back from retention: a court, an inspection or an objection still needs what was said in it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, select

from core.errors import Conflict, InvalidAnswer, NotFound
from core.model import new_id
from core.ports import Work
from core.requests.acting import Actor, note_event
from core.requests.history import ERASED
from core.requests.tables import Event, Request
from core.retention.tables import RetentionHold
from core.text import _

LONGEST_REASON = 200
HELD, FREED = "held", "freed"


@dataclass(frozen=True, slots=True)
class Held:
    """A request that is held: its reference, why, since when, and the actor's name."""

    reference: str
    reason: str
    at: datetime
    by: str


def hold(work: Work, reference: str, reason: str, actor: Actor, now: datetime) -> None:
    """Keep everything of a request until it is freed. That it was held, and by whom, stands in its history.

    Raises:
        InvalidAnswer: no reason was given.
        NotFound: no request of this municipality has this reference.
        Conflict: it is held already, or erased.
    """
    if not reason.strip():
        raise InvalidAnswer("reason", _("Say why it must be kept."))
    request = _request(work, reference)
    if work.execute(select(RetentionHold.id).where(RetentionHold.request_id == request.id)).first() is not None:
        raise Conflict("held", _("This request is held already."))
    if work.execute(select(exists().where(Event.request_id == request.id, Event.kind == ERASED))).scalar():
        raise Conflict("erased", _("What was said in this request was erased already."))
    words = " ".join(reason.split())[:LONGEST_REASON]
    work.session.add(RetentionHold(id=new_id(), request_id=request.id, reason=words, at=now, by=actor.name))
    note_event(work, request, actor, HELD, now)


def free(work: Work, reference: str, actor: Actor, now: datetime) -> None:
    """Let retention have it again. Freeing what nobody holds changes nothing.

    Raises:
        NotFound: no request of this municipality has this reference.
    """
    request = _request(work, reference)
    if work.execute(delete(RetentionHold).where(RetentionHold.request_id == request.id)).rowcount:
        note_event(work, request, actor, FREED, now)


def held(work: Work) -> list[Held]:
    """All requests that are held, the last one first."""
    row = RetentionHold
    found = work.execute(
        select(Request.reference, row.reason, row.at, row.by)
        .join(Request, (Request.municipality_id == row.municipality_id) & (Request.id == row.request_id))
        .order_by(row.id.desc())
    )
    return [Held(*one) for one in found]


def _request(work: Work, reference: str) -> Request:
    plain = "".join(reference.split())
    found = work.session.scalars(select(Request).where(Request.reference == plain).with_for_update()).first()
    if found is None:
        raise NotFound("reference", _("There is no request with this number here."))
    return found
