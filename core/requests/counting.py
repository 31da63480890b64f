"""How many requests a view has, as its tab says it: exact up to COUNTED, and "more than that" beyond."""

from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, func, literal_column, select, true, union, union_all

from core.model import Moment
from core.ports import Work
from core.requests.queue import filters_of, values_of
from core.requests.stretches import also, filtering, overdue
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
    wheres = [Request.is_open == true(), *filtering(filters)]
    if not town:
        wheres.append(Request.department.in_(bindparam("departments", expanding=True)))
    if view in STATES:
        wheres.append(Request.state.in_([str(one) for one in STATES[view]]))
    if state:
        wheres.append(Request.state == bindparam("state"))
    most: Any = literal_column(str(COUNTED + 1))
    match view:
        case View.MINE:
            # Two indexes, and a request that is in both is one.
            accounts: Any = bindparam("accounts", expanding=True)
            held = (Request.claimed_by.in_(accounts), Request.claimed_until > bindparam("now", type_=Moment()))
            both = union(*(select(Request.id).where(*some, *wheres) for some in ((Request.assigned_to.in_(accounts),), held)))
            found: Any = select(both.subquery()).limit(most)
        case View.OVERDUE:
            # Their days are in the index; only the few that were opened again, which lie before all days, are looked at.
            late, again = overdue()
            both = union_all(*(select(Request.id).where(*some, *wheres) for some in (late, again)))
            found = select(both.subquery()).limit(most)
        case _:
            found = select(Request.id).where(*also(view), *wheres).limit(most)
    return select(func.count()).select_from(found.subquery()).scalar_subquery().label(view.value)
