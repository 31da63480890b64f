"""The wall between municipalities: the one place where every statement is held to the town it is made for.

All SQL, be it ORM, Core or text, passes `guard`. Inside a unit of work a statement on municipal tables is given the
town's condition on each of them, at every depth; a row for another town is refused; raw SQL is refused, since nobody
can know what it touches. Outside a unit of work municipal tables are reached only by those few who say why
(`Database.across`). Whose work it is stands on the connection; no option of a statement changes that. A statement object
is looked through and fenced once and remembered, so the hot paths pay a dictionary look-up.
"""

import re
from typing import Any
from weakref import WeakKeyDictionary, ref

from sqlalchemy import Connection, Delete, Engine, Insert, Table, Update, event
from sqlalchemy.sql import ClauseElement, visitors
from sqlalchemy.sql.elements import BindParameter, ReleaseSavepointClause, RollbackToSavepointClause, SavepointClause

from core.adapters.batch import MADE
from core.adapters.copying import into_own, refuse_own
from core.adapters.fence import COLUMN, OWN, OutsideTheWall, change_values, fence, municipal
from core.adapters.raw import refuse_raw

ACROSS = "across"
MUNICIPALITY = "municipality"
_HARMLESS = (SavepointClause, RollbackToSavepointClause, ReleaseSavepointClause)
_SAVEPOINT = re.compile(r'(SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK TO SAVEPOINT) "?\w+"?')


# What a statement was fenced to holds on to the statement itself. So only those that come again are remembered: they
# are made once and stay for ever, and the others are let go. It is the same for every engine of the process.
_FENCED: dict[ClauseElement, tuple[ClauseElement, bool]] = {}
_SEEN: WeakKeyDictionary[ClauseElement, tuple[ref[ClauseElement], bool]] = WeakKeyDictionary()


def _admitted(clause: ClauseElement) -> tuple[ClauseElement, bool]:
    if clause not in _SEEN:
        known = _admit(clause)
        _SEEN[clause] = ref(known[0]), known[1]
        return known
    # The library has compiled what it was fenced to the first time: with another copy it would have to adapt results.
    first, has_condition = _SEEN[clause]
    held = first()
    _FENCED[clause] = (held, has_condition) if held is not None else _admit(clause)
    return _FENCED[clause]


def build(engine: Engine) -> None:
    """Put the wall around an engine."""

    @event.listens_for(engine, "before_execute", retval=True)
    def guard(
        connection: Connection,
        clause: ClauseElement,
        many: Any,
        one: Any,
        options: Any,
    ) -> tuple[ClauseElement, Any, Any]:
        options = connection.get_execution_options()
        if options.get(ACROSS) or isinstance(clause, _HARMLESS):
            return clause, many, one
        town = options.get(MUNICIPALITY)
        if town is None:
            _refuse_municipal(clause)
            return clause, many, one
        if clause in MADE:
            return clause, many, {**one, OWN: town}
        held, has_condition = _FENCED.get(clause) or _admitted(clause)
        if isinstance(held, Insert) and held.select is not None:
            refuse_own(many, one)
        elif isinstance(held, Insert):
            many, one = _insert_own(held, many, one, town)
        elif isinstance(held, Update):
            _refuse_moving(held, many, one)
        if has_condition:
            many, one = _with_town(many, one, {OWN: town})
        return held, many, one

    @event.listens_for(engine, "before_cursor_execute")
    def guard_raw(connection: Connection, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool) -> None:
        if context is None or context.compiled is not None or connection.get_execution_options().get(ACROSS):
            return
        if not _SAVEPOINT.fullmatch(statement):
            raise OutsideTheWall("a raw cursor statement")


def _refuse_municipal(clause: ClauseElement) -> None:
    refuse_raw(clause)
    if any(municipal(part) for part in visitors.iterate(clause)):
        raise OutsideTheWall("municipal rows outside a unit of work")


def _admit(clause: ClauseElement) -> tuple[ClauseElement, bool]:
    """Look through a statement, once, and fence it."""
    refuse_raw(clause)
    if isinstance(clause, (Insert, Update, Delete)):
        # The directory of towns is above all of them, and a change's target is a table, not an alias of one.
        if not isinstance(clause.table, Table) or not municipal(clause.table):
            raise OutsideTheWall("a change of what belongs to no single municipality")
        if isinstance(clause, Insert) and clause.select is not None:
            return fence(into_own(clause))[0], True
    return fence(clause)


def _insert_own(insert: Insert, many: Any, one: Any, town: int) -> tuple[Any, Any]:
    inline = _inline(insert)
    for row in inline:
        if not _is(row.get(COLUMN, town), town):
            raise OutsideTheWall("a row for another municipality")
    named_inline = bool(inline) and all(COLUMN in row for row in inline)
    if inline and not named_inline and insert._multi_values:
        raise OutsideTheWall("several rows without a municipality")
    for row in [*many, one]:
        if row and row.get(COLUMN, town) != town:
            raise OutsideTheWall("a row for another municipality")
    if named_inline:
        return many, one
    return _with_town(many, one, {COLUMN: town})


def _inline(insert: Insert) -> list[dict[str, Any]]:
    rows: list[Any] = [insert._values] if insert._values else []
    for several in insert._multi_values or ():
        rows.extend(several)
    return [{getattr(key, "key", key): value for key, value in row.items()} for row in rows]


def _is(value: Any, town: int) -> bool:
    """Whether a value is this town's id, and nothing that could be given another value later."""
    if isinstance(value, BindParameter):
        return value.unique and value.callable is None and bool(value.value == town)
    return isinstance(value, int) and value == town


def _refuse_moving(update: Update, many: Any, one: Any) -> None:
    named = set(change_values(update)).union(*(row.keys() for row in many), one.keys() if one else ())
    if COLUMN in named:
        raise OutsideTheWall("a row cannot move to another municipality")


def _with_town(many: Any, one: Any, extra: dict[str, int]) -> tuple[Any, Any]:
    if many:
        return [{**row, **extra} for row in many], one
    return many, {**(one or {}), **extra}


__all__ = ["ACROSS", "MUNICIPALITY", "OutsideTheWall", "build"]
