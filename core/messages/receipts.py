"""What a provider says of a message after it has taken it: receipts lead forward, may come twice, early, late or never.

One that says "not delivered" is not always the end: by the class of its fault the message is sent anew, or the next way of the
citizen is taken, in this same transaction.
"""

from datetime import datetime

from sqlalchemy import select

from core.messages import breaker, ending, lines
from core.messages.falling_back import has_next
from core.messages.faults import Fault, next_wait
from core.messages.states import CODE, RANK, MessageState, Priority
from core.messages.tables import Message, Receipt
from core.model import new_id
from core.people.contact import Way
from core.ports import Work

_LOST = (MessageState.UNDELIVERED, MessageState.FAILED)
# A message in one of these may yet be taken or lost; in others it has not been handed over (again), or is over.
_UNDERWAY = frozenset({MessageState.SENDING, MessageState.UNCERTAIN, MessageState.ACCEPTED})


def receipt(
    work: Work,
    message_id: int,
    state: MessageState,
    error: str,
    now: datetime,
    fault: Fault = Fault.PERMANENT,
    provider_id: str = "",
) -> bool:
    """Take a provider's word about a message: always noted, applied only if it leads forward. True if it applied.

    `error` is the provider's code, `fault` its class; `provider_id` says which try it is about, where the provider tells.
    Receipts for unknown messages are ignored: there is nobody to tell.
    """
    row = work.session.get(Message, (work.municipality.id, message_id), with_for_update=True)
    if row is None:
        return False
    repeated = _is_repeated(work, message_id, state, provider_id)
    work.session.add(Receipt(id=new_id(), message_id=message_id, status=str(state), error=error, at=now, provider_id=provider_id))
    if not _leads_forward(row, state, provider_id, repeated):
        return False
    if state in _LOST:
        _lost(work, row, state, error, fault, now)
    else:
        row.state, row.reason, row.updated_at, row.leased_until = str(state), error, now, None
        row.provider_id = row.provider_id or provider_id or None
    return True


def _is_repeated(work: Work, message_id: int, state: MessageState, provider_id: str) -> bool:
    """Whether this was said of the same try before."""
    same = (Receipt.message_id == message_id, Receipt.provider_id == provider_id, Receipt.status == str(state))
    return bool(provider_id) and work.execute(select(Receipt.id).where(*same).limit(1)).first() is not None


def _leads_forward(row: Message, state: MessageState, provider_id: str, repeated: bool) -> bool:
    now = MessageState(row.state)
    if RANK[now] >= RANK[state]:
        return False
    if state is MessageState.DELIVERED:
        # Whichever try it was: it is there, and the one that was to come is not needed.
        return True
    of_another = bool(row.provider_id) and bool(provider_id) and row.provider_id != provider_id
    return now in _UNDERWAY and not repeated and not of_another


def _lost(work: Work, row: Message, state: MessageState, error: str, fault: Fault, now: datetime) -> None:
    """It was accepted and not delivered: sent anew where its fault passes, else told by the next way."""
    if fault is Fault.CONFIG and row.gateway:
        breaker.fails(lines.one(work, Way(row.way), row.gateway, now), now, setup=error)
    pause = None if _hurries(work, row) else next_wait(fault, row.again, row.id)
    if pause is None:
        ending.end(work, row, state, error, now)
        return
    row.again += 1
    row.provider_id = None
    ending.wait(row, now + pause, error, now)
    work.wake("messages", now + pause)


def _hurries(work: Work, row: Message) -> bool:
    """A code is over before its handset is on again; in an emergency the next way is better than waiting for this one."""
    return row.purpose == CODE or (row.priority == Priority.EMERGENCY and has_next(work, row))
