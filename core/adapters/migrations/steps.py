"""Taking the steps, with Alembic, on a connection whose transaction somebody else has begun."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from core.errors import Conflict
from core.text import _


def take(connection: Connection, to: str) -> None:
    """Go up to "head", or up or back to a revision or "base".

    Raises:
        Conflict: the database was written by a newer release.
    """
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    _refuse_newer(connection, ScriptDirectory.from_config(config))
    if to == "head" or (to != "base" and to > (_current(connection) or "")):
        command.upgrade(config, to)
    else:
        command.downgrade(config, to)


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _refuse_newer(connection: Connection, steps: ScriptDirectory) -> None:
    now = _current(connection)
    if now is not None and now not in {step.revision for step in steps.walk_revisions()}:
        raise Conflict("newer", _("This database was written by a newer release of Thyrida. Install that release."))
