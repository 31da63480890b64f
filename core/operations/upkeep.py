"""What the worker does beside the towns' own days.

It says that it lives, publishes and ends what is due, looks for troubles, sweeps, freezes figures, and lets go of what was kept
long enough.
"""

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
# Messages wait no longer than this for what is cleared away; what is left goes soon afterwards.
CLEARING_SECONDS = 1.0


def sweep_of(core: Core) -> Sweep:
    """The sweep of an installation. Storage that cannot be listed has no strays that we could find."""
    stray = getattr(core.storage, "before", lambda _moment: ())
    return Sweep(core.database, core.clock, core.directory.all, stray, core.storage.delete)


def upkeep_of(core: Core, gateways: Mapping[Way, MessageGateway]) -> tuple[Periodic, ...]:
    """The upkeep of an installation, which tells its administrator by these gateways."""
    alarms, sweep = Alarms(core.database, core.directory, core.clock, core.settings, gateways), sweep_of(core)
    freezing = Freezing(core.database, core.clock, core.directory.all)
    clearing = Clearing(core.database, core.clock, core.directory.all)

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
        Periodic(marks.RETENTION, SWEEP, lambda: clearing.go_on(CLEARING_SECONDS)),
    )
