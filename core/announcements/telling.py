"""Telling subscribers: a message for each, queued in batches by a job that can be taken up again where it ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from core.adapters.database import Database
from core.announcements.kinds import TOLD, Kind
from core.announcements.tables import Announcement, AnnouncementForm
from core.messages.outbox import MessageState, Priority
from core.messages.tables import Message
from core.model import new_id, table_of
from core.municipalities.model import Municipality
from core.ports import Clock, Work
from core.subscriptions.states import Standing
from core.subscriptions.tables import Subscriber

TELL = "tell-announcement"
BATCH = 1000


@dataclass(frozen=True)
class Telling:
    """The job. A second run goes on after the last subscriber who has a message; nobody gets two."""

    database: Database
    clock: Clock

    def __call__(self, town: Municipality, payload: Mapping[str, Any]) -> None:
        while self._batch(town, int(payload["announcement"]), int(payload["version"])):
            pass

    def _batch(self, town: Municipality, announcement_id: int, version: int) -> int:
        now = self.clock.now()
        with self.database.work(town) as work:
            one = work.session.get(Announcement, (town.id, announcement_id), with_for_update=True)
            if one is None or one.stage not in TOLD or one.version != version or one.told_at is not None:
                return 0
            queued = self._queue(work, one, now)
            if not queued:
                one.told_at = now
            return queued

    def _queue(self, work: Work, one: Announcement, now: datetime) -> int:
        forms = {
            (form.way, form.language): form.id
            for form in work.session.scalars(
                select(AnnouncementForm).where(
                    AnnouncementForm.announcement_id == one.id, AnnouncementForm.version == one.version
                )
            )
        }
        wanted = [Subscriber.state == Standing.ACTIVE, Subscriber.id > one.told_up_to, Subscriber.way.in_(one.ways)]
        if one.districts:
            wanted.append(Subscriber.district.in_(["", *one.districts]))
        if one.kind != Kind.EMERGENCY:
            wanted.append(Subscriber.topics.op("&")(one.topics) != 0)
        found = work.session.scalars(select(Subscriber).where(*wanted).order_by(Subscriber.id).limit(BATCH)).all()
        priority = Priority.EMERGENCY if one.kind == Kind.EMERGENCY else Priority.BULK
        for subscriber in found:
            work.execute(insert(table_of(Message)), _message(one, subscriber, forms, priority, now))
        if found:
            one.told_up_to = found[-1].id
        return len(found)


def _message(
    one: Announcement, to: Subscriber, forms: Mapping[tuple[str, str], int], priority: Priority, now: datetime
) -> dict[str, Any]:
    return {
        "id": new_id(),
        "way": to.way,
        "to": to.address,
        "subject": "",
        "body": "",
        "language": to.language,
        "purpose": "emergency" if priority is Priority.EMERGENCY else "announcement",
        "request_id": None,
        "state": str(MessageState.QUEUED),
        "reason": "",
        "attempts": 0,
        "due_at": now,
        "leased_until": None,
        "provider_id": None,
        "parts": 0,
        "created_at": now,
        "updated_at": now,
        "priority": int(priority),
        "gateway": "",
        "announcement_id": one.id,
        "form_id": forms[to.way, to.language],
        "subscriber_id": to.id,
        "district": to.district,
        "next_id": None,
        "drill": one.drill,
    }
