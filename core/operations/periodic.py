"""Periodic work: a list of what is done every so often, once, however many workers there are.

Each entry has a mark in the database. Whoever finds it due marks it as begun, in one transaction, and does it; the others see
that. What fails is tried again soon; what was begun by a worker that died is begun again after a while.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.adapters.database import Database
from core.errors import Unavailable
from core.operations import logs, marks
from core.ports import Clock

LOG = logging.getLogger("thyrida.periodic")
# How often the marks are looked at where none is due by our own reckoning: another worker may have failed.
LOOK = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Periodic:
    """`name` is that of its mark, and never changes; `doing` may be begun again after it was cut short, and does no harm by it.

    It need not know when it is due, but may: then `every` is how often it is asked. One that gives True has left something
    to do, and goes on soon, in this process or in another.
    """

    name: str
    every: timedelta
    doing: Callable[[], object]


class Rounds:
    """Call `run` as often as you like: it looks at the database only when something may be due."""

    def __init__(self, database: Database, clock: Clock, chores: Sequence[Periodic]) -> None:
        self._database, self._clock, self._chores = database, clock, chores
        self._quiet_from: datetime | None = None
        self._quiet_until: datetime | None = None

    def run(self) -> int:
        """Do what is due. Gives how many things that were.

        Raises:
            Unavailable: the database does not answer.
        """
        now = self._clock.now()
        if self._quiet_from and self._quiet_until and self._quiet_from <= now < self._quiet_until:
            return 0
        due, next_at = self._due(now)
        done = sum(self._do(one, now) for one in due)
        # What was done now is due again after its own time, what others do at the next look at the latest.
        self._quiet_from, self._quiet_until = now, min(next_at, now + LOOK, *(now + one.every for one in due))
        return done

    def _due(self, now: datetime) -> tuple[list[Periodic], datetime]:
        known = marks.all_of(self._database)
        ready = {one.name: marks.ready_at(known.get(one.name), one.every) for one in self._chores}
        later = [at for at in ready.values() if at is not None and at > now]
        due = [one for one in self._chores if (at := ready[one.name]) is None or at <= now]
        return due, min(later, default=now + LOOK)

    def _do(self, chore: Periodic, now: datetime) -> bool:
        if not marks.begin(self._database, chore.name, chore.every, now):
            return False
        how = ""
        with logs.about(periodic=chore.name):
            try:
                how = marks.LEFT if chore.doing() is True else ""
            except Exception as error:
                # One that fails stops none of the others.
                how = marks.FAILED
                reason = error.code if isinstance(error, Unavailable) else type(error).__name__
                LOG.error("periodic work failed name=%s reason=%s", chore.name, reason, exc_info=error)
        marks.end(self._database, chore.name, now, how)
        return True
