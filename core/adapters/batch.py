"""Rows of several tables in one statement, which PostgreSQL takes in one go: a turn's rows cost it one round trip.

The wall refuses a change inside another statement, since anybody could hide one there. The statements of this module are
its only exception: they are made of nothing but tables and column names, and every row names its town by the value that
the wall itself binds.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from weakref import WeakSet

from sqlalchemy import BigInteger, Insert, Table, bindparam, insert

from core.adapters.fence import COLUMN, OWN, OutsideTheWall, municipal
from core.model import Base

Row = tuple[Table, Mapping[str, Any]]

# Every statement that was made here, for the wall to know it by.
MADE: "WeakSet[Insert]" = WeakSet()


def together(rows: Sequence[Row]) -> tuple[Insert, dict[str, Any]]:
    """One statement for these rows, and its values but for the town's, which the wall binds.

    Foreign keys among the rows hold: they are looked at when the whole statement is done.
    """
    statement = _statement(tuple((table, tuple(row)) for table, row in rows))
    return statement, {f"r{at}_{name}": value for at, (_, row) in enumerate(rows) for name, value in row.items()}


@lru_cache(maxsize=256)
def _statement(shape: tuple[tuple[Table, tuple[str, ...]], ...]) -> Insert:
    *before, last = (_insert(at, table, names) for at, (table, names) in enumerate(shape))
    made = last.add_cte(*(one.cte(f"row_{at}") for at, one in enumerate(before)))
    MADE.add(made)
    return made


def _insert(at: int, table: Table, names: Sequence[str]) -> Insert:
    if table.metadata is not Base.metadata or not municipal(table) or COLUMN in names:
        raise OutsideTheWall("a row of no municipality's table, or one that names its municipality")
    town = bindparam(OWN, type_=BigInteger())
    return insert(table).values({COLUMN: town, **{name: bindparam(f"r{at}_{name}") for name in names}})
