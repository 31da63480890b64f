"""Telling subscribers: a message for each, written in batches by a job that can be cut short anywhere and goes on from there.

How far it is stands in the announcement's own row, and moves in the transaction that writes the messages: nobody is told
twice, nobody is forgotten. Batches are as large as their time allows, and others who want to write go first in between.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import IntegrityError

from core.adapters.database import Database
from core.announcements.audience import Audience, audience, upto
from core.announcements.kinds import Stage
from core.announcements.tables import Announcement, AnnouncementVersion
from core.messages.jobs import Again
from core.model import Ids, new_id, table_of
from core.municipalities.model import Municipality
from core.ports import Clock

TELL = "tell-announcement"
# What a batch should take, in seconds: no transaction writes for longer than a tenth (rules: Databases), and a machine has moods.
# Beside others it is far shorter, for they wait that long; it is so for as long after the last of them, in seconds.
ALONE, BESIDE, STAYS = 0.035, 0.008, 0.5
# For how long it goes on before other jobs and messages have their turn, in seconds: an emergency waits no longer.
SLICE = 0.5
FIRST, LEAST, MOST = 500, 300, 20_000
# After how many rows SQLite's log is copied into its file.
MUCH = 10_000
# How often in a row an id may turn out to be given already, by another process in the same millisecond.
CLASHES = 5

_TABLE = table_of(Announcement)
_OWN = _TABLE.c.id == bindparam("the_id")
# Made once, for the wall looks through each statement that it has not seen.
_HOW_FAR = select(_TABLE.c.version, _TABLE.c.stage, _TABLE.c.told_at, _TABLE.c.told_up_to).where(_OWN).with_for_update()
_TOLD_UP_TO = update(_TABLE).where(_OWN).values(told_up_to=bindparam("the_last"))
_ALL_TOLD = update(_TABLE).where(_OWN).values(told_at=bindparam("the_moment"))


@dataclass(frozen=True, slots=True)
class Told:
    """What a run of the job tells: one version, for as long as the announcement is at that stage."""

    id: int
    version: int
    stage: str
    audience: Audience


@dataclass
class Pace:
    """How many subscribers a batch looks at: so many as take the time that a batch should take here and now."""

    rows: int = FIRST
    longest: float = 0.0
    # Until when somebody else counts as working, by the monotonic clock.
    beside_until: float = 0.0
    written: int = 0

    def took(self, seconds: float, beside: bool = False) -> None:
        """Learn from a batch, and whether others worked meanwhile.

        It grows by steps, and shrinks to half at once, though not further: one slow batch may be the machine's mood.
        """
        if beside:
            self.beside_until = time.monotonic() + STAYS
        self.longest = max(self.longest, seconds)
        self.written += self.rows
        aim = BESIDE if self.is_beside else ALONE
        self.rows = max(LEAST, min(MOST, int(self.rows * max(0.5, min(1.5, aim / max(seconds, 1e-6))))))

    @property
    def is_beside(self) -> bool:
        return time.monotonic() < self.beside_until

    def is_much(self) -> bool:
        """Whether so much was written by now that it should be settled; asked once, it counts anew."""
        if self.written < MUCH:
            return False
        self.written = 0
        return True


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
        told = self._open(town, int(payload["announcement"]), int(payload["version"]))
        while told is not None:
            before = self.database.units
            try:
                took = self._batch(town, told)
            except IntegrityError:
                # Nothing of the batch was kept: it is written again, with other ids.
                clashes += 1
                if clashes == CLASHES:
                    raise
                continue
            if took is None:
                return None
            clashes = 0
            self.pace.took(took, beside=self.database.is_wanted or self.database.units > before + 1)
            if time.monotonic() >= until:
                return Again()
            self._give_way(took)
        return None

    def _open(self, town: Municipality, announcement_id: int, version: int) -> Told | None:
        """What is told, if it still is. That something was withdrawn is told as a version of its own."""
        with self.database.reading(town) as work:
            one = work.session.get(Announcement, (town.id, announcement_id))
            if one is None or one.version != version:
                return None
            own = (AnnouncementVersion.announcement_id == one.id, AnnouncementVersion.version == version)
            what = work.execute(select(AnnouncementVersion.what).where(*own)).scalar()
            stage = Stage.WITHDRAWN if what == "withdrawn" else Stage.PUBLISHED
            return Told(one.id, version, str(stage), audience(work, one))

    def _batch(self, town: Municipality, told: Told) -> float | None:
        """Tell some more. Gives how many seconds it wrote for; None if all were told or it is over."""
        now = self.clock.now()
        with self.database.work(town, promised=False) as work:
            began = time.monotonic()
            row = work.execute(_HOW_FAR, {"the_id": told.id}).one()
            if row.version != told.version or row.stage != told.stage or row.told_at is not None:
                return None
            until = upto(work, row.told_up_to, self.pace.rows)
            if until is None:
                work.execute(_ALL_TOLD, {"the_id": told.id, "the_moment": now})
                return None
            # More than are looked at: some may have confirmed their subscription since they were counted.
            told.audience.write(work, row.told_up_to, until, self.ids.block(2 * self.pace.rows), now)
            work.execute(_TOLD_UP_TO, {"the_id": told.id, "the_last": until})
            work.wake("messages", now)
        return time.monotonic() - began

    def _give_way(self, took: float) -> None:
        """Let others write: beside them for twice as long as a batch took, and while somebody waits: the lock knows no order."""
        if self.pace.is_much():
            self.database.settle()
        if self.pace.is_beside:
            time.sleep(2 * took)
        end = time.monotonic() + 2 * took
        while self.database.is_wanted and time.monotonic() < end:
            time.sleep(0.001)
