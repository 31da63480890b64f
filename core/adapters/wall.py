"""The wall between municipalities: the one place where every statement is held to the town it is made for.

All SQL, be it ORM, Core or text, passes `guard`. Inside a unit of work a statement on municipal tables is given the
town's condition on each of them, at every depth; a row for another town is refused; raw SQL is refused, since nobody
can know what it touches. Outside a unit of work municipal tables are reached only by those few who say why
(`Database.across`). A statement object is fenced once and remembered, so the hot paths pay a dictionary look-up.
"""

from collections.abc import Iterable, Iterator
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import BigInteger, Connection, Engine, Insert, Table, TextClause, Update, bindparam, event, or_
from sqlalchemy.sql import ClauseElement, visitors
from sqlalchemy.sql.ddl import ExecutableDDLElement
from sqlalchemy.sql.elements import ColumnElement, ReleaseSavepointClause, RollbackToSavepointClause, SavepointClause
from sqlalchemy.sql.selectable import Alias, FromClause, Join

OWN = "wall_municipality"
ACROSS = "across"
MUNICIPALITY = "municipality"
_HARMLESS = (SavepointClause, RollbackToSavepointClause, ReleaseSavepointClause)


class OutsideTheWall(Exception):
    """A statement would have reached another municipality's rows, or cannot be shown not to. Always a defect of ours."""


def build(engine: Engine) -> None:
    """Put the wall around an engine."""
    fenced: WeakKeyDictionary[ClauseElement, tuple[ClauseElement, bool]] = WeakKeyDictionary()

    @event.listens_for(engine, "before_execute", retval=True)
    def guard(
        connection: Connection,
        clause: ClauseElement,
        many: Any,
        one: Any,
        options: Any,
    ) -> tuple[ClauseElement, Any, Any]:
        if options.get(ACROSS) or isinstance(clause, _HARMLESS):
            return clause, many, one
        town = options.get(MUNICIPALITY)
        if town is None:
            _refuse_municipal(clause)
            return clause, many, one
        if isinstance(clause, (TextClause, ExecutableDDLElement)):
            raise OutsideTheWall("raw SQL inside a unit of work")
        known = fenced.get(clause)
        if known is None:
            known = _fence(clause)
            fenced[clause] = known
        held, has_condition = known
        if isinstance(held, Insert):
            many, one = _insert_own(held, many, one, town)
        elif isinstance(held, Update):
            _refuse_moving(held, many, one)
        if has_condition:
            many, one = _with_town(many, one, {OWN: town})
        return held, many, one

    @event.listens_for(engine, "before_cursor_execute")
    def guard_raw(
        connection: Connection, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool
    ) -> None:
        if context is not None and context.compiled is None and not context.execution_options.get(ACROSS):
            options = connection.get_execution_options()
            if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")) and not options.get(ACROSS):
                raise OutsideTheWall("a raw cursor statement inside a unit of work")


def _municipal(table: object) -> bool:
    return isinstance(table, Table) and "municipality_id" in table.c and table.name != "municipality"


def _refuse_municipal(clause: ClauseElement) -> None:
    if isinstance(clause, TextClause) or any(_municipal(part) for part in visitors.iterate(clause)):
        raise OutsideTheWall("municipal rows outside a unit of work")


def _fence(clause: ClauseElement) -> tuple[ClauseElement, bool]:
    touched = False

    def fence_select(select: Any) -> None:
        nonlocal touched
        for source, optional in _sources(select.get_final_froms()):
            touched = True
            select._where_criteria += (_own(source, optional),)

    def fence_change(change: Any) -> None:
        nonlocal touched
        if _municipal(change.table):
            touched = True
            change._where_criteria += (_own(change.table, False),)

    fenced = visitors.cloned_traverse(
        clause, {}, {"select": fence_select, "update": fence_change, "delete": fence_change}
    )
    return fenced, touched


def _own(source: FromClause, optional: bool) -> ColumnElement[bool]:
    column = source.c.municipality_id
    own = column == bindparam(OWN, type_=BigInteger())
    return or_(own, column.is_(None)) if optional else own


def _sources(froms: Iterable[FromClause], optional: bool = False) -> Iterator[tuple[FromClause, bool]]:
    """The municipal tables and their aliases; `optional` for those on the far side of an outer join."""
    for source in froms:
        if isinstance(source, Join):
            yield from _sources([source.left], optional or source.full)
            yield from _sources([source.right], optional or source.isouter or source.full)
        elif _municipal(source) or (isinstance(source, Alias) and _municipal(source.element)):
            yield source, optional


def _insert_own(insert: Insert, many: Any, one: Any, town: int) -> tuple[Any, Any]:
    if not _municipal(insert.table):
        return many, one
    if insert.select is not None:
        raise OutsideTheWall("insert from select inside a unit of work")
    inline = _inline(insert)
    for row in inline:
        if _value(row.get("municipality_id", town)) != town:
            raise OutsideTheWall("a row for another municipality")
    named_inline = bool(inline) and all("municipality_id" in row for row in inline)
    if inline and not named_inline and insert._multi_values:
        raise OutsideTheWall("several rows without a municipality")
    for row in [*many, one]:
        if row and row.get("municipality_id", town) != town:
            raise OutsideTheWall("a row for another municipality")
    if named_inline:
        return many, one
    return _with_town(many, one, {"municipality_id": town})


def _inline(insert: Insert) -> list[dict[str, Any]]:
    rows: list[Any] = [insert._values] if insert._values else []
    for several in insert._multi_values or ():
        rows.extend(several)
    return [{getattr(key, "key", key): value for key, value in row.items()} for row in rows]


def _value(value: Any) -> Any:
    return getattr(value, "value", value)


def _refuse_moving(update: Update, many: Any, one: Any) -> None:
    set_inline = {getattr(key, "key", key) for key in (update._values or {})}
    named = set_inline.union(*(row.keys() for row in many), one.keys() if one else ())
    if _municipal(update.table) and "municipality_id" in named:
        raise OutsideTheWall("a row cannot move to another municipality")


def _with_town(many: Any, one: Any, extra: dict[str, int]) -> tuple[Any, Any]:
    if many:
        return [{**row, **extra} for row in many], one
    return many, {**(one or {}), **extra}


__all__ = ["ACROSS", "MUNICIPALITY", "OutsideTheWall", "build"]
