"""Running jobs: one is leased, run outside of any transaction, and its end is written down."""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update

from core.adapters.database import Database
from core.messages.delivery import BACKOFF
from core.messages.jobs import Again, Doing
from core.messages.sending import Never
from core.messages.tables import Job
from core.municipalities.store import Directory
from core.operations import logs
from core.ports import Clock

LOG = logging.getLogger("thyrida.worker")
LEASE = timedelta(minutes=5)
_WHY = "the worker's lease of messages and jobs"


@dataclass(frozen=True, slots=True)
class Leased:
    """A job that is ours until its lease ends. `attempts` counts this one too, and is what makes it ours."""

    town_id: int
    id: int
    kind: str
    payload: Mapping[str, Any]
    attempts: int


@dataclass(frozen=True)
class Jobs:
    """`doings` are the kinds of jobs. One whose worker died is due again when its `lease` is over."""

    database: Database
    directory: Directory
    clock: Clock
    doings: Mapping[str, Doing]
    lease: timedelta = LEASE

    def run(self, seconds: float) -> int:
        """Run what is due, the most urgent first, until nothing is or so many seconds have passed. Gives how many ran."""
        until, ran = time.monotonic() + seconds, 0
        while (job := self._lease()) is not None:
            town = self.directory.by_id(job.town_id)
            with logs.about(town=town.key, job=job.id):
                self._run(job)
            ran += 1
            if time.monotonic() >= until:
                break
        return ran

    def next_due(self) -> datetime | None:
        """When the next one is due, or due again because its worker may have died."""
        with self.database.across(_WHY, writes=False) as work:
            moments = [
                work.session.query(Job.due_at).where(Job.state == "queued").order_by(Job.due_at).limit(1).scalar(),
                work.session.query(Job.leased_until).where(Job.state == "leased").order_by(Job.leased_until).limit(1).scalar(),
            ]
        return min((one for one in moments if one is not None), default=None)

    def _lease(self) -> Leased | None:
        """One at a time: what takes long holds up none that it did not even begin. Nobody is held up where nothing is due."""
        now = self.clock.now()
        due_now = (or_(Job.state == "queued", (Job.state == "leased") & (Job.leased_until < now)), Job.due_at <= now)
        with self.database.across(_WHY, writes=False) as work:
            if work.execute(select(Job.id).where(*due_now).limit(1)).first() is None:
                return None
        with self.database.across(_WHY) as work:
            due = work.execute(
                select(Job.municipality_id, Job.id, Job.kind, Job.payload, Job.attempts)
                .where(*due_now)
                .order_by(Job.priority, Job.due_at)
                .limit(1)
                .with_for_update(skip_locked=True)
            ).first()
            if due is None:
                return None
            town_id, job_id, kind, payload, attempts = due
            work.execute(
                update(Job)
                .where(Job.municipality_id == town_id, Job.id == job_id)
                .values(state="leased", leased_until=now + self.lease, attempts=attempts + 1)
            )
        return Leased(town_id, job_id, kind, payload, attempts + 1)

    def _run(self, job: Leased) -> None:
        values: dict[str, Any] = {"state": "done", "reason": ""}
        try:
            more = self.doings[job.kind](self.directory.by_id(job.town_id), job.payload)
        except Never as error:
            values = {"state": "failed", "reason": error.reason}
        except Exception as error:
            values = self._failed(job, error)
        else:
            if isinstance(more, Again):
                values = {"state": "queued", "reason": "", "attempts": 0, "due_at": self.clock.now() + more.after}
        with self.database.work(self.directory.by_id(job.town_id)) as work:
            # Whoever took longer than the lease says nothing any more: another worker has it.
            mine = (Job.id == job.id, Job.state == "leased", Job.attempts == job.attempts)
            work.execute(update(Job).where(*mine).values(leased_until=None, **values))

    def _failed(self, job: Leased, error: Exception) -> dict[str, Any]:
        """It is run again later, each time after a longer wait, and given up in the end."""
        reason = type(error).__name__
        LOG.warning("job failed kind=%s attempt=%s reason=%s", job.kind, job.attempts, reason, exc_info=error)
        if job.attempts > len(BACKOFF):
            return {"state": "failed", "reason": reason}
        return {"state": "queued", "reason": reason, "due_at": self.clock.now() + BACKOFF[job.attempts - 1]}
