"""The outbox: a message is written in the transaction that causes it, and is the truth about its own delivery.

States: queued → leased → sending → accepted → delivered | undelivered; sending → uncertain | failed; leased → stopped;
what no machine can deliver is by_hand.
A receipt moves a message forward only; one that comes twice, early or never does no harm.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from sqlalchemy import select, update

from core.messages.tables import Message, Receipt
from core.model import new_id, table_of
from core.people.contact import Way, may_be_texted
from core.ports import Work


class MessageState(StrEnum):
    QUEUED = "queued"
    LEASED = "leased"
    SENDING = "sending"
    ACCEPTED = "accepted"
    UNCERTAIN = "uncertain"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    # The citizen said STOP; or there is no machine that can tell them: a clerk calls or writes.
    STOPPED = "stopped"
    BY_HAND = "by_hand"


class Priority(IntEnum):
    """What goes first: codes that somebody waits for, then emergencies, then notices about requests, then announcements."""

    CODE = 0
    EMERGENCY = 1
    NOTICE = 2
    BULK = 3


# How far along a state is: a receipt applies only if it leads further. What is final has the highest rank.
RANK: Mapping[MessageState, int] = {
    MessageState.QUEUED: 0,
    MessageState.LEASED: 1,
    MessageState.SENDING: 2,
    MessageState.UNCERTAIN: 3,
    MessageState.ACCEPTED: 4,
    MessageState.FAILED: 5,
    MessageState.UNDELIVERED: 5,
    MessageState.DELIVERED: 5,
    MessageState.STOPPED: 5,
    MessageState.BY_HAND: 5,
}

_MESSAGE = table_of(Message)

# The purpose of a message that carries a one-time code: no person tells it, and it goes before everything else.
CODE = "code"
_FIRST = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to be written. `purpose` is its class: receipt, notice, question, …"""

    way: Way
    to: str
    body: str
    language: str
    purpose: str
    subject: str = ""
    request_id: int | None = None


def post(work: Work, draft: Draft, now: datetime) -> int:
    """Write a message into the outbox, in the transaction that causes it. What no machine can deliver goes to the desk."""
    abroad = draft.way is Way.TEXT and not may_be_texted(draft.to, work.municipality.countries)
    by_machine = (draft.way in (Way.TEXT, Way.EMAIL) or draft.purpose == CODE) and draft.to and not abroad
    message_id = new_id()
    work.insert(
        _MESSAGE,
        {
            "id": message_id,
            "way": str(draft.way),
            "to": draft.to,
            "subject": draft.subject,
            "body": draft.body,
            "language": draft.language,
            "purpose": draft.purpose,
            "request_id": draft.request_id,
            "state": str(MessageState.QUEUED if by_machine else MessageState.BY_HAND),
            "reason": "number" if abroad else "",
            "attempts": 0,
            "due_at": now - _FIRST if draft.purpose == CODE else now,
            "leased_until": None,
            "provider_id": None,
            "parts": 0,
            "created_at": now,
            "updated_at": now,
            "priority": int(Priority.CODE if draft.purpose == CODE else Priority.NOTICE),
            "gateway": "",
            "announcement_id": None,
            "form_id": None,
            "subscriber_id": None,
            "district": "",
            "next_id": None,
            "drill": False,
        },
    )
    if by_machine:
        work.wake("messages", now)
    return message_id


def receipt(work: Work, message_id: int, state: MessageState, error: str, now: datetime) -> bool:
    """Take a provider's word about a message: always noted, applied only if it leads forward. True if it applied.

    Receipts for unknown messages are ignored: there is nobody to tell.
    """
    found = work.execute(select(Message.state).where(Message.id == message_id)).scalar()
    if found is None:
        return False
    work.session.add(Receipt(id=new_id(), message_id=message_id, status=str(state), error=error, at=now))
    behind = [str(one) for one in MessageState if RANK[one] < RANK[state]]
    applied = work.execute(
        update(Message)
        .where(Message.id == message_id, Message.state.in_(behind))
        .values(state=str(state), reason=error, updated_at=now, leased_until=None)
    )
    return bool(applied.rowcount)
