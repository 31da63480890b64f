"""Refusing what cannot be looked into: pieces of raw SQL inside a statement, and changes that hide in another one.

The wall can hold a statement to its town only if it knows every table that it touches. A piece of text may name any.
"""

import re
from typing import Any

from sqlalchemy import Delete, Insert, Table, TextClause, Update
from sqlalchemy.sql import ClauseElement, visitors
from sqlalchemy.sql.ddl import ExecutableDDLElement
from sqlalchemy.sql.elements import BinaryExpression, ColumnClause, Extract, UnaryExpression
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.operators import custom_op
from sqlalchemy.sql.selectable import SelectBase, TableClause, TextualSelect

from core.adapters.fence import COLUMN, OutsideTheWall
from core.model import Base

# What the library itself writes as literal columns: "*" and "1".
_LITERAL = re.compile(r"\*|\d+|\w+")
_OPERATOR = re.compile(r"[-+*/<>=~!@#%^&|?]{1,4}|\w+")
# Functions that run the SQL they are given, or give whole tables.
_RUNS_SQL = re.compile(r"(query|table|schema|database|cursor)_to_xml.*|dblink.*|crosstab.*|connectby|ts_stat", re.IGNORECASE)


def refuse_raw(clause: ClauseElement) -> None:
    """Let a statement through only if everything in it is built of known tables and columns.

    Raises:
        OutsideTheWall: it holds raw SQL, a table that is not ours, or another change inside.
    """
    for part in visitors.iterate(clause):
        if isinstance(part, (TextClause, TextualSelect, ExecutableDDLElement)):
            raise OutsideTheWall("raw SQL")
        if isinstance(part, TableClause):
            _refuse_table(part)
        elif isinstance(part, ColumnClause) and part.is_literal and not _LITERAL.fullmatch(str(part.name)):
            raise OutsideTheWall("raw SQL as a column")
        elif isinstance(part, (BinaryExpression, UnaryExpression, Extract, FunctionElement)):
            _refuse_words(part)
        elif isinstance(part, (Insert, Update, Delete)) and part is not clause:
            raise OutsideTheWall("a change inside another statement")
        if any(getattr(part, name, None) for name in ("_prefixes", "_suffixes", "_hints", "_statement_hints")):
            raise OutsideTheWall("raw SQL beside a statement")
    if isinstance(clause, Insert):
        _refuse_reaching_update(clause)


def _refuse_table(table: TableClause) -> None:
    if not isinstance(table, Table) or table.metadata is not Base.metadata:
        raise OutsideTheWall("a table that only has a name")


def _refuse_words(part: Any) -> None:
    for operator in (getattr(part, "operator", None), getattr(part, "modifier", None)):
        if isinstance(operator, custom_op) and not _OPERATOR.fullmatch(operator.opstring):
            raise OutsideTheWall("raw SQL as an operator")
    if isinstance(part, Extract) and not part.field.isalpha():
        raise OutsideTheWall("raw SQL as a field")
    if isinstance(part, FunctionElement) and _RUNS_SQL.fullmatch(str(getattr(part, "name", ""))):
        raise OutsideTheWall("a function that runs SQL")


def _refuse_reaching_update(insert: Insert) -> None:
    """ "Insert or update" changes the row that it meets, which is the town's own only if the town is in the key."""
    clash: Any = getattr(insert, "_post_values_clause", None)
    if clash is None or not hasattr(clash, "update_values_to_set"):
        return
    target = {getattr(one, "name", one) for one in clash.inferred_target_elements or ()}
    values = dict(clash.update_values_to_set)
    named = {getattr(key, "key", key) for key in values}
    reads = any(isinstance(part, SelectBase) for one in values.values() for part in _parts(one))
    if COLUMN not in target or COLUMN in named or reads:
        raise OutsideTheWall("an insert that may change another municipality's row")


def _parts(value: object) -> list[Any]:
    return list(visitors.iterate(value)) if isinstance(value, ClauseElement) else []
