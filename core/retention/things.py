"""The things that are kept for a time: which of them are over, from when that is counted, and how they go.

A thing that an open request, a hold, a document still valid or figures not yet frozen need is not over, however old it is.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import aliased

from core.announcements.reachtables import FrozenRow
from core.announcements.tables import Announcement, AnnouncementFile
from core.certificates.tables import CheckRow
from core.emergencies.tables import EmergencyReply
from core.messages.jobs import enqueue
from core.messages.outbox import CODE, MessageState
from core.messages.tables import Job, Message, Receipt
from core.model import Moment
from core.people.known import OneTimeCode
from core.people.tables import ConsentRow
from core.ports import Work
from core.requests.erasing import ERASE_FILE
from core.requests.tables import AccessRow
from core.retention import ofrequests
from core.retention.classes import Class
from core.subscriptions.states import Standing
from core.subscriptions.tables import Subscriber, SubscriberWay

Over = Callable[[Class, date], Sequence[Any]]
LetGo = Callable[[Work, Sequence[int], Class, datetime], None]


@dataclass(frozen=True)
class Thing:
    """`since` is the moment from which its time is counted, `over` everything else that must hold. `go` takes it away.

    `batch` of them go in one transaction, which then writes for less than a tenth of a second.
    """

    row: Any
    since: Any
    over: Over
    go: LetGo
    batch: int = 200


def _delete(row: Any, *before: tuple[Any, Any]) -> LetGo:
    """Delete rows, and first what belongs to them: (its table, the column that names the row)."""

    def go(work: Work, ids: Sequence[int], cls: Class, now: datetime) -> None:
        for table, column in before:
            work.execute(delete(table).where(column.in_(ids)))
        work.execute(delete(row).where(row.id.in_(ids)))

    return go


def _no_file(work: Work, ids: Sequence[int], cls: Class, now: datetime) -> None:
    for key in work.execute(select(AnnouncementFile.storage_key).where(AnnouncementFile.id.in_(ids))).scalars():
        if key:
            enqueue(work, ERASE_FILE, {"key": key}, now)
    work.execute(delete(AnnouncementFile).where(AnnouncementFile.id.in_(ids)))


_WAITS = [str(one) for one in (MessageState.QUEUED, MessageState.LEASED, MessageState.SENDING)]
_OWN = (Message.request_id.is_(None), Message.announcement_id.is_(None), Message.state.not_in(_WAITS))


def _message(cls: Class, today: date) -> Sequence[Any]:
    """Of no request and no announcement; with no purposes named, all but codes."""
    wanted = Message.purpose.in_(cls.purposes) if cls.purposes else Message.purpose != CODE
    return (*_OWN, wanted)


def _told(cls: Class, today: date) -> Sequence[Any]:
    """Of an announcement whose figures were frozen since anything of it changed."""
    row, frozen = Message, FrozenRow
    kept = exists().where(
        frozen.municipality_id == row.municipality_id,
        frozen.announcement_id == row.announcement_id,
        frozen.frozen_at >= row.updated_at,
    )
    return (row.announcement_id.is_not(None), row.state.not_in(_WAITS), kept)


def _consent(cls: Class, today: date) -> Sequence[Any]:
    """One that a later word of the same person, about the same, has replaced."""
    row, later = ConsentRow, aliased(ConsentRow)
    same = [getattr(later, name) == getattr(row, name) for name in ("municipality_id", "way", "address", "purpose")]
    return (exists().where(*same, later.id > row.id),)


def _of_over(cls: Class, today: date) -> Sequence[Any]:
    one, file = Announcement, AnnouncementFile
    here = (one.municipality_id == file.municipality_id, one.id == file.announcement_id)
    return (exists().where(*here, one.stage.in_(("expired", "withdrawn"))),)


def _standing(standing: Standing) -> Over:
    return lambda _cls, _today: (Subscriber.state == standing,)


def _all(cls: Class, today: date) -> Sequence[Any]:
    return ()


# When the announcement of a file was over: from then on its time is counted, however long before it was uploaded.
_OVER_AT = (
    select(func.coalesce(Announcement.ended_at, Announcement.updated_at, type_=Moment()))
    .where(Announcement.municipality_id == AnnouncementFile.municipality_id, Announcement.id == AnnouncementFile.announcement_id)
    .scalar_subquery()
)
_WAYS = (SubscriberWay, SubscriberWay.subscriber_id)
_RECEIPTS = (Receipt, Receipt.message_id)

THINGS: Mapping[str, Thing] = {
    "request": Thing(*ofrequests.REQUEST, batch=1),
    "recording": Thing(*ofrequests.RECORDING, batch=50),
    "message": Thing(Message, Message.updated_at, _message, _delete(Message, _RECEIPTS)),
    "told": Thing(Message, Message.updated_at, _told, _delete(Message, _RECEIPTS)),
    "code": Thing(OneTimeCode, OneTimeCode.created_at, _all, _delete(OneTimeCode)),
    "ended": Thing(Subscriber, Subscriber.ended_at, _standing(Standing.ENDED), _delete(Subscriber, _WAYS)),
    "consent": Thing(ConsentRow, ConsentRow.at, _consent, _delete(ConsentRow)),
    "announcement-file": Thing(AnnouncementFile, _OVER_AT, _of_over, _no_file, batch=50),
    "reply": Thing(EmergencyReply, EmergencyReply.at, _all, _delete(EmergencyReply)),
    "check": Thing(CheckRow, CheckRow.at, _all, _delete(CheckRow)),
    "access": Thing(AccessRow, AccessRow.at, _all, _delete(AccessRow)),
    "job": Thing(Job, Job.due_at, lambda _cls, _today: (Job.state.in_(("done", "failed")),), _delete(Job)),
}
# What is kept for ever is no thing: nobody could let it go.
NEVER = "never"
