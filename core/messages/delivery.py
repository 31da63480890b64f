"""Delivery: takes messages from the outbox and hands each to its gateway, never twice.

A batch of one lane is leased and looked at once more. Then, for each message, one transaction writes what the gateway said of
the one before and marks this one as being sent; and it is handed over outside of any transaction. A worker that dies leaves
one message uncertain at the most, and the rest of its batch to lease again (docs/decisions/0030).
"""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property

from core.adapters.database import Database
from core.codes import CodeKey
from core.errors import NotFound, Unavailable
from core.messages import leftovers
from core.messages.aside import Aside, at_once
from core.messages.budget import Budget
from core.messages.ending import by_a_person, end
from core.messages.faults import BACKOFF
from core.messages.handing import AT_MOST, Desk, Handing
from core.messages.leasing import BATCH, LEASE, Batch, Gateways, Leasing
from core.messages.limits import Limits
from core.messages.preparing import Preparing, Ready, Unsubscribe, leased, no_address
from core.messages.reconciling import Reconciling
from core.messages.sending import Enclosed, Letter, TryAgain
from core.municipalities.model import Municipality
from core.municipalities.store import Directory
from core.operations import logs
from core.operations.counting import Counts
from core.ports import Clock, MessageGateway

__all__ = ["BACKOFF", "Delivery", "Gateways"]

LOG = logging.getLogger("thyrida.delivery")
DEFAULT_BUDGET = Budget()
# So many times within a lease it is looked at what workers that died have left: every ten seconds by default.
TIDY = 12


@dataclass(frozen=True)
class Delivery:
    """`gateways` are the real ones by way; `demonstration` takes everything of demonstration towns, whatever is configured."""

    database: Database
    directory: Directory
    clock: Clock
    codes: CodeKey
    gateways: Gateways
    demonstration: MessageGateway
    budget: Budget = DEFAULT_BUDGET
    counts: Counts = field(default_factory=Counts)
    # The files that go with a message, by its purpose; asked outside of any transaction.
    enclose: Mapping[str, Callable[[Municipality, int], tuple[Enclosed, ...]]] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    # What one town's announcements may cost in a day, in cents.
    ceiling: float = float("inf")
    lease: timedelta = LEASE
    # The path at a town's site at which a subscriber ends what they are sent.
    unsubscribe: Unsubscribe = no_address
    # How providers are asked about what nobody knows of.
    aside: Aside = at_once
    _tidied: list[datetime] = field(default_factory=list, init=False)

    def run(self) -> int:
        """Deliver what is due now: about a batch, or for about a second. Gives how many messages were taken."""
        self._settle()
        self._tidy()
        begun, taken = time.monotonic(), 0
        while taken < BATCH and time.monotonic() - begun < AT_MOST:
            # Each time anew: what goes first may have come meanwhile.
            batch = self._leasing.next()
            if batch is None:
                break
            taken += len(batch.ids) + batch.held
            with logs.about(town=batch.town.key):
                self._deliver(batch)
        return taken

    def _deliver(self, batch: Batch) -> None:
        if batch.ids:
            Handing(self._desk, batch).hand_over(self._prepared(batch))

    @cached_property
    def _leasing(self) -> Leasing:
        return Leasing(
            self.database, self.directory, self.clock, self.gateways, self.demonstration,
            self.limits, self.ceiling, self.lease,
        )  # fmt: skip

    @cached_property
    def _desk(self) -> Desk:
        return Desk(self.database, self.clock, self.counts, self.limits, self.lease, self._with_files)

    def _settle(self) -> None:
        """Write first what gateways said while the database was away."""
        for town_id in {answer.town_id for answer in self._desk.owed}:
            with self._desk.transaction(self.directory.by_id(town_id)):
                pass

    def _tidy(self) -> None:
        """See to what workers that died have left, and to what nobody knows of, now and then."""
        now = self.clock.now()
        if self._tidied and timedelta() <= now - self._tidied[0] < self.lease / TIDY:
            return
        leftovers.take_over(self.database, now)
        self.aside(Reconciling(self.database, self.directory, self.clock, self.codes, self._leasing.of_way).run)
        self._tidied[:] = [now]

    def _prepared(self, batch: Batch) -> list[Ready]:
        """The letters of a batch. If one of them breaks it, each is prepared by itself, and that one ends."""
        preparing = Preparing(self.codes, self.budget, self.unsubscribe)
        try:
            with self.database.work(batch.town) as work:
                return preparing.letters(work, batch, self.clock.now())
        except Unavailable:
            raise
        except Exception as error:
            LOG.error("a batch could not be prepared", exc_info=error)
        return [one for id_ in batch.ids for one in self._alone(preparing, replace(batch, ids=(id_,)))]

    def _alone(self, preparing: Preparing, batch: Batch) -> list[Ready]:
        try:
            with self.database.work(batch.town) as work:
                return preparing.letters(work, batch, self.clock.now())
        except Unavailable:
            raise
        except Exception as error:
            with self.database.work(batch.town) as work, logs.about(message=batch.ids[0]):
                LOG.error("a message could not be prepared", exc_info=error)
                for row in leased(work, batch.ids):
                    end(work, row, by_a_person(row), type(error).__name__, self.clock.now())
        return []

    def _with_files(self, town: Municipality, letter: Letter) -> Letter:
        """The letter with the files that belong to it. What cannot be read now is sent later.

        Raises:
            TryAgain: a file cannot be read now.
            Never: it must not leave any more.
        """
        found = self.enclose.get(letter.purpose)
        if found is None:
            return letter
        try:
            return replace(letter, enclosed=found(town, letter.id))
        except (NotFound, OSError) as error:
            raise TryAgain("file") from error
