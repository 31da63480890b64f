"""Marks: when the installation's own work was last done."""

from datetime import datetime, timedelta

from sqlalchemy import select

from core.adapters.database import Database
from core.operations.tables import WHY, Mark

BACKUP, WORKER, SWEEP, ALARMS, RETENTION = "backup", "worker", "sweep", "alarms", "retention"


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
