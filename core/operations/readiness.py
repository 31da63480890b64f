"""Whether this installation can work: each thing that it needs, by name. Said to machines, so it holds no secrets."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.adapters.migrations import LATEST, revision
from core.bootstrap import Core
from core.errors import Unavailable
from core.operations import marks
from core.operations.pulse import LATE, feel, room

# A worker in a process of its own says that it lives twice a minute.
SILENT = timedelta(minutes=3)
# With less than this free nothing can be kept any more; the alarm comes far earlier.
LEAST_BYTES = 64 * 1024**2


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold, and a word on it."""

    name: str
    holds: bool
    said: str


def checks(core: Core) -> list[Check]:
    """Look at everything that serving needs. Takes a few milliseconds."""
    free = room(core.settings.data).free
    disk = Check("disk", free >= LEAST_BYTES, f"{free // 1024**2} MiB free")
    try:
        return [*_database(core), disk]
    except Unavailable:
        return [Check("database", False, "does not answer"), disk]


def _database(core: Core) -> list[Check]:
    now = core.clock.now()
    there = revision(core.database)
    if there != LATEST:
        return [Check("database", True, "answers"), Check("migrations", False, f"at {there}, not {LATEST}")]
    pulse = feel(core.database, now)
    found = [
        Check("database", True, "answers"),
        Check("migrations", True, f"at {LATEST}"),
        Check("queue", pulse.oldest <= LATE, f"the oldest has been due for {_minutes(pulse.oldest)} min"),
    ]
    if not core.settings.works:
        found.append(_worker(core, now))
    return found


def _worker(core: Core, now: datetime) -> Check:
    seen = marks.last(core.database, marks.WORKER)
    if seen is None:
        return Check("worker", False, "was never seen")
    silent = now - seen.at
    return Check("worker", silent <= SILENT, f"was seen {_minutes(silent)} min ago")


def _minutes(age: timedelta) -> int:
    return int(age.total_seconds() // 60)
