"""Telling again: an update or the all-clear goes to those who were told before, by the way that reached them.

Somebody who was reached by call after a text had failed is called. Who has ended their subscription meanwhile is told nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, insert, or_, select, true, update

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

BATCH = 100
# Why a message did not go: a newer one says what is true now.
SUPERSEDED = "superseded"
_IN_ITS_PLACE = update(Message).where(Message.id == bindparam("old")).values(next_id=bindparam("new"))


@dataclass(frozen=True)
class TellAgain:
    """The job. Each old message names the one that took its place, so that a second run finds what is left, and nobody
    gets two.
    """

    database: Database
    clock: Clock

    def __call__(self, town: Municipality, payload: Mapping[str, Any]) -> None:
        announcement, version = int(payload["announcement"]), int(payload["version"])
        for step in (_supersede, _tell_told, _tell_others):
            after: int | None = 0
            while after is not None:
                after = self._batch(town, announcement, version, step, after)
        with self._current(town, announcement, version) as (_work, one):
            if one is not None:
                one.told_at = self.clock.now()

    def _batch(self, town: Municipality, announcement: int, version: int, step: "_Step", after: int) -> int | None:
        with self._current(town, announcement, version) as (work, one):
            return step(work, one, after, self.clock.now()) if one is not None else None

    @contextmanager
    def _current(self, town: Municipality, announcement: int, version: int) -> Iterator[tuple[Work, Announcement | None]]:
        """The announcement, held, if this version of it is still the one to be told."""
        with self.database.work(town) as work:
            one = work.session.get(Announcement, (town.id, announcement), with_for_update=True)
            current = one is not None and one.stage in (Stage.PUBLISHED, Stage.WITHDRAWN) and one.version == version
            yield work, one if one is not None and current and one.told_at is None else None


# Does a batch, and gives the subscriber up to whom it came; None when nothing is left. What is done is not found again.
_Step = Callable[[Work, Announcement, int, datetime], int | None]


def _supersede(work: Work, one: Announcement, after: int, now: datetime) -> int | None:
    """Keep what the versions before still have waiting from going out: it is not true any more."""
    rows = work.execute(
        select(Message.id, Message.subscriber_id)
        .where(*_before(work, one), Message.subscriber_id >= after, Message.state == MessageState.QUEUED)
        .order_by(Message.subscriber_id)
        .limit(BATCH)
    ).all()
    if not rows:
        return None
    waiting = [row.id for row in rows]
    work.execute(
        update(Message)
        .where(Message.id.in_(waiting), Message.state == MessageState.QUEUED)
        .values(state=str(MessageState.FAILED), reason=SUPERSEDED, updated_at=now)
    )
    return int(rows[-1].subscriber_id)


def _tell_told(work: Work, one: Announcement, after: int, now: datetime) -> int | None:
    """Those who were told before and are still subscribers, by the way that was tried last, where they still allow it."""
    # One table after the other: each question is then answered by an index, whatever a database guesses of their sizes.
    rows = work.execute(
        select(Message.id, Message.subscriber_id, Message.way, Message.to)
        .where(*_before(work, one), Message.subscriber_id > after, Message.next_id.is_(None))
        .order_by(Message.subscriber_id, Message.id)
        .limit(BATCH)
    ).all()
    if not rows:
        return None
    ids = sorted({row.subscriber_id for row in rows})
    people = work.session.scalars(select(Subscriber).where(Subscriber.id.in_(ids), Subscriber.state == Standing.ACTIVE))
    still = {subscriber.id: subscriber for subscriber in people}
    allowed = _allowed(work, ids)
    found: dict[int, tuple[Subscriber, str, str, list[int]]] = {}
    for old, told, way, address in rows:
        if (subscriber := still.get(told)) is None:
            continue
        by = (way, address) if (told, way, address) in allowed else (subscriber.way, subscriber.address)
        found[told] = (subscriber, *by, [*(found[told][3] if told in found else []), old])
    _queue(work, one, list(found.values()), now)
    return int(ids[-1])


def _allowed(work: Work, ids: Sequence[int]) -> set[tuple[int, str, str]]:
    """The ways and addresses by which these subscribers may still be told."""
    rows = work.execute(
        select(SubscriberWay.subscriber_id, SubscriberWay.way, SubscriberWay.address).where(
            SubscriberWay.subscriber_id.in_(ids), SubscriberWay.state == Standing.ACTIVE
        )
    )
    return {(int(subscriber), way, address) for subscriber, way, address in rows}


def _tell_others(work: Work, one: Announcement, after: int, now: datetime) -> int | None:
    """Of an update: those whose turn had not come when it overtook the alert, and who lives in what it adds to the area."""
    wanted: list[ColumnElement[bool]] = []
    if one.stage == Stage.PUBLISHED and (added := _added(work, one)):
        wanted.append(Subscriber.district.in_(added))
    if one.stage == Stage.PUBLISHED and (overtaken := _overtaken(work, one)) is not None:
        here = Subscriber.district.in_(["", *one.districts]) if one.districts else true()
        wanted.append((Subscriber.id > overtaken) & here)
    if not wanted:
        return None
    found = work.session.scalars(
        select(Subscriber)
        .where(Subscriber.state == Standing.ACTIVE, Subscriber.id > after, Subscriber.way.in_(one.ways), or_(*wanted))
        .order_by(Subscriber.id)
        .limit(BATCH)
    ).all()
    if not found:
        return None
    told = select(Message.subscriber_id).where(
        Message.announcement_id == one.id, Message.subscriber_id.in_([subscriber.id for subscriber in found])
    )
    known = set(work.session.scalars(told))
    _queue(work, one, [(each, each.way, each.address, []) for each in found if each.id not in known], now)
    one.told_up_to = found[-1].id
    return found[-1].id


def _before(work: Work, one: Announcement) -> tuple[ColumnElement[bool], ...]:
    """The messages of the versions before this one."""
    ours = [row.id for row in _forms(work, one)]
    return Message.announcement_id == one.id, Message.form_id.not_in(ours), Message.subscriber_id.is_not(None)


def _forms(work: Work, one: Announcement) -> Sequence[AnnouncementForm]:
    return work.session.scalars(
        select(AnnouncementForm).where(AnnouncementForm.announcement_id == one.id, AnnouncementForm.version == one.version)
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


def _overtaken(work: Work, one: Announcement) -> int | None:
    """The last subscriber whom the versions before reached, where one of them was overtaken in mid-telling."""
    return work.session.scalar(select(func.min(Alert.untold_after)).where(Alert.announcement_id == one.id))


def _queue(work: Work, one: Announcement, found: Sequence[tuple[Subscriber, str, str, list[int]]], now: datetime) -> None:
    """A message for each; the old ones name it, so that whoever counts finds each person once."""
    if not found:
        return
    forms = {(form.way, form.language): form.id for form in _forms(work, one)}
    rows, instead = [], []
    for subscriber, way, address, old in found:
        row = _message(one, subscriber, way, address, forms[way, subscriber.language], now)
        rows.append(row)
        instead += [{"old": each, "new": row["id"]} for each in old]
    work.execute(insert(table_of(Message)), rows)
    if instead:
        work.execute(_IN_ITS_PLACE, instead)


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
