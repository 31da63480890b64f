"""The ground that all tables stand on: one metadata, ids, aware times, and the mark of a municipality's own rows."""

import secrets
import threading
import time
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import BigInteger, DateTime, Dialect, ForeignKey, ForeignKeyConstraint, MetaData, Table
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.types import JSON, TypeDecorator

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
EPOCH_MS = 1_700_000_000_000


class Ids:
    """Ids that grow with time and need no database: 41 bits of milliseconds, 22 bits that differ within one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def __call__(self) -> int:
        with self._lock:
            fresh = ((int(time.time() * 1000) - EPOCH_MS) << 22) | secrets.randbits(22)
            self._last = fresh if fresh > self._last else self._last + 1
            return self._last

    def block(self, count: int) -> int:
        """The first of so many ids in a row, for rows that one statement makes."""
        first = self()
        with self._lock:
            self._last = max(self._last, first + count - 1)
        return first


new_id = Ids()


def first_id_of(moment: datetime) -> int:
    """The lowest id that could have been given at a moment: what came since has a higher one."""
    return (int(moment.timestamp() * 1000) - EPOCH_MS) << 22


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment must be aware")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {
        datetime: Moment,
        dict[str, Any]: JSON,
        list[Any]: JSON,
        int: BigInteger,
    }


class Municipal:
    """A row of one municipality. Its key begins with the municipality, and so does every foreign key to it."""

    @declared_attr
    def municipality_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("municipality.id"), primary_key=True, sort_order=-2)


class Numbered(Municipal):
    """A municipality's row with an id of its own."""

    @declared_attr
    def id(cls) -> Mapped[int]:
        return mapped_column(primary_key=True, default=new_id, autoincrement=False, sort_order=-1)


def belongs_to(table: str, column: str) -> ForeignKeyConstraint:
    """A foreign key that cannot cross the wall: municipality first, then the id."""
    return ForeignKeyConstraint(["municipality_id", column], [f"{table}.municipality_id", f"{table}.id"])


def table_of(row: type[Base]) -> Table:
    """The table of a mapped class, for the statements of the hot paths, which need no session."""
    return cast(Table, row.__table__)
