"""Rows of several tables in one statement, which PostgreSQL takes in one go: a turn's rows cost it one round trip.

The wall refuses a change inside another statement, since anybody could hide one there. The statements of this module are
its only exception: they are made of nothing but tables and column names, and every row names its town by the value that
the wall itself binds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from weakref import WeakSet

from sqlalchemy import ARRAY, BigInteger, Insert, Table, bindparam, func, select
from sqlalchemy.dialects import postgresql, sqlite

from core.adapters.fence import COLUMN, OWN, OutsideTheWall, municipal
from core.model import Base


@dataclass(frozen=True, slots=True)
class Row:
    """A row to write. One that `replaces` is written over the row of the same key."""

    table: Table
    values: Mapping[str, Any]
    replaces: bool = False
    # A column whose value is a list: it is as many rows, which differ in it alone.
    each: str = ""

    def apart(self) -> list[dict[str, Any]]:
        """Its rows, one by one."""
        return [{**self.values, self.each: one} for one in self.values[self.each]] if self.each else [dict(self.values)]


# A row without its values: what a statement is made of.
_Shape = tuple[Table, tuple[str, ...], bool, str]

# Every statement that was made here, for the wall to know it by.
MADE: "WeakSet[Insert]" = WeakSet()


def together(rows: Sequence[Row], dialect: str) -> tuple[Insert, dict[str, Any]]:
    """One statement for these rows, and its values but for the town's, which the wall binds.

    Foreign keys among the rows hold: they are looked at when the whole statement is done. SQLite takes one row only.
    """
    statement = _statement(tuple((row.table, tuple(row.values), row.replaces, row.each) for row in rows), dialect)
    return statement, {f"r{at}_{name}": value for at, row in enumerate(rows) for name, value in row.values.items()}


@lru_cache(maxsize=256)
def _statement(shapes: tuple[_Shape, ...], dialect: str) -> Insert:
    *before, last = (_insert(at, shape, dialect) for at, shape in enumerate(shapes))
    made = last.add_cte(*(one.cte(f"row_{at}") for at, one in enumerate(before)))
    MADE.add(made)
    return made


def _insert(at: int, shape: _Shape, dialect: str) -> Insert:
    table, names, replaces, each = shape
    if table.metadata is not Base.metadata or not municipal(table) or COLUMN in names:
        raise OutsideTheWall("a row of no municipality's table, or one that names its municipality")
    town = bindparam(OWN, type_=BigInteger())
    if each:
        return _insert_each(at, table, names, each)
    values = {COLUMN: town, **{name: bindparam(f"r{at}_{name}") for name in names}}
    insert = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table).values(values)
    if not replaces:
        return insert
    key = [column.name for column in table.primary_key]
    written = {name: insert.excluded[name] for name in names if name not in key}
    return insert.on_conflict_do_update(index_elements=key, set_=written)


def _insert_each(at: int, table: Table, names: tuple[str, ...], each: str) -> Insert:
    """As many rows as a list has values, which PostgreSQL takes as one."""
    values = [
        func.unnest(bindparam(f"r{at}_{name}", type_=ARRAY(table.c[name].type)))
        if name == each
        else bindparam(f"r{at}_{name}", type_=table.c[name].type)
        for name in names
    ]
    own = bindparam(OWN, type_=BigInteger())
    return postgresql.insert(table).from_select([COLUMN, *names], select(own, *values))
