"""The queue of several workers on several machines: Procrastinate, in a schema of its own in the same PostgreSQL.

What it is told is a wake, not the work: "messages are due", "jobs are due". The work itself stands in our own tables, so a wake
that is lost or comes twice does no harm. It is written by Procrastinate's own function through the very connection of the unit
of work: it is there if the transaction is, and nobody sees it before (docs/decisions/0032).
"""

import time
from collections.abc import Mapping
from datetime import datetime
from typing import LiteralString, cast

import psycopg
from sqlalchemy import Connection

from core.errors import Unavailable
from core.text import _

SCHEMA = "procrastinate"
# Codes that somebody waits for are messages; a minute's round is short; jobs may take longer.
PRIORITY = {"messages": 2, "round": 1, "jobs": 0}

_DEFER = """
SELECT procrastinate.procrastinate_defer_jobs_v1(ARRAY[
    ROW(%(what)s, %(what)s, %(priority)s, NULL, NULL, '{}'::jsonb, %(due)s::timestamptz)
]::procrastinate.procrastinate_job_to_defer_v1[])
"""
# Wakes that were committed before this look: it sees all that they tell of, so that none of them needs another one.
_ABSORB = """
DELETE FROM procrastinate.procrastinate_jobs WHERE id IN (
    SELECT id FROM procrastinate.procrastinate_jobs
    WHERE status = 'todo' AND task_name = %(what)s AND (scheduled_at IS NULL OR scheduled_at <= now())
    FOR UPDATE SKIP LOCKED
)
"""
_IS_NAMED = """
SELECT EXISTS (
    SELECT FROM procrastinate.procrastinate_jobs
    WHERE status = 'todo' AND task_name = %(what)s AND scheduled_at <= %(due)s::timestamptz
)
"""
# A process says that it lives once for each of its two lanes.
_ALIVE = """
SELECT (count(*) + 1) / 2 FROM procrastinate.procrastinate_workers
WHERE last_heartbeat > now() - make_interval(secs => %(seconds)s)
"""


class Shared:
    """Few wakes, and no keys among them: nothing that it writes can break the transaction that it is in."""

    def name(self, connection: Connection, due: Mapping[str, datetime]) -> None:
        for what, moment in due.items():
            defer(connection, what, moment)

    def ring(self) -> None:
        """Nothing to do: the engine is told by the database itself, when the transaction is committed."""

    def wait(self, seconds: float) -> None:
        """For a worker's thread that runs beside the engine."""
        time.sleep(seconds)


def defer(connection: Connection, what: str, due: datetime | None = None) -> None:
    """Have somebody look, from a moment on or at once, when this connection's transaction is committed."""
    _run(connection, _DEFER, what=what, priority=PRIORITY[what], due=due)


def absorb(connection: Connection, what: str) -> None:
    """Let go of the wakes that this connection's next transactions answer to."""
    _run(connection, _ABSORB, what=what)


def is_named(connection: Connection, what: str, due: datetime) -> bool:
    """Whether somebody will look by that moment."""
    row = _run(connection, _IS_NAMED, what=what, due=due).fetchone()
    return bool(row and row[0])


def alive(connection: Connection, seconds: int) -> int:
    """How many processes of the engine have said within so many seconds that they live."""
    row = _run(connection, _ALIVE, seconds=seconds).fetchone()
    return int(str(row[0])) if row else 0


def _run(connection: Connection, statement: LiteralString, **values: object) -> "psycopg.Cursor[tuple[object, ...]]":
    """Through the driver itself: these tables are none of ours, and no statement on them can reach a town's.

    Raises:
        Unavailable: the database is away.
    """
    raw = cast("psycopg.Connection[tuple[object, ...]]", connection.connection.driver_connection)
    try:
        return raw.execute(statement, values)
    except psycopg.OperationalError as error:
        raise Unavailable("database", _("The service is not available at this moment. Please try again.")) from error
