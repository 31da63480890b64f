"""What the worker does beside the towns' own days: says that it lives, publishes what is due, looks for troubles, tidies up."""

from collections.abc import Mapping
from datetime import timedelta

from core.announcements import due
from core.announcements.freezing import Freezing
from core.bootstrap import Core
from core.operations import marks
from core.operations.alarms import Alarms
from core.operations.periodic import Periodic
from core.operations.sweeping import Sweep
from core.people.contact import Way
from core.ports import MessageGateway
from core.retention.clearing import Clearing

BEAT, LOOK, SWEEP = timedelta(seconds=30), timedelta(minutes=5), timedelta(days=1)
# Messages wait no longer than this for what is cleared away; what is left goes at the next beat.
CLEARING_SECONDS = 1.0


class InTurns:
    """Clears once a day, for a moment at each call until nothing is left: what is delivered must not wait for it."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._clearing = Clearing(core.database, core.clock, core.directory.all)
        self._half = False

    def __call__(self) -> None:
        if self._half or marks.take(self._core.database, marks.RETENTION, SWEEP, self._core.clock.now()):
            self._half = self._clearing.go_on(CLEARING_SECONDS)


def sweep_of(core: Core) -> Sweep:
    """The sweep of an installation. Storage that cannot be listed has no strays that we could find."""
    stray = getattr(core.storage, "before", lambda _moment: ())
    return Sweep(core.database, core.clock, core.directory.all, stray, core.storage.delete)


def upkeep_of(core: Core, gateways: Mapping[Way, MessageGateway]) -> tuple[Periodic, ...]:
    """The upkeep of an installation, which tells its administrator by these gateways."""
    alarms, sweep = Alarms(core.database, core.directory, core.clock, core.settings, gateways), sweep_of(core)
    freezing = Freezing(core.database, core.clock, core.directory.all)

    def tidy() -> None:
        sweep.run()
        freezing.run()
        core.database.survey()

    return (
        # Its mark is all that there is to it: whoever sees it knows that a worker lives.
        Periodic(marks.WORKER, BEAT, lambda: None),
        Periodic(marks.NEWS, BEAT, lambda: due.run(core)),
        Periodic(marks.ALARMS, LOOK, alarms.run),
        Periodic(marks.SWEEP, SWEEP, tidy),
        Periodic(marks.CLEARING, BEAT, InTurns(core)),
    )
