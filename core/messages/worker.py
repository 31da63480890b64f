"""The worker: jobs and messages, one after the other, in a thread of the server or a process of its own."""

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import or_, select, update

from core.adapters.database import Database
from core.errors import Unavailable
from core.messages.delivery import BACKOFF, Delivery
from core.messages.sending import Never
from core.messages.tables import Job
from core.municipalities.model import Municipality
from core.municipalities.store import Directory
from core.operations import logs
from core.ports import Clock

LOG = logging.getLogger("thyrida.worker")
LEASE = timedelta(minutes=5)
# Rounds of the worker between two looks at whether a new day has begun.
DAILY_EVERY = 300

Doing = Callable[[Municipality, Mapping[str, Any]], None]


@dataclass(frozen=True)
class Worker:
    """`doings` are the kinds of jobs; each may run twice and must do no harm by it. `daily` does what each day brings,
    and is asked every few minutes: it knows itself what it has done.
    """

    database: Database
    directory: Directory
    clock: Clock
    delivery: Delivery
    doings: Mapping[str, Doing]
    daily: Callable[[], int] = lambda: 0
    every: float = 1.0
    # What the installation needs beside the towns' own days: asked at every round, it knows itself when it is due.
    upkeep: Callable[[], object] = lambda: None

    def run_until(self, stop: threading.Event) -> None:
        """Work until told to stop. A database that is away is waited for."""
        rounds = 0
        while not stop.is_set():
            busy = self._round(with_daily=rounds % DAILY_EVERY == 0)
            rounds += 1
            stop.wait(0.0 if busy else self.every)

    def _round(self, with_daily: bool) -> bool:
        try:
            self.upkeep()
            if with_daily:
                self.daily()
            return self.run_once()
        except Unavailable as error:
            LOG.warning("waiting for the database: %s", error.code)
        except Exception as error:
            # Nobody is above this thread: whatever failed is in the log, and everything else goes on.
            LOG.error("the worker failed", exc_info=error)
        return False

    def run_once(self) -> bool:
        """Do what is due now. True if there may be more."""
        return bool(self._run_jobs() + self.delivery.run())

    def drain(self, rounds: int = 50) -> None:
        """Work until nothing is due, for commands and tests; bounded."""
        for _round in range(rounds):
            if not self.run_once():
                return

    def _run_jobs(self) -> int:
        now = self.clock.now()
        with self.database.across("the worker's lease of messages and jobs") as work:
            due = work.execute(
                select(Job.municipality_id, Job.id, Job.kind, Job.payload, Job.attempts)
                .where(
                    or_(Job.state == "queued", (Job.state == "leased") & (Job.leased_until < now)),
                    Job.due_at <= now,
                )
                .order_by(Job.due_at)
                .limit(10)
                .with_for_update(skip_locked=True)
            ).all()
            for town_id, job_id, *_rest in due:
                work.execute(
                    update(Job)
                    .where(Job.municipality_id == town_id, Job.id == job_id)
                    .values(state="leased", leased_until=now + LEASE, attempts=Job.attempts + 1)
                )
        for town_id, job_id, kind, payload, attempts in due:
            town = self.directory.by_id(town_id)
            with logs.about(town=town.key, job=job_id):
                self._run_job(town, job_id, kind, payload, attempts)
        return len(due)

    def _run_job(self, town: Municipality, job_id: int, kind: str, payload: Mapping[str, Any], attempts: int) -> None:
        state, reason, again = "done", "", None
        try:
            self.doings[kind](town, payload)
        except Never as error:
            state, reason = "failed", error.reason
        except Exception as error:
            reason = type(error).__name__
            LOG.warning("job failed kind=%s attempt=%s reason=%s", kind, attempts + 1, reason, exc_info=error)
            state = "failed" if attempts >= len(BACKOFF) else "queued"
            again = self.clock.now() + BACKOFF[min(attempts, len(BACKOFF) - 1)]
        values: dict[str, Any] = {"state": state, "reason": reason, "leased_until": None}
        if again is not None:
            values["due_at"] = again
        with self.database.work(town) as work:
            work.execute(update(Job).where(Job.id == job_id).values(**values))
