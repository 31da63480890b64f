"""Whether the queue that was chosen works: that it can be told something, and that somebody is there to hear it."""

from collections.abc import Iterator
from importlib.metadata import version

from core.adapters.queues.embedded import Embedded
from core.bootstrap import Core
from core.operations.doctor.finding import Finding, fail, ok, warn

_WHY = "the doctor looks at the queue"
# After so many seconds without a word a worker of the shared queue is taken for dead.
SILENT = 60


class _Undone(Exception):
    """What was said to try it must not be heard."""


def queue(core: Core) -> Iterator[Finding]:
    """The worker's own queue needs nothing; of the shared one its tables, its functions and its workers are looked at."""
    if isinstance(core.database.queue, Embedded):
        yield ok("workers", "the server's own thread, or one process of run.py worker")
        return
    from core.adapters.queues import shared, tables

    with core.database.across(_WHY, writes=False) as work:
        there = tables.installed(work.connection)
    if there is None:
        yield fail("shared queue", "has no tables yet.", "python run.py migrate")
        return
    if there != (installed := version("procrastinate")):
        yield fail("shared queue", f"has the tables of {there}, and {installed} is installed.", "python run.py migrate")
        return
    try:
        with core.database.across(_WHY) as work:
            shared.defer(work.connection, "messages")
            raise _Undone
    except _Undone:
        yield ok("shared queue", f"can be told something ({there})")
    with core.database.across(_WHY, writes=False) as work:
        alive = shared.alive(work.connection, SILENT)
    if alive == 0:
        yield warn("workers", "none has said that it lives: messages and jobs wait.", "Start run.py worker, on any machine.")
    else:
        yield ok("workers", f"{alive} processes live")
