"""What could not be told by any machine and waits for a person: "reach by letter or telephone"."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from core.errors import Conflict
from core.messages.outbox import MessageState
from core.messages.tables import Message
from core.people.contact import Way
from core.ports import Work
from core.requests.acting import Actor, note_event
from core.requests.tables import Request
from core.text import _

AT_MOST = 100
# What did not reach the citizen and needs a person: no machine could, they said STOP, or it failed for good.
UNTOLD = (
    MessageState.BY_HAND,
    MessageState.STOPPED,
    MessageState.FAILED,
    MessageState.UNDELIVERED,
    MessageState.UNCERTAIN,
)


@dataclass(frozen=True, slots=True)
class Untold:
    """One message that a clerk is to give by telephone, letter or face to face."""

    id: int
    reference: str
    service: str
    way: Way
    to: str
    body: str
    language: str
    state: MessageState
    reason: str
    created_at: datetime


def untold(work: Work, departments: Sequence[str]) -> list[Untold]:
    """The messages of these departments' requests that wait for a person, the oldest first, AT_MOST of them."""
    if not departments:
        return []
    rows = work.execute(
        select(
            Message.id,
            Request.reference,
            Request.service,
            Message.way,
            Message.to,
            Message.body,
            Message.language,
            Message.state,
            Message.reason,
            Message.created_at,
        )
        .join(Request, (Request.municipality_id == Message.municipality_id) & (Request.id == Message.request_id))
        .where(
            Message.state.in_([str(state) for state in UNTOLD]),
            # Another message took its place.
            Message.next_id.is_(None),
            Request.department.in_(departments),
        )
        .order_by(Message.id)
        .limit(AT_MOST)
    )
    return [
        Untold(
            id=row.id,
            reference=row.reference,
            service=row.service,
            way=Way(row.way),
            to=row.to,
            body=row.body,
            language=row.language,
            state=MessageState(row.state),
            reason=row.reason,
            created_at=row.created_at,
        )
        for row in rows
    ]


def told_by_hand(work: Work, request: Request, actor: Actor, message_id: int, now: datetime) -> None:
    """A clerk told the citizen by telephone, letter or face to face what no machine could deliver.

    Raises:
        Conflict: a colleague did so already, or it was delivered meanwhile.
    """
    waiting = (Message.id == message_id, Message.request_id == request.id, Message.state.in_(map(str, UNTOLD)))
    delivered = {"state": str(MessageState.DELIVERED), "reason": "by-hand", "updated_at": now}
    if not work.execute(update(Message).where(*waiting).values(**delivered)).rowcount:
        raise Conflict("told", _("They have been told already."))
    note_event(work, request, actor, "told", now)
