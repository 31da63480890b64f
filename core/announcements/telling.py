"""Telling subscribers: a message for each, written in batches by a job that can be cut short anywhere and goes on from there.

How far it is stands in the announcement's own row, and moves in the transaction that writes the messages: nobody is told
twice, nobody is forgotten. Batches are as large as their time allows, and others who want to write go first in between.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from core.adapters.database import Database
from core.announcements import audience
from core.announcements.kinds import Stage
from core.announcements.tables import Announcement, AnnouncementVersion
from core.messages.jobs import Again
from core.model import Ids, new_id
from core.municipalities.model import Municipality
from core.ports import Clock, Work

TELL = "tell-announcement"
# What a batch should take, in seconds: no transaction writes for longer than a tenth (rules: Databases), and a machine has moods.
AIM = 0.03
# For how long it goes on before other jobs and messages have their turn, in seconds: an emergency waits no longer.
SLICE = 0.5
FIRST, LEAST, MOST = 500, 100, 20_000
# How often in a row an id may turn out to be given already, by another process in the same millisecond.
CLASHES = 5


@dataclass
class Pace:
    """How many subscribers a batch looks at: so many as take the time that a batch should take here and now."""

    rows: int = FIRST
    longest: float = 0.0

    def took(self, seconds: float) -> None:
        """Learn from a batch that was full: grow by steps, shrink at once."""
        self.longest = max(self.longest, seconds)
        self.rows = max(LEAST, min(MOST, int(self.rows * min(1.5, AIM / max(seconds, 1e-6)))))


@dataclass(frozen=True)
class Telling:
    """The job. A second run goes on after the last subscriber who was looked at; nobody gets two messages.

    It ends where the announcement was withdrawn or has got another version, which has a telling of its own.
    """

    database: Database
    clock: Clock
    seconds: float = SLICE
    pace: Pace = field(default_factory=Pace)
    ids: Ids = new_id

    def __call__(self, town: Municipality, payload: Mapping[str, Any]) -> Again | None:
        until, clashes = time.monotonic() + self.seconds, 0
        while True:
            try:
                began = self._batch(town, int(payload["announcement"]), int(payload["version"]))
            except IntegrityError:
                # Nothing of the batch was kept: it is written again, with other ids.
                clashes += 1
                if clashes == CLASHES:
                    raise
                continue
            if began is None:
                return None
            clashes, took = 0, time.monotonic() - began
            self.pace.took(took)
            if time.monotonic() >= until:
                return Again()
            self._give_way(took)

    def _batch(self, town: Municipality, announcement_id: int, version: int) -> float | None:
        """Tell some more. Gives when it began to write, by the monotonic clock; None if all were told or it is over."""
        now = self.clock.now()
        with self.database.work(town) as work:
            began = time.monotonic()
            one = work.session.get(Announcement, (town.id, announcement_id), with_for_update=True)
            if one is None or not _goes_on(work, one, version):
                return None
            until = audience.upto(work, one.told_up_to, self.pace.rows)
            if until is None:
                one.told_at = now
                return None
            self._write(work, one, until, now)
            one.told_up_to = until
            work.wake("messages", now)
        return began

    def _write(self, work: Work, one: Announcement, until: int, now: datetime) -> None:
        # More than are looked at: some may have confirmed their subscription since they were counted.
        first_id = self.ids.block(2 * self.pace.rows)
        forms, language = audience.forms_of(work, one), work.municipality.languages[0]
        work.execute(audience.messages(one, forms, language, one.told_up_to, until, first_id, now))

    def _give_way(self, took: float) -> None:
        """Let others write: always for a moment, for the lock knows no order, and for as long as a batch while somebody waits."""
        time.sleep(took / 10)
        end = time.monotonic() + took
        while self.database.is_wanted and time.monotonic() < end:
            time.sleep(0.001)


def _goes_on(work: Work, one: Announcement, version: int) -> bool:
    """Whether this version is still to be told. That an announcement was withdrawn is told as a version of its own."""
    if one.version != version or one.told_at is not None:
        return False
    if one.stage == Stage.PUBLISHED:
        return True
    own = (AnnouncementVersion.announcement_id == one.id, AnnouncementVersion.version == version)
    what = work.execute(select(AnnouncementVersion.what).where(*own)).scalar()
    return one.stage == Stage.WITHDRAWN and what == "withdrawn"
