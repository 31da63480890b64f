"""Rows made from rows: an INSERT from a SELECT inside a unit of work, which stays within the town on both ends.

Its SELECT is fenced like every other one, at every depth. Into which town the rows go is said by the wall itself: the town's
column is put first among the columns, and the value that the wall binds first among what is selected, so that nothing that
is selected can ever stand in its place, however many columns there are.
"""

from typing import Any

from sqlalchemy import BigInteger, Insert, Select, bindparam

from core.adapters.fence import COLUMN, OWN, OutsideTheWall


def into_own(insert: Insert) -> Insert:
    """The statement with the town's own column.

    Raises:
        OutsideTheWall: it names its town itself, or takes its rows from what is no plain SELECT.
    """
    made: Any = insert._generate()
    if COLUMN in {getattr(name, "key", name) for name in made._select_names}:
        raise OutsideTheWall("an insert from select that names its municipality")
    if type(made.select) is not Select or made._post_values_clause is not None:
        raise OutsideTheWall("an insert from what is no plain select, or that may change a row")
    selected: Any = made.select._generate()
    selected._raw_columns = [bindparam(OWN, type_=BigInteger()), *selected._raw_columns]
    made.select = selected
    made._select_names = [COLUMN, *made._select_names]
    return made  # type: ignore[no-any-return]


def refuse_own(many: Any, one: Any) -> None:
    """Nobody but the wall gives the value by which rows find their town.

    Raises:
        OutsideTheWall: somebody does.
    """
    for row in [*many, one]:
        if row and (COLUMN in row or OWN in row):
            raise OutsideTheWall("a row for another municipality")
