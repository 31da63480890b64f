"""What a town hall does once a day by itself: reminders, lapsing, and the digest over all histories."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from core.adapters.database import Database
from core.dialogue.service import Service
from core.municipalities.model import Municipality
from core.ports import Clock, Work
from core.requests import chores, drafts
from core.requests.ending import lapse
from core.requests.moves import State
from core.requests.notices import tell
from core.requests.remindproof import remind_proof
from core.requests.tables import ChainDigest, Request
from core.requests.verifying import seal_day

LOG = logging.getLogger("thyrida.daily")

# What waits for proof of identity is reminded twice and lapses after thirty days (rules: Who is speaking).
PROOF_REMINDERS = (timedelta(days=10), timedelta(days=20))
PROOF_LAPSES = timedelta(days=30)
# No transaction writes for longer than it takes to remind this many people.
BATCH = 50
# How often it is asked whether a new day has begun.
DAILY = timedelta(minutes=5)
# The day begins a minute late: what was under way at midnight is kept by then.
SETTLED = timedelta(minutes=1)


@dataclass(frozen=True)
class Daily:
    """Run it as often as you like: it does a town's day once. `service` finds a town's service by its key."""

    database: Database
    clock: Clock
    towns: Callable[[], Iterable[Municipality]]
    service: Callable[[Municipality, str], Service | None] = lambda _town, _key: None
    has_login: Callable[[Municipality], bool] = lambda _town: False

    def run(self) -> int:
        """Do the day of every town that has not had it yet. Gives how many towns that were."""
        return sum(self._town(town) for town in self.towns())

    def _town(self, town: Municipality) -> bool:
        today = town.today(self.clock.now() - SETTLED)
        with self.database.reading(town) as work:
            last = work.execute(select(ChainDigest.until).order_by(ChainDigest.seq.desc()).limit(1)).scalar()
            if last is not None and town.today(last) >= today:
                return False
            due = self._due(work, today)
        for start in range(0, len(due), BATCH):
            with self.database.work(town) as work:
                for request_id, doing in due[start : start + BATCH]:
                    self._do(work, request_id, doing)
        with self.database.work(town) as work:
            drafts.sweep(work, self.clock.now())
            # Whole days only: whatever happens from now on lies behind the digest, also at this very moment.
            seal_day(work, town.midnight(today))
        LOG.info("day done town=%s reminders=%s", town.key, len(due))
        return True

    def _due(self, work: Work, today: date) -> list[tuple[int, str]]:
        """Which requests need something today, and what."""
        town, found = work.municipality, chores.due(work, today)
        waiting = select(Request.id, Request.created_at).where(Request.state == State.WAITING_IDENTITY)
        for row in work.execute(waiting):
            age = today - town.today(row.created_at)
            if age >= PROOF_LAPSES:
                found.append((row.id, "lapse"))
            elif age in PROOF_REMINDERS:
                found.append((row.id, "remind-proof"))
        return found

    def _do(self, work: Work, request_id: int, doing: str) -> None:
        now = self.clock.now()
        request = work.session.get_one(Request, (work.municipality.id, request_id))
        if doing == "lapse" and request.state == State.WAITING_IDENTITY:
            lapse(work, request, now)
        elif doing == "remind-proof" and request.state == State.WAITING_IDENTITY:
            until = work.municipality.today(request.created_at + PROOF_LAPSES)
            service = self.service(work.municipality, request.service)
            said = remind_proof(service, self.has_login(work.municipality), until)
            tell(work, request, said, now, "reminder")
        else:
            chores.do(work, request, doing, now, lambda key: self.service(work.municipality, key))
