"""Bringing a database to this release: Alembic's numbered steps, one change each."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from core.adapters.database import Database
from core.adapters.wall import ACROSS
from core.errors import Conflict
from core.text import _

# PostgreSQL's advisory lock under which one process at a time migrates; SQLite's own write lock does it there.
LOCK = 0x7479726964


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config


def migrate(database: Database, to: str = "head") -> None:
    """Bring the database up (or down) to a revision, under a lock, all of it or nothing.

    Raises:
        Conflict: the database was written by a newer release.
    """
    options = {ACROSS: "migrations", "writes": True}
    with (
        database.engine.connect().execution_options(**options) as connection,
        connection.begin(),
    ):
        if not database.is_sqlite:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
        _refuse_newer(connection)
        config = _config(connection)
        if to == "head" or to == "heads":
            command.upgrade(config, to)
        elif to == "base":
            command.downgrade(config, to)
        else:
            raise ValueError(to)


def _refuse_newer(connection: Connection) -> None:
    now = MigrationContext.configure(connection).get_current_revision()
    known = {
        script.revision
        for script in ScriptDirectory.from_config(_config()).walk_revisions()
    }
    if now is not None and now not in known:
        raise Conflict(
            "newer",
            _(
                "This database was written by a newer release of Thyrida. Install that release."
            ),
        )
