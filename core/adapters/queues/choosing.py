"""Which of the two queues an installation has."""

from core.adapters.database import Database
from core.adapters.queues.embedded import Embedded
from core.ports import Queue
from core.settings import Settings


def queue_of(settings: Settings) -> Queue:
    """The queue that an installation chose. What the shared one needs is only loaded where it was chosen."""
    if settings.queue == "embedded":
        return Embedded()
    from core.adapters.queues.shared import Shared

    return Shared()


def prepare(database: Database) -> None:
    """Make what the database's queue keeps in it, where it keeps anything."""
    if not isinstance(database.queue, Embedded):
        from core.adapters.queues.tables import install

        install(database)
