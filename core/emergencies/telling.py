"""Telling again: an update or the all-clear goes to those who were told before, by the way that reached them.

Somebody who was reached by call after a text had failed is called. Who has ended their subscription meanwhile is told nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, func, insert, or_, select, true, update
from sqlalchemy.orm import aliased

from core.adapters.database import Database
from core.announcements.kinds import Stage
from core.announcements.tables import Announcement, AnnouncementForm, AnnouncementVersion
from core.emergencies.tables import Alert
from core.messages.outbox import MessageState, Priority
from core.messages.tables import Message
from core.model import new_id, table_of
from core.municipalities.model import Municipality
from core.ports import Clock, Work
from core.subscriptions.states import Standing
from core.subscriptions.tables import Subscriber, SubscriberWay

BATCH = 500
# Why a message did not go: a newer one says what is true now.
SUPERSEDED = "superseded"
_IN_ITS_PLACE = (
    update(Message)
    .where(Message.announcement_id == bindparam("of"), Message.subscriber_id == bindparam("told"), Message.next_id.is_(None))
    .where(Message.reason == SUPERSEDED)
    .values(next_id=bindparam("instead"))
)


@dataclass(frozen=True)
class TellAgain:
    """The job. A second run goes on after the last subscriber who has a message of this version; nobody gets two."""

    database: Database
    clock: Clock

    def __call__(self, town: Municipality, payload: Mapping[str, Any]) -> None:
        while self._batch(town, int(payload["announcement"]), int(payload["version"])):
            pass

    def _batch(self, town: Municipality, announcement_id: int, version: int) -> int:
        now = self.clock.now()
        with self.database.work(town) as work:
            one = work.session.get(Announcement, (town.id, announcement_id), with_for_update=True)
            if one is None or one.stage not in (Stage.PUBLISHED, Stage.WITHDRAWN):
                return 0
            if one.version != version or one.told_at is not None:
                return 0
            if superseded := _supersede(work, one, now):
                return superseded
            found = audience(work, one, BATCH)
            if not found:
                one.told_at = now
                return 0
            _queue(work, one, found, now)
            one.told_up_to = found[-1].id
            return len(found)


def audience(work: Work, one: Announcement, most: int) -> Sequence[Subscriber]:
    """The next of those to be told, by their ids: who was told of it before and is still a subscriber. An update also goes to
    those whose turn had not come when it overtook the alert, and to who lives in what it added to the area.
    """
    told = exists().where(
        Message.municipality_id == Subscriber.municipality_id,
        Message.announcement_id == one.id,
        Message.subscriber_id == Subscriber.id,
    )
    wanted: list[ColumnElement[bool]] = [told]
    if one.stage == Stage.PUBLISHED:
        if added := _added(work, one):
            wanted.append(Subscriber.district.in_(added))
        if (after := _untold_after(work, one)) is not None:
            here = Subscriber.district.in_(["", *one.districts]) if one.districts else true()
            wanted.append((Subscriber.id > after) & here)
    return work.session.scalars(
        select(Subscriber)
        .where(Subscriber.state == Standing.ACTIVE, Subscriber.id > one.told_up_to, or_(*wanted))
        .order_by(Subscriber.id)
        .limit(most)
    ).all()


def _added(work: Work, one: Announcement) -> list[str]:
    """The districts that this version has and no version before it had."""
    before = work.session.scalars(
        select(AnnouncementVersion.content).where(
            AnnouncementVersion.announcement_id == one.id, AnnouncementVersion.version < one.version
        )
    ).all()
    warned = [set(content.get("districts") or ()) for content in before]
    # A version without districts went to the whole town: nobody is left to add.
    if not all(warned):
        return []
    now = set(one.districts) or {district.key for district in work.municipality.districts}
    return sorted(now.difference(*warned))


def _untold_after(work: Work, one: Announcement) -> int | None:
    """The last subscriber whom the versions before reached, where one of them was overtaken in mid-telling."""
    return work.session.scalar(select(func.min(Alert.untold_after)).where(Alert.announcement_id == one.id))


def _supersede(work: Work, one: Announcement, now: datetime) -> int:
    """Keep what the versions before still have waiting from going out: it is not true any more. Gives how many."""
    ours = select(AnnouncementForm.id).where(AnnouncementForm.announcement_id == one.id, AnnouncementForm.version == one.version)
    waiting = work.session.scalars(
        select(Message.id)
        .where(Message.announcement_id == one.id, Message.state == MessageState.QUEUED, Message.form_id.not_in(ours))
        .limit(BATCH)
    ).all()
    if waiting:
        work.execute(
            update(Message)
            .where(Message.id.in_(waiting), Message.state == MessageState.QUEUED)
            .values(state=str(MessageState.FAILED), reason=SUPERSEDED, updated_at=now)
        )
    return len(waiting)


def _queue(work: Work, one: Announcement, found: Sequence[Subscriber], now: datetime) -> None:
    forms = {
        (form.way, form.language): form.id
        for form in work.session.scalars(
            select(AnnouncementForm).where(AnnouncementForm.announcement_id == one.id, AnnouncementForm.version == one.version)
        )
    }
    reached = _reached(work, one, [subscriber.id for subscriber in found])
    rows = []
    for subscriber in found:
        way, address = reached.get(subscriber.id, (subscriber.way, subscriber.address))
        rows.append(_message(one, subscriber, way, address, forms[way, subscriber.language], now))
    work.execute(insert(table_of(Message)), rows)
    for row in rows:
        # What was kept from going out is told in another row: whoever counts finds each person once.
        work.execute(_IN_ITS_PLACE, {"told": row["subscriber_id"], "of": one.id, "instead": row["id"]})


def _reached(work: Work, one: Announcement, ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """By which way and address each was told last, where they still allow it."""
    last = (
        select(func.max(Message.id))
        .where(Message.announcement_id == one.id, Message.subscriber_id.in_(ids), Message.next_id.is_(None))
        .group_by(Message.subscriber_id)
    )
    allowed = aliased(SubscriberWay)
    rows = work.execute(
        select(Message.subscriber_id, Message.way, Message.to)
        .join(
            allowed,
            (allowed.municipality_id == Message.municipality_id)
            & (allowed.subscriber_id == Message.subscriber_id)
            & (allowed.way == Message.way)
            & (allowed.address == Message.to),
        )
        .where(Message.id.in_(last), allowed.state == Standing.ACTIVE)
    ).all()
    return {int(subscriber): (way, to) for subscriber, way, to in rows}


def _message(one: Announcement, to: Subscriber, way: str, address: str, form_id: int, now: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "way": way,
        "to": address,
        "subject": "",
        "body": "",
        "language": to.language,
        "purpose": "emergency",
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
        "priority": int(Priority.EMERGENCY),
        "gateway": "",
        "announcement_id": one.id,
        "form_id": form_id,
        "subscriber_id": to.id,
        "district": to.district,
        "next_id": None,
        "drill": one.drill,
    }
