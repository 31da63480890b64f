"""Procrastinate's own tables: made and brought up by its own SQL, in a schema of their own, which holds nothing else.

They belong to whichever version of Procrastinate is installed, not to a release of ours, so none of our numbered steps makes
them; going back below the step that brought the queue drops the schema. Nothing is lost by that: the outbox is the truth.
"""

from importlib.metadata import version
from importlib.resources import files

from sqlalchemy import Connection

from core.adapters.database import Database
from core.adapters.queues.shared import SCHEMA

# The advisory lock under which one process at a time makes or changes them.
LOCK = 0x7479726970
_WHY = "the queue's own tables"


def install(database: Database) -> None:
    """Make the tables, or bring them up to the version that is installed; several may try at once."""
    with database.across(_WHY) as work:
        connection = work.connection
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
        at, now = installed(connection), version("procrastinate")
        if at == now:
            return
        before = connection.exec_driver_sql("SHOW search_path").scalar_one()
        connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
        connection.exec_driver_sql(f"SET LOCAL search_path TO {SCHEMA}")
        for statements in _steps(at):
            # As they are: a percent sign in them is no place for a value.
            connection.connection.cursor().execute(statements)
        _bind_functions(connection)
        connection.exec_driver_sql(f"COMMENT ON SCHEMA {SCHEMA} IS '{now}'")
        connection.exec_driver_sql(f"SET LOCAL search_path TO {before}")


def installed(connection: Connection) -> str | None:
    """The version of Procrastinate whose tables are there; None where there are none."""
    asked = "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = %(schema)s"
    found: str | None = connection.exec_driver_sql(asked, {"schema": SCHEMA}).scalar()
    return found


def _steps(at: str | None) -> list[str]:
    """The SQL to run: all of it for a new one, else that of the versions since (their files begin with the version)."""
    sql = files("procrastinate.sql")
    if at is None:
        return [(sql / "schema.sql").read_text("utf-8")]
    steps = sorted((one for one in (sql / "migrations").iterdir() if one.name.endswith(".sql")), key=lambda one: one.name)
    return [one.read_text("utf-8") for one in steps if _number(one.name.partition("_")[0]) > _number(at)]


def _number(written: str) -> tuple[int, ...]:
    return tuple(int(part) for part in written.split(".")[:3])


def _bind_functions(connection: Connection) -> None:
    """Its functions find its tables whatever the caller's search path is: we call them from connections of our own."""
    asked = "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = CAST(%(schema)s AS regnamespace)"
    for signature in connection.exec_driver_sql(asked, {"schema": SCHEMA}).scalars():
        connection.exec_driver_sql(f"ALTER FUNCTION {signature} SET search_path TO {SCHEMA}, pg_temp")
