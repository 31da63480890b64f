"""Fencing a statement: the town's condition on every municipal table that it reads or changes, at every depth."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import BigInteger, Delete, Insert, Table, Update, bindparam, or_
from sqlalchemy.sql import ClauseElement, visitors
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.selectable import AliasedReturnsRows, FromClause, FromGrouping, Join

OWN = "wall_municipality"
COLUMN = "municipality_id"


class OutsideTheWall(Exception):
    """A statement would have reached another municipality's rows, or cannot be shown not to. Always a defect of ours."""


def municipal(table: object) -> bool:
    return isinstance(table, Table) and COLUMN in table.c


def fence(clause: ClauseElement) -> tuple[ClauseElement, bool]:
    """The statement with its conditions, and whether it has any. Their value is bound when it runs, as `OWN`."""
    touched = False

    def fence_select(select: Any) -> None:
        nonlocal touched
        for source, optional in _sources(select.get_final_froms()):
            touched = True
            select._where_criteria += (_own(source, optional),)

    def fence_change(change: Any) -> None:
        nonlocal touched
        for source, optional in _sources(_changed_and_read(change)):
            touched = True
            change._where_criteria += (_own(source, optional),)

    fenced = visitors.cloned_traverse(clause, {}, {"select": fence_select, "update": fence_change, "delete": fence_change})
    return fenced, touched


def _own(source: FromClause, optional: bool) -> ColumnElement[bool]:
    column = source.c[COLUMN]
    own = column == bindparam(OWN, type_=BigInteger())
    return or_(own, column.is_(None)) if optional else own


def _sources(froms: Iterable[FromClause], optional: bool = False) -> Iterator[tuple[FromClause, bool]]:
    """The municipal tables and their aliases; `optional` for those on the far side of an outer join."""
    for source in froms:
        if isinstance(source, Join):
            yield from _sources([source.left], optional or source.full)
            yield from _sources([source.right], optional or source.isouter or source.full)
        elif isinstance(source, FromGrouping):
            yield from _sources([source.element], optional)
        elif municipal(source) or municipal(_beneath(source)):
            yield source, optional


def _beneath(source: FromClause) -> object:
    """The table under an alias, a sample, or an alias of those. A subquery's own tables are fenced inside it."""
    beneath: Any = source
    while isinstance(beneath, AliasedReturnsRows):
        beneath = beneath.element
    return beneath


def _changed_and_read(change: Any) -> list[FromClause]:
    """The table that an update or delete changes, and those that it reads beside it ("UPDATE … FROM")."""
    values = change_values(change).values() if isinstance(change, Update) else ()
    found: dict[FromClause, None] = {change.table: None}
    for part in (*change._where_criteria, *values):
        if isinstance(part, ColumnElement):
            found.update(dict.fromkeys(part._from_objects))
    return list(found)


def change_values(change: Insert | Update | Delete) -> dict[str, Any]:
    """What a statement sets by itself, by column name."""
    pairs = [*(getattr(change, "_values", None) or {}).items(), *(getattr(change, "_ordered_values", None) or ())]
    return {getattr(key, "key", key): value for key, value in pairs}
