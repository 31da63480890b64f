"""How the installation stands at this moment: what waits, how long, and how much room there is. Counts and ages only."""

import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import false, func, select

from core.adapters.database import Database
from core.messages.outbox import MessageState, Priority
from core.messages.tables import Job, Message
from core.municipalities.tables import MunicipalityRow
from core.operations.tables import WHY

# The longest that a message or a job may be due before something is wrong with whoever does them.
LATE = timedelta(minutes=15)
# What still has to move; the states of what is over are too many to count at every look.
MOVING = [str(one) for one in (MessageState.QUEUED, MessageState.LEASED, MessageState.SENDING)]
GIGABYTE = 1024**3
# Where a disk is full for us: less than this part, or less than this much, is free.
LEAST_PART, LEAST_BYTES = 0.10, GIGABYTE


@dataclass(frozen=True, slots=True)
class Pulse:
    """`messages` and `jobs`: how many by state; the ages are those of the oldest that was due, nothing where none is."""

    messages: Mapping[str, int]
    jobs: Mapping[str, int]
    oldest_message: timedelta
    oldest_job: timedelta

    @property
    def oldest(self) -> timedelta:
        return max(self.oldest_message, self.oldest_job)


def feel(database: Database, now: datetime) -> Pulse:
    """Look at the outbox and the jobs of all real towns.

    What goes to a whole town may wait for hours behind the providers' limits: its age is no sign of trouble, and is left out.

    Raises:
        Unavailable: the database does not answer.
    """
    # A demonstration invents when its messages were written, and sends none.
    real = select(MunicipalityRow.id).where(MunicipalityRow.demonstration.is_(False))
    with database.across(WHY, writes=False) as work:
        messages = work.execute(
            select(Message.state.label("state"), func.count().label("of_it"))
            .where(Message.state.in_(MOVING), Message.municipality_id.in_(real), Message.drill == false())
            .group_by(Message.state)
        ).all()
        # Announcements wait their turn for hours, and overnight, as they should; emergencies to many for some minutes.
        oldest = work.execute(
            select(func.min(Message.due_at)).where(
                Message.state.in_(MOVING),
                Message.drill == false(),
                Message.priority < Priority.BULK,
                # Said so that no index of announcements is walked for it: it would hold every message that ever went.
                func.coalesce(Message.announcement_id, 0) == 0,
                Message.municipality_id.in_(real),
            )
        ).scalar()
        jobs = work.execute(
            select(Job.state, func.count(), func.min(Job.due_at))
            .where(Job.state.in_(("queued", "leased", "failed")), Job.municipality_id.in_(real))
            .group_by(Job.state)
        ).all()
    return Pulse(
        {row.state: row.of_it for row in messages},
        {state: count for state, count, _due in jobs},
        _age([oldest], now),
        _age((due for state, _count, due in jobs if state != "failed"), now),
    )


def _age(due: Iterable[datetime | None], now: datetime) -> timedelta:
    return max([timedelta(0), *(now - one for one in due if one is not None)])


@dataclass(frozen=True, slots=True)
class Room:
    """Bytes of the disk on which the installation's folder lies."""

    total: int
    free: int

    @property
    def percent(self) -> int:
        return self.free * 100 // self.total if self.total else 0

    @property
    def full(self) -> bool:
        return self.free < LEAST_BYTES or self.free < LEAST_PART * self.total


def room(folder: Path) -> Room:
    """The room on the disk of a folder, or of the nearest one above it that is there."""
    there = folder.resolve()
    while not there.exists() and there != there.parent:
        there = there.parent
    found = shutil.disk_usage(os.fspath(there))
    return Room(found.total, found.free)
