"""SQLite (WAL) and PostgreSQL behind the `Work` port: one transaction for one municipality, all of it kept or none."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, CursorResult, Engine, Insert, Table, create_engine, event, insert
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool
from sqlalchemy.sql import Executable

from core.adapters import wall
from core.adapters.batch import Row, together
from core.adapters.queues.embedded import Embedded
from core.adapters.writing import Writing
from core.errors import Unavailable
from core.municipalities.model import Municipality
from core.ports import Queue
from core.text import _

# How long a writer waits for another process to finish its transaction on SQLite before it says "try again".
BUSY_MS = 4000


class Work:
    """One transaction. `execute` is for statements; `session` for typed rows. Both are held to `municipality`."""

    def __init__(self, connection: Connection, municipality: Municipality | None) -> None:
        self.connection = connection
        self._municipality = municipality
        self._session: Session | None = None
        self._rows: list[Row] = []
        self.due: dict[str, datetime] = {}

    @property
    def municipality(self) -> Municipality:
        if self._municipality is None:
            raise LookupError("this work is not one municipality's")
        return self._municipality

    @property
    def dialect(self) -> str:
        return self.connection.dialect.name

    @property
    def session(self) -> Session:
        self._insert()
        if self._session is None:
            self._session = Session(self.connection, expire_on_commit=False, autoflush=True)
        return self._session

    def execute(self, statement: Executable, values: Any = None) -> CursorResult[*tuple[Any, ...]]:
        self.finish()
        return self.connection.execute(statement, values)

    def insert(self, table: Table, row: Mapping[str, Any], replaces: bool = False) -> None:
        """Write a row before anything else is asked, and at the end at the latest: rows in a row are written together."""
        if self._session is not None:
            self._session.flush()
        self._rows.append(Row(table, row, replaces))

    def insert_each(self, table: Table, row: Mapping[str, Any], column: str, values: Sequence[Any]) -> None:
        """Write a row for each of the values of one column, as `insert` does."""
        if self._session is not None:
            self._session.flush()
        self._rows.append(Row(table, {**row, column: list(values)}, each=column))

    def wake(self, what: str, due: datetime) -> None:
        """Say once what this transaction makes due, however many rows that are: the first of their moments counts."""
        self.due[what] = min(due, self.due.get(what, due))

    def finish(self) -> None:
        """Write what is still held; the transaction itself is committed by whoever opened it."""
        self._insert()
        if self._session is not None:
            self._session.flush()

    def _insert(self) -> None:
        rows, self._rows = self._rows, []
        if len(rows) > 1 and self.dialect == "postgresql" and self._municipality is not None:
            self.connection.execute(*together(rows, self.dialect))
            return
        for row in rows:
            if row.replaces or (row.each and self.dialect == "postgresql"):
                self.connection.execute(*together([row], self.dialect))
            else:
                self.connection.execute(_insert_into(row.table), row.apart())


@cache
def _insert_into(table: Table) -> Insert:
    return insert(table)


class Database:
    """Opens units of work, and tells `queue` what they make due. `url` is SQLAlchemy's; SQLite's file is made if need be."""

    def __init__(self, url: str, pool_size: int = 10, queue: Queue | None = None) -> None:
        self.url = make_url(url)
        self.queue: Queue = queue or Embedded()
        # How many units of work this process has kept, by which whoever does much sees whether others do something, too.
        self.units = 0
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._writing = Writing() if self.is_sqlite else nullcontext()
        self.engine = self._engine(pool_size)
        wall.build(self.engine)

    def _engine(self, pool_size: int) -> Engine:
        """What citizens said is in a statement's parameters, and errors go into the log: they are hidden there."""
        if not self.is_sqlite:
            engine = create_engine(self.url, pool_size=pool_size, max_overflow=10, pool_pre_ping=False, hide_parameters=True)
            _drop_dead_connections(engine)
            event.listen(engine, "connect", _prepare_postgresql)
            event.listen(engine, "begin", _begin_postgresql)
            return engine
        if self.url.database and self.url.database != ":memory:":
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(
            self.url,
            poolclass=QueuePool,
            pool_size=pool_size,
            max_overflow=10,
            hide_parameters=True,
            connect_args={"timeout": BUSY_MS / 1000},
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine

    @contextmanager
    def work(self, municipality: Municipality, promised: bool = True) -> Iterator[Work]:
        """One writing transaction for one municipality: commits on leaving, rolls back on any exception.

        What nobody was `promised` is whole, too, but may be gone if the machine loses its power in the next moment; never if
        something was promised after it. It is for a job that then goes on from where it was.

        Raises:
            Unavailable: the database does not answer; nothing was kept.
        """
        options = {wall.MUNICIPALITY: municipality.id, "writes": True, "promised": promised}
        with self._writing, self._transaction(options) as connection:
            work = Work(connection, municipality)
            yield work
            work.finish()
            if work.due:
                self.queue.name(connection, work.due)
        self.units += 1
        if work.due:
            self.queue.ring()

    @contextmanager
    def reading(self, municipality: Municipality) -> Iterator[Work]:
        """A transaction that only reads, and so waits for no writer."""
        with self._transaction({wall.MUNICIPALITY: municipality.id}) as connection:
            yield Work(connection, municipality)

    @contextmanager
    def across(self, why: str, writes: bool = True) -> Iterator[Work]:
        """A transaction over all municipalities. Few may: `why` names the exception (rules: the wall)."""
        with (
            self._writing if writes else nullcontext(),
            self._transaction({wall.ACROSS: why, "writes": writes}) as connection,
        ):
            work = Work(connection, None)
            yield work
            work.finish()

    @contextmanager
    def _transaction(self, options: dict[str, Any]) -> Iterator[Connection]:
        try:
            with self.engine.connect().execution_options(**options) as connection, connection.begin():
                yield connection
        # What our own listener sends to SQLite (BEGIN) fails with the driver's error, not SQLAlchemy's.
        except (OperationalError, InterfaceError, sqlite3.OperationalError) as error:
            raise Unavailable("database", _("The service is not available at this moment. Please try again.")) from error

    @property
    def is_wanted(self) -> bool:
        """Whether another thread waits to write now. PostgreSQL lets everybody write at once."""
        return isinstance(self._writing, Writing) and self._writing.is_wanted

    def settle(self) -> None:
        """Let SQLite copy its log into its file, while others write. For who makes many changes that are not `promised`."""
        if self.is_sqlite:
            connection = self.engine.raw_connection()
            try:
                connection.driver_connection.execute("PRAGMA wal_checkpoint(PASSIVE)")  # type: ignore[union-attr]
            finally:
                connection.close()

    def survey(self) -> None:
        """Let SQLite look at how much its tables hold, so that it walks the right index; PostgreSQL does so by itself."""
        if self.is_sqlite:
            with self.across("a look at how much the tables hold") as work:
                for statement in ("PRAGMA analysis_limit=1000", "ANALYZE"):
                    work.connection.exec_driver_sql(statement)

    def close(self) -> None:
        self.engine.dispose()


def _prepare_sqlite(connection: sqlite3.Connection, record: object) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_MS}"):
        connection.execute(f"PRAGMA {pragma}")


def _prepare_postgresql(connection: Any, record: object) -> None:
    """Lists are walks along an index in their own order, stopped after a page (core.requests.lists.stretches).

    A prepared statement's plan does not know which town it is for. In one that is far larger than the others PostgreSQL
    would collect everything of a department in a bitmap and sort it, for a page of fifty. To plan each statement anew
    (plan_cache_mode) costs every search and count more than that saves in the end.
    """
    connection.execute("SET enable_bitmapscan = off")
    connection.commit()


# Whoever does much copies its log into the file by itself (`settle`), and holds the write lock no longer for it.
_PROMISED = ("synchronous=FULL", "wal_autocheckpoint=1000")
_NOT_PROMISED = ("synchronous=NORMAL", "wal_autocheckpoint=0")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    raw = connection.connection.dbapi_connection
    assert raw is not None
    if writes:
        promised = connection.get_execution_options().get("promised", True)
        for pragma in _PROMISED if promised else _NOT_PROMISED:
            raw.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]
    raw.execute("BEGIN IMMEDIATE" if writes else "BEGIN")  # type: ignore[attr-defined]


def _begin_postgresql(connection: Connection) -> None:
    if not connection.get_execution_options().get("promised", True):
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("SET LOCAL synchronous_commit TO off")


def _drop_dead_connections(engine: Engine) -> None:
    """A PostgreSQL that went away and came back must not cost one failed turn per pooled connection."""

    @event.listens_for(engine, "handle_error")
    def forget(context: Any) -> None:
        if context.is_disconnect:
            context.invalidate_pool_on_disconnect = True
