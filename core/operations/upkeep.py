"""What the worker does for the installation, beside the towns' own days: it lives, looks for troubles, sweeps, clears."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from core.adapters.database import Database
from core.announcements.freezing import Freezing
from core.bootstrap import Core
from core.operations import logs, marks
from core.operations.alarms import Alarms
from core.operations.sweeping import Sweep
from core.people.contact import Way
from core.ports import Clock, MessageGateway
from core.retention.clearing import Clearing

BEAT, LOOK, SWEEP = timedelta(seconds=30), timedelta(minutes=5), timedelta(days=1)
# Messages wait no longer than this for what is cleared away; what is left goes at the next beat.
CLEARING_SECONDS = 1.0


class Upkeep:
    """Call it as often as you like: it knows when each of its things is due, also beside other workers.

    `clear` clears for a moment and says whether something is left, which goes at the next call.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        look: Callable[[], object],
        sweep: Callable[[], object],
        clear: Callable[[], bool] = lambda: False,
    ) -> None:
        self._database, self._clock, self._look, self._sweep = database, clock, look, sweep
        self._clear = clear
        self._beat_at: datetime | None = None
        self._half_cleared = False

    def __call__(self) -> None:
        now = self._clock.now()
        if self._beat_at is not None and timedelta(0) <= now - self._beat_at < BEAT:
            return
        self._beat_at = now
        marks.note(self._database, marks.WORKER, now)
        if marks.take(self._database, marks.ALARMS, LOOK, now):
            with logs.about(upkeep="alarms"):
                self._look()
        if marks.take(self._database, marks.SWEEP, SWEEP, now):
            with logs.about(upkeep="sweep"):
                self._sweep()
        if self._half_cleared or marks.take(self._database, marks.RETENTION, SWEEP, now):
            with logs.about(upkeep="retention"):
                self._half_cleared = self._clear()


def sweep_of(core: Core) -> Sweep:
    """The sweep of an installation. Storage that cannot be listed has no strays that we could find."""
    stray = getattr(core.storage, "before", lambda _moment: ())
    return Sweep(core.database, core.clock, core.directory.all, stray, core.storage.delete)


def upkeep_of(core: Core, gateways: Mapping[Way, MessageGateway]) -> Upkeep:
    """The upkeep of an installation, which tells its administrator by these gateways."""
    alarms, sweep = Alarms(core.database, core.directory, core.clock, core.settings, gateways), sweep_of(core)

    freezing = Freezing(core.database, core.clock, core.directory.all)
    clearing = Clearing(core.database, core.clock, core.directory.all)

    def tidy() -> None:
        sweep.run()
        freezing.run()
        core.database.survey()

    return Upkeep(core.database, core.clock, alarms.run, tidy, lambda: clearing.go_on(CLEARING_SECONDS))
