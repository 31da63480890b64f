"""Rows as lines: every table of a database written out, and read in again, in a form that is no database's own.

A line is a JSON array of a row's values in the order of the table's columns. Moments are ISO 8601 in UTC, bytes are
base64, and what is JSON in the database stays that very text. So a back-up of SQLite can be restored into PostgreSQL.
"""

import base64
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Column, Connection, Date, DateTime, LargeBinary, MetaData, Table, Text, cast, insert, select, text
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import JSON, UserDefinedType

# The database's own table of where it stands; the manifest says it instead.
REVISION = "alembic_version"
# Rows in memory at once.
AT_ONCE = 500


class RawJson(UserDefinedType[str]):
    """JSON as the text that it is, so that SQL's NULL and JSON's null stay apart."""

    cache_ok = True

    def get_col_spec(self, **rest: Any) -> str:
        return "JSON"

    def column_expression(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        return cast(column, Text)


def tables(connection: Connection) -> list[Table]:
    """The tables that a database has, as they are there and not as this release knows them; owners before the owned."""
    found = MetaData()
    found.reflect(connection)
    kept = [table for table in found.sorted_tables if table.name != REVISION]
    for table in kept:
        for column in table.columns:
            if isinstance(column.type, JSON):
                column.type = RawJson()
    return kept


def columns(table: Table) -> list[Column[Any]]:
    """The columns that are written; what the database computes by itself is not."""
    return [column for column in table.columns if column.computed is None]


def lines(connection: Connection, table: Table) -> Iterator[str]:
    """The rows of a table in the order of its key, one line each."""
    writers = [_writer(column) for column in columns(table)]
    wanted = select(*columns(table)).order_by(*table.primary_key.columns)
    rows = connection.execution_options(yield_per=AT_ONCE).execute(wanted)
    for row in rows:
        values = [write(value) for write, value in zip(writers, row, strict=True)]
        yield json.dumps(values, ensure_ascii=False, separators=(",", ":")) + "\n"


def put(connection: Connection, table: Table, names: Sequence[str], kept: Iterator[str]) -> int:
    """Write lines back into a table. Gives how many there were."""
    readers = [_reader(table.c[name]) for name in names]
    count, some = 0, []
    for line in kept:
        values = json.loads(line)
        some.append({name: read(value) for name, read, value in zip(names, readers, values, strict=True)})
        if len(some) == AT_ONCE:
            connection.execute(insert(table), some)
            count, some = count + len(some), []
    if some:
        connection.execute(insert(table), some)
    return count + len(some)


def _writer(column: Column[Any]) -> Callable[[Any], Any]:
    if isinstance(column.type, DateTime):
        return lambda value: None if value is None else _utc(value).isoformat()
    if isinstance(column.type, Date):
        return lambda value: None if value is None else value.isoformat()
    if isinstance(column.type, LargeBinary):
        return lambda value: None if value is None else base64.b64encode(value).decode("ascii")
    return lambda value: value


def _reader(column: Column[Any]) -> Callable[[Any], Any]:
    if isinstance(column.type, DateTime):
        return lambda value: None if value is None else datetime.fromisoformat(value)
    if isinstance(column.type, Date):
        return lambda value: None if value is None else date.fromisoformat(value)
    if isinstance(column.type, LargeBinary):
        return lambda value: None if value is None else base64.b64decode(value)
    return lambda value: value


def _utc(value: datetime) -> datetime:
    """SQLite keeps moments in UTC without saying so."""
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def still(connection: Connection) -> None:
    """From now on this transaction sees the database as it stands at this moment. To be called first in it.

    On SQLite a reading transaction does so by itself (WAL).
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))


def unbind(connection: Connection) -> list[str]:
    """Let rows come in any order, although they point at one another. Gives what binds them again, at the end."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        return []
    bonds = connection.execute(
        text(
            "SELECT quote_ident(t.relname), quote_ident(c.conname), pg_get_constraintdef(c.oid) FROM pg_constraint c "
            "JOIN pg_class t ON t.oid = c.conrelid JOIN pg_namespace n ON n.oid = t.relnamespace "
            "WHERE c.contype = 'f' AND n.nspname = current_schema() ORDER BY 1, 2"
        )
    ).all()
    for owner, name, _meaning in bonds:
        connection.execute(text(f"ALTER TABLE {owner} DROP CONSTRAINT {name}"))
    return [f"ALTER TABLE {owner} ADD CONSTRAINT {name} {meaning}" for owner, name, meaning in bonds]
