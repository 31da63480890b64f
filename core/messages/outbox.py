"""The outbox: a message is written in the transaction that causes it, and is the truth about its own delivery."""

from dataclasses import dataclass
from datetime import datetime

from core.messages.receipts import receipt
from core.messages.states import CODE, RANK, MessageState, Priority
from core.messages.tables import Message, fresh
from core.model import table_of
from core.people.contact import Way, may_be_texted
from core.ports import Work

__all__ = ["CODE", "RANK", "Draft", "MessageState", "Priority", "post", "receipt"]

_MESSAGE = table_of(Message)


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
    row = fresh(
        now,
        way=str(draft.way),
        to=draft.to,
        subject=draft.subject,
        body=draft.body,
        language=draft.language,
        purpose=draft.purpose,
        request_id=draft.request_id,
        state=str(MessageState.QUEUED if by_machine else MessageState.BY_HAND),
        reason="number" if abroad else "",
        priority=int(Priority.CODE if draft.purpose == CODE else Priority.NOTICE),
    )
    work.insert(_MESSAGE, row)
    if by_machine:
        work.wake("messages", now)
    return int(row["id"])
