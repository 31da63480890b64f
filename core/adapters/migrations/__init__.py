"""Bringing a database to this release: Alembic's numbered steps, one change each."""

from pathlib import Path

from sqlalchemy import Connection, inspect

from core.adapters.database import Database
from core.adapters.wall import ACROSS

# PostgreSQL's advisory lock under which one process at a time migrates; SQLite's own write lock does it there.
LOCK = 0x7479726964
# The revision of this release: the steps' files begin with their numbers.
LATEST = max(path.name[:4] for path in Path(__file__).parent.glob("versions/[0-9]*.py"))


def migrate(database: Database, to: str = "head") -> None:
    """Bring the database up (or down) to a revision, under a lock, all of it or nothing.

    Raises:
        Conflict: the database was written by a newer release.
    """
    options = {ACROSS: "migrations", "writes": True}
    with database.engine.connect().execution_options(**options) as connection, connection.begin():
        if not database.is_sqlite:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
        if to == "head" and revision_of(connection) == LATEST:
            return
        # Alembic stays out of a process that has nothing to migrate: it would take a tenth of its memory.
        from core.adapters.migrations.steps import take

        take(connection, to)


def revision(database: Database) -> str | None:
    """The revision at which a database stands; None for one without tables.

    Raises:
        Unavailable: it does not answer.
    """
    with database.across("migrations", writes=False) as work:
        return revision_of(work.connection)


def revision_of(connection: Connection) -> str | None:
    """The revision at which the database of a connection stands; None for one without tables."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
