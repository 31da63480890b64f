"""What could not be told by any machine and waits for a person: "reach by letter or telephone"."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core.messages.outbox import MessageState
from core.messages.tables import Message
from core.people.contact import Way
from core.ports import Work
from core.requests.actions import UNTOLD
from core.requests.tables import Request

AT_MOST = 100


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
            Message.created_at,
        )
        .join(Request, (Request.municipality_id == Message.municipality_id) & (Request.id == Message.request_id))
        .where(Message.state.in_([str(state) for state in UNTOLD]), Request.department.in_(departments))
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
            created_at=row.created_at,
        )
        for row in rows
    ]
