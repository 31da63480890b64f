"""Freezing an announcement's figures when its telling is over, so that the messages may go and the ledger still tells.

The telling is over when every message has its end, or some days after all were queued: a receipt that has not come by then
comes seldom. If one comes all the same, the figures are counted and frozen anew, until they are fixed for good; no message
goes before that (core.retention). Running it twice, or from two workers at once, freezes once.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, or_, select

from core.adapters.database import Database
from core.announcements.ledger import Ledger, counted_anew, frozen, live
from core.announcements.reachtables import FrozenRow, ReachRow
from core.announcements.tables import Announcement
from core.messages.tables import Message
from core.model import Moment, new_id, table_of
from core.municipalities.model import Municipality
from core.ports import Clock, Work

# Providers report for three days (SMS validity in telephony.md §3.1 is ten hours); one more is for their own delays.
OVER_AFTER = timedelta(days=4)
# From then on figures are never counted again.
FIXED_AFTER = timedelta(days=30)
# When all subscribers had been queued; of what was withdrawn before that, when it was.
_OVER = func.coalesce(Announcement.told_at, Announcement.ended_at, type_=Moment())


@dataclass(frozen=True)
class Freezing:
    """What the worker does once a day, or as often as you like."""

    database: Database
    clock: Clock
    towns: Callable[[], Iterable[Municipality]]

    def run(self) -> int:
        """Freeze what is over. Gives how many announcements' figures were written."""
        return sum(self._freeze(town, one) for town in self.towns() for one in self._told(town))

    def _told(self, town: Municipality) -> list[int]:
        """Those whose subscribers have all been queued, and whose figures may still change."""
        one, row = Announcement, FrozenRow
        now = self.clock.now()
        wanted = (
            select(one.id)
            .outerjoin(row, (row.municipality_id == one.municipality_id) & (row.announcement_id == one.id))
            .where(_OVER.is_not(None), or_(row.frozen_at.is_(None), now - FIXED_AFTER < _OVER))
            .order_by(one.id)
        )
        with self.database.reading(town) as work:
            return list(work.execute(wanted).scalars())

    def _freeze(self, town: Municipality, announcement_id: int) -> bool:
        """Counted while nobody is kept waiting, and written if nobody wrote meanwhile."""
        now = self.clock.now()
        with self.database.reading(town) as work:
            before = frozen_at(work, announcement_id)
            over_at = work.execute(select(_OVER).where(Announcement.id == announcement_id)).scalar()
            if over_at is None or (before is not None and before >= over_at and not _changed(work, announcement_id, before)):
                return False
            found = counted_anew(frozen(work, announcement_id), live(work, announcement_id))
        if not found.is_settled and now < over_at + OVER_AFTER:
            return False
        with self.database.work(town) as work:
            # Held, so that two workers come one after the other; the second sees that the first was here.
            held = select(_OVER).where(Announcement.id == announcement_id).with_for_update()
            if work.execute(held).scalar() != over_at or frozen_at(work, announcement_id) != before:
                return False
            _write(work, announcement_id, found, now)
        return True


def frozen_at(work: Work, announcement_id: int) -> datetime | None:
    return work.execute(select(FrozenRow.frozen_at).where(FrozenRow.announcement_id == announcement_id)).scalar()


def _changed(work: Work, announcement_id: int, since: datetime) -> bool:
    last = select(func.max(Message.updated_at)).where(Message.announcement_id == announcement_id)
    found = work.execute(last).scalar()
    return found is not None and found > since


def _write(work: Work, announcement_id: int, found: Ledger, now: datetime) -> None:
    work.execute(delete(ReachRow).where(ReachRow.announcement_id == announcement_id))
    work.execute(delete(FrozenRow).where(FrozenRow.announcement_id == announcement_id))
    work.execute(insert(table_of(FrozenRow)), {"announcement_id": announcement_id, "frozen_at": now})
    rows = [
        {
            "id": new_id(),
            "announcement_id": announcement_id,
            "version": one.version,
            "district": one.district,
            "way": one.way,
            "state": one.state,
            "reason": one.reason,
            "next_way": one.next_way,
            "count": one.count,
        }
        for one in found.figures
    ]
    if rows:
        work.execute(insert(table_of(ReachRow)), rows)
