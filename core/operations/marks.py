"""Marks: when the installation's own work was last done."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from core.adapters.database import Database
from core.operations.tables import WHY, Mark

BACKUP, WORKER, SWEEP, ALARMS, DAILY, NEWS = "backup", "worker", "sweep", "alarms", "daily", "announcements"
RETENTION = "retention"

# What stands in the note of periodic work (core.operations.periodic) that is being done, of what failed the last time, and of
# what has done a part of its work and left the rest.
BEGUN, FAILED, LEFT = "begun", "failed", "left"
# After how long somebody who began is taken for dead, what failed is tried again, and what was left is gone on with.
LOST, RETRY, SOON = timedelta(minutes=15), timedelta(minutes=5), timedelta(seconds=30)


def note(database: Database, name: str, now: datetime, said: str = "") -> None:
    """Write down that something was done now."""
    with database.across(WHY) as work:
        work.session.merge(Mark(name=name, at=now, note=said))


def last(database: Database, name: str) -> Mark | None:
    """When something was last done; None if never."""
    with database.across(WHY, writes=False) as work:
        return work.session.scalars(select(Mark).where(Mark.name == name)).first()


def take(database: Database, name: str, every: timedelta, now: datetime) -> bool:
    """Whether it is time again for something, and if so, mark it as done by us: several workers do it once."""
    with database.across(WHY) as work:
        found = work.session.scalars(select(Mark).where(Mark.name == name).with_for_update()).first()
        if found is not None and now - found.at < every:
            return False
        work.session.merge(Mark(name=name, at=now, note=""))
    return True


def all_of(database: Database) -> Mapping[str, Mark]:
    """Every mark, by its name."""
    with database.across(WHY, writes=False) as work:
        return {one.name: one for one in work.session.scalars(select(Mark))}


def ready_at(mark: Mark | None, every: timedelta) -> datetime | None:
    """When something may be begun (again); None if it never was."""
    if mark is None:
        return None
    waits = {BEGUN: max(every, LOST), FAILED: min(every, RETRY), LEFT: min(every, SOON)}
    return mark.at + waits.get(mark.note, every)


def begin(database: Database, name: str, every: timedelta, now: datetime) -> bool:
    """Mark something as begun by us, if it is time for it and nobody else has begun it."""
    try:
        with database.across(WHY) as work:
            found = work.session.scalars(select(Mark).where(Mark.name == name).with_for_update()).first()
            at = ready_at(found, every)
            if at is not None and now < at:
                return False
            work.session.merge(Mark(name=name, at=now, note=BEGUN))
    except IntegrityError:
        # Another one has begun it, for the first time ever, at this very moment.
        return False
    return True


def end(database: Database, name: str, begun_at: datetime, how: str = "") -> None:
    """Mark what we began as done (""), FAILED or LEFT; who took so long that another one began it says nothing any more."""
    with database.across(WHY) as work:
        mine = (Mark.name == name, Mark.at == begun_at, Mark.note == BEGUN)
        work.execute(update(Mark).where(*mine).values(note=how))
