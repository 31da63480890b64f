"""How the installation stands at this moment: what waits, how long, and how much room there is. Counts and ages only."""

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Select, bindparam, false, func, select

from core.adapters.database import Database
from core.messages import lanes
from core.messages.states import MessageState, Priority
from core.messages.tables import Job, Line, Message
from core.municipalities.tables import MunicipalityRow
from core.operations.tables import WHY
from core.people.contact import Way
from core.ports import Work

# The longest that a message or a job may be due before something is wrong with whoever does them.
LATE = timedelta(minutes=15)
# What still has to move; the states of what is over are too many to count at every look.
MOVING = (MessageState.QUEUED, MessageState.LEASED, MessageState.SENDING)
# So many messages of a state are counted: of a million that wait it is enough to know that they are many.
COUNTED = 10_000
# A line that was fed within this is as fast as it may be.
FED = timedelta(minutes=5)
_FED = select(Line.municipality_id, Line.way).where(
    Line.down_since.is_(None), Line.free_at > bindparam("since", type_=Line.free_at.type)
)
GIGABYTE = 1024**3
# Where a disk is full for us: less than this part, or less than this much, is free.
LEAST_PART, LEAST_BYTES = 0.10, GIGABYTE


@dataclass(frozen=True, slots=True)
class Pulse:
    """`messages` and `jobs`: how many by state; the ages are those of the oldest that was due, nothing where none is.

    Of the messages of a state COUNTED + 1 are counted at the most.
    """

    messages: Mapping[str, int]
    jobs: Mapping[str, int]
    oldest_message: timedelta
    oldest_job: timedelta

    @property
    def waiting(self) -> int:
        """How many messages wait. COUNTED, where there are more, which `is_more` says."""
        return COUNTED if self.is_more else sum(self.messages.values())

    @property
    def is_more(self) -> bool:
        return sum(self.messages.values()) > COUNTED

    @property
    def oldest(self) -> timedelta:
        return max(self.oldest_message, self.oldest_job)


def feel(database: Database, now: datetime) -> Pulse:
    """Look at the outbox and the jobs of all real towns.

    Announcements may wait for hours behind the providers' limits, and overnight: their age is no sign of trouble, and is left
    out. An emergency's is one, unless its line is being fed as fast as it may be.

    Raises:
        Unavailable: the database does not answer.
    """
    # A demonstration invents when its messages were written, and sends none.
    real = select(MunicipalityRow.id).where(MunicipalityRow.demonstration.is_(False))
    with database.across(WHY, writes=False) as work:
        messages = {str(state): found for state in MOVING if (found := work.execute(_counting(state, real)).scalar_one())}
        oldest = list(_dues(work, set(work.execute(real).scalars()), now))
        jobs = work.execute(
            select(Job.state, func.count(), func.min(Job.due_at))
            .where(Job.state.in_(("queued", "leased", "failed")), Job.municipality_id.in_(real))
            .group_by(Job.state)
        ).all()
    return Pulse(
        messages,
        {state: count for state, count, _due in jobs},
        _age(oldest, now),
        _age((due for state, _count, due in jobs if state != "failed"), now),
    )


def _counting(state: MessageState, real: Select[Any]) -> Select[Any]:
    of_it = (Message.state == str(state), Message.drill == false(), Message.municipality_id.in_(real))
    return select(func.count()).select_from(select(Message.id).where(*of_it).limit(COUNTED + 1).subquery())


def _dues(work: Work, real: set[int], now: datetime) -> Iterator[datetime]:
    """From when the first message of each lane is due that may not wait, however many lie behind it."""
    fed = {(town_id, Way(way)) for town_id, way in work.execute(_FED, {"since": now - FED})}
    for state in MOVING:
        for lane, due in lanes.firsts(work, state):
            if lane.priority >= Priority.BULK:
                break
            waits_its_turn = lane.priority == Priority.EMERGENCY and (lane.town_id, lane.way) in fed
            if lane.town_id in real and not waits_its_turn:
                yield due


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
