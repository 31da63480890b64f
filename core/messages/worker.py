"""The worker: periodic work, jobs and messages, one after the other, in a thread of the server or a process of its own.

Where several share the work by an engine of its own (core.adapters.queues), it is the hand that the engine calls.
"""

import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from sqlalchemy import func, select

from core.adapters.database import Database
from core.errors import Unavailable
from core.messages.delivery import Delivery
from core.messages.jobs import Doing as Doing
from core.messages.outbox import MessageState
from core.messages.tables import Message
from core.messages.working import LEASE, Jobs
from core.municipalities.store import Directory
from core.operations.periodic import Periodic, Rounds
from core.ports import Clock

LOG = logging.getLogger("thyrida.worker")
# For how long jobs are run before messages have their turn, in seconds: somebody may wait for a code.
SLICE = 1.0


@dataclass(frozen=True)
class Worker:
    """`doings` are the kinds of jobs; each may run twice and must do no harm by it. `periodic` is what is done every so often.

    `every` is how long it waits, in seconds, when nothing is due and nobody rings; `lease` after how long a job is taken from a
    worker that must have died.
    """

    database: Database
    directory: Directory
    clock: Clock
    delivery: Delivery
    doings: Mapping[str, Doing]
    periodic: Sequence[Periodic] = ()
    every: float = 1.0
    lease: timedelta = LEASE

    @cached_property
    def rounds(self) -> Rounds:
        return Rounds(self.database, self.clock, self.periodic)

    @cached_property
    def jobs(self) -> Jobs:
        return Jobs(self.database, self.directory, self.clock, self.doings, self.lease)

    def run_until(self, stop: threading.Event) -> None:
        """Work until told to stop (and rung for). A database that is away is waited for."""
        while not stop.is_set():
            if not self._round():
                self.database.queue.wait(self.every)

    def _round(self) -> bool:
        try:
            self.rounds.run()
            return self.run_once()
        except Unavailable as error:
            LOG.warning("waiting for the database: %s", error.code)
        except Exception as error:
            # Nobody is above this thread: whatever failed is in the log, and everything else goes on.
            LOG.error("the worker failed", exc_info=error)
        return False

    def run_once(self) -> bool:
        """Do what is due now. True if there may be more."""
        return bool(self.work() + self.deliver())

    def work(self, seconds: float = SLICE) -> int:
        """Run jobs for a while, one at least if one is due. Gives how many ran."""
        return self.jobs.run(seconds)

    def deliver(self) -> int:
        """Deliver a batch of messages. Gives how many were taken."""
        return self.delivery.run()

    def drain(self, rounds: int = 50) -> None:
        """Work until nothing is due, for commands and tests; bounded."""
        for _round in range(rounds):
            if not self.run_once():
                return

    def next_due(self, what: str) -> datetime | None:
        """When the next of the messages or jobs is due, or due again because its worker may have died."""
        if what == "jobs":
            return self.jobs.next_due()
        held = [str(MessageState.LEASED), str(MessageState.SENDING)]
        with self.database.across("the worker's lease of messages and jobs", writes=False) as work:
            moments = [
                work.execute(
                    select(func.min(Message.due_at)).where(Message.state == MessageState.QUEUED, Message.drill.is_(False))
                ).scalar(),
                work.execute(select(func.min(Message.leased_until)).where(Message.state.in_(held))).scalar(),
            ]
        return min((one for one in moments if one is not None), default=None)
