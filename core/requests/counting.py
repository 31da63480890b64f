"""How many requests a view has, as its tab says it: exact up to COUNTED, and "more than that" beyond."""

from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, func, literal_column, select, true, union

from core.model import Moment
from core.ports import Work
from core.requests.queue import filters_of, values_of
from core.requests.stretches import also, filtering
from core.requests.tables import Request
from core.requests.wanted import STATES, View, Wanted

# Counts stop here: "1,000+" says enough, and a count never walks a whole table.
COUNTED = 1000
COUNTED_VIEWS = tuple(view for view in View if view is not View.CLOSED)


def counts(work: Work, wanted: Wanted) -> dict[View, int]:
    """How many requests each open view has under these filters, COUNTED + 1 standing for "more than that"."""
    if not wanted.departments:
        return dict.fromkeys(COUNTED_VIEWS, 0)
    town = wanted.whole_town and wanted.chosen == wanted.departments
    statement = _counting(filters_of(wanted), bool(wanted.filters.state), town)
    row = work.execute(statement, values_of(wanted, work.municipality.zone) | {"state": wanted.filters.state}).one()
    return dict(zip(COUNTED_VIEWS, map(int, row), strict=True))


@lru_cache(maxsize=256)
def _counting(filters: tuple[str, ...], state: bool, town: bool) -> Select[Any]:
    return select(*(_count_of(view, filters, state, town) for view in COUNTED_VIEWS))


def _count_of(view: View, filters: tuple[str, ...], state: bool, town: bool) -> Any:
    wheres = [Request.is_open == true(), *also(view), *filtering(filters)]
    if not town:
        wheres.append(Request.department.in_(bindparam("departments", expanding=True)))
    if view in STATES:
        wheres.append(Request.state.in_([str(one) for one in STATES[view]]))
    if state:
        wheres.append(Request.state == bindparam("state"))
    most: Any = literal_column(str(COUNTED + 1))
    some: Any = select(Request.id).where(*wheres).limit(most)
    if view is View.MINE:
        # Two indexes, and a request that is in both is one.
        accounts: Any = bindparam("accounts", expanding=True)
        held = (Request.claimed_by.in_(accounts), Request.claimed_until > bindparam("now", type_=Moment()))
        both = union(
            select(Request.id).where(Request.assigned_to.in_(accounts), *wheres), select(Request.id).where(*held, *wheres)
        )
        some = select(both.subquery()).limit(most)
    return select(func.count()).select_from(some.subquery()).scalar_subquery().label(view.value)
