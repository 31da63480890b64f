"""Telling again: an update or the all-clear goes to those who were told before, by the way that was tried last for them, where
they still allow it, else by their first.

Somebody who was called after a text had failed is called. Who has ended their subscription meanwhile is told nothing.
"""

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, insert, or_, select, true, update

from core.adapters.database import Database
from core.announcements.kinds import Stage
from core.announcements.tables import Announcement, AnnouncementForm, AnnouncementVersion
from core.announcements.telling import SLICE
from core.emergencies.tables import Alert
from core.messages.jobs import Again
from core.messages.outbox import MessageState, Priority
from core.messages.tables import Message, fresh
from core.model import table_of
from core.municipalities.model import Municipality
from core.ports import Clock, Work
from core.subscriptions.states import Standing
from core.subscriptions.tables import Subscriber, SubscriberWay

BATCH = 100
# Why a message did not go: a newer one says what is true now.
SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Batch:
    """What a batch did: the subscriber up to whom it came, and whether it wrote what the next run finds done."""

    up_to: int
    wrote: bool


@dataclass(frozen=True)
class TellAgain:
    """The job, a slice at a time. How far it is stands in the messages of this version, and then in the announcement: the next
    slice goes on there, and nobody gets two.
    """

    database: Database
    clock: Clock
    seconds: float = SLICE

    def __call__(self, town: Municipality, payload: Mapping[str, Any]) -> Again | None:
        until = time.monotonic() + self.seconds
        announcement, version = int(payload["announcement"]), int(payload["version"])
        for step in (_supersede, _tell_told, _tell_others):
            after = 0
            while (done := self._batch(town, announcement, version, step, after)) is not None:
                # A slice that wrote nothing would be the same again.
                if done.wrote and time.monotonic() >= until:
                    return Again()
                after = done.up_to
        with self._current(town, announcement, version) as (_work, one):
            if one is not None:
                one.told_at = self.clock.now()
        return None

    def _batch(self, town: Municipality, announcement: int, version: int, step: "_Step", after: int) -> Batch | None:
        with self._current(town, announcement, version) as (work, one):
            return step(work, one, after, self.clock.now()) if one is not None else None

    @contextmanager
    def _current(self, town: Municipality, announcement: int, version: int) -> Iterator[tuple[Work, Announcement | None]]:
        """The announcement, held, if this version of it is still the one to be told."""
        with self.database.work(town) as work:
            one = work.session.get(Announcement, (town.id, announcement), with_for_update=True)
            current = one is not None and one.stage in (Stage.PUBLISHED, Stage.WITHDRAWN) and one.version == version
            yield work, one if one is not None and current and one.told_at is None else None


# Does a batch of those after a subscriber; None when nothing is left.
_Step = Callable[[Work, Announcement, int, datetime], Batch | None]


def _supersede(work: Work, one: Announcement, after: int, now: datetime) -> Batch | None:
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
    return Batch(int(rows[-1].subscriber_id), wrote=True)


def _tell_told(work: Work, one: Announcement, after: int, now: datetime) -> Batch | None:
    """Those who were told before and are still subscribers, by the way that was tried last, where they still allow it."""
    if one.told_up_to:
        # All of them are told: the others have begun.
        return None
    # One table after the other: each question is then answered by an index, whatever a database guesses of their sizes.
    ids = work.session.scalars(
        select(Message.subscriber_id)
        .where(*_before(work, one), Message.subscriber_id > (after or _come_to(work, one)))
        .distinct()
        .order_by(Message.subscriber_id)
        .limit(BATCH)
    ).all()
    if not ids:
        return None
    rows = work.execute(
        select(Message.subscriber_id, Message.way, Message.to)
        .where(*_before(work, one), Message.subscriber_id.in_(ids), Message.next_id.is_(None))
        .order_by(Message.id)
    )
    last = {told: (way, address) for told, way, address in rows}
    wanted = (Subscriber.id.in_(set(last).difference(_told(work, one, last))), Subscriber.state == Standing.ACTIVE)
    allowed, found = _allowed(work, list(last)), []
    for subscriber in work.session.scalars(select(Subscriber).where(*wanted).order_by(Subscriber.id)):
        way, address = last[subscriber.id]
        first = (subscriber, subscriber.way, subscriber.address)
        found.append((subscriber, way, address) if (subscriber.id, way, address) in allowed else first)
    return Batch(int(ids[-1] or 0), wrote=_queue(work, one, found, now))


def _come_to(work: Work, one: Announcement) -> int:
    """The last of those who were told of this version: they are told in the order of their ids."""
    ours = [form.id for form in _forms(work, one)]
    asked = select(func.max(Message.subscriber_id)).where(Message.announcement_id == one.id, Message.form_id.in_(ours))
    return work.session.scalar(asked) or 0


def _told(work: Work, one: Announcement, ids: Collection[int]) -> set[int | None]:
    """Those of these subscribers who have a message of this version: another worker may be at it, too."""
    ours = [form.id for form in _forms(work, one)]
    asked = select(Message.subscriber_id).where(
        Message.announcement_id == one.id, Message.subscriber_id.in_(ids), Message.form_id.in_(ours)
    )
    return set(work.session.scalars(asked))


def _allowed(work: Work, ids: Sequence[int]) -> set[tuple[int, str, str]]:
    """The ways and addresses by which these subscribers may still be told."""
    rows = work.execute(
        select(SubscriberWay.subscriber_id, SubscriberWay.way, SubscriberWay.address).where(
            SubscriberWay.subscriber_id.in_(ids), SubscriberWay.state == Standing.ACTIVE
        )
    )
    return {(int(subscriber), way, address) for subscriber, way, address in rows}


def _tell_others(work: Work, one: Announcement, after: int, now: datetime) -> Batch | None:
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
        .where(
            Subscriber.state == Standing.ACTIVE,
            Subscriber.id > max(after, one.told_up_to),
            Subscriber.way.in_(one.ways),
            or_(*wanted),
        )
        .order_by(Subscriber.id)
        .limit(BATCH)
    ).all()
    if not found:
        return None
    told = select(Message.subscriber_id).where(
        Message.announcement_id == one.id, Message.subscriber_id.in_([subscriber.id for subscriber in found])
    )
    known = set(work.session.scalars(told))
    _queue(work, one, [(each, each.way, each.address) for each in found if each.id not in known], now)
    one.told_up_to = found[-1].id
    return Batch(found[-1].id, wrote=True)


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


def _queue(work: Work, one: Announcement, found: Sequence[tuple[Subscriber, str, str]], now: datetime) -> bool:
    """A message for each. Gives whether there was any."""
    forms = {(form.way, form.language): form for form in _forms(work, one)}
    languages = (*work.municipality.languages, *(language for _way, language in forms))
    rows = []
    for subscriber, way, address in found:
        # Somebody may have a language that the town has given up.
        wanted = ((way, language) for language in (subscriber.language, *languages))
        if (key := next((one for one in wanted if one in forms), None)) is not None:
            rows.append(_message(one, subscriber, way, address, forms[key], now))
    if rows:
        work.execute(insert(table_of(Message)), rows)
        work.wake("messages", now)
    return bool(rows)


def _message(one: Announcement, to: Subscriber, way: str, address: str, form: AnnouncementForm, now: datetime) -> dict[str, Any]:
    return fresh(
        now,
        way=way,
        to=address,
        language=form.language,
        purpose="emergency",
        priority=int(Priority.EMERGENCY),
        announcement_id=one.id,
        form_id=form.id,
        subscriber_id=to.id,
        district=to.district,
        drill=one.drill,
    )
