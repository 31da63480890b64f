"""How many requests a view has, as its tab says it: exact up to COUNTED, and "more than that" beyond."""

from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, func, literal_column, select, true, union, union_all

from core.model import Moment
from core.ports import Work
from core.requests.lists.queue import filters_of, values_of
from core.requests.lists.stretches import also, filtering, overdue
from core.requests.lists.wanted import STATES, View, Wanted
from core.requests.tables import Request

# Counts stop here: "1,000+" says enough, and a count never walks a whole table.
COUNTED = 1000
COUNTED_VIEWS = tuple(view for view in View if view is not View.CLOSED)
# Their indexes begin with the department: a whole town is counted as all of its departments.
_BY_DEPARTMENT = (*STATES, View.PRESSING)


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
    """Walks along indexes that have all that is asked, so that no row is looked at where no filter is on."""
    wheres = filtering(filters)
    if not town or view in _BY_DEPARTMENT:
        # What is in somebody's hands is little: it is never to be looked for among all that a department has.
        department: Any = Request.department.concat("") if view is View.MINE else Request.department
        wheres.append(department.in_(bindparam("departments", expanding=True)))
    if state:
        wheres.append(Request.state == bindparam("state"))
    most: Any = literal_column(str(COUNTED + 1))
    walks = [select(Request.id).where(*some, *wheres) for some in _walks(view)]
    found: Any = walks[0] if len(walks) == 1 else select((union if view is View.MINE else union_all)(*walks).subquery())
    return select(func.count()).select_from(found.limit(most).subquery()).scalar_subquery().label(view.value)


def _walks(view: View) -> list[tuple[Any, ...]]:
    """What a view asks for, apart where one index does not have it in one stretch."""
    is_open = Request.is_open == true()
    match view:
        case View.RECEIVED | View.WAITING:
            # All of these are open, which the index by state does not say. One state after the other: of several at once
            # PostgreSQL may read the whole department when it does not know how large the town is.
            return [(Request.state == str(one),) for one in STATES[view]]
        case View.MINE:
            # A request that is in both is one: see the union.
            accounts: Any = bindparam("accounts", expanding=True)
            # Whatever closes a request ends its claim (core.requests.ending).
            held = (Request.claimed_by.in_(accounts), Request.claimed_until > bindparam("now", type_=Moment()))
            return [(is_open, Request.assigned_to.in_(accounts)), held]
        case View.OVERDUE:
            # Their days are in the index; only the few that were opened again, which lie before all days, are looked at.
            return [(is_open, *some) for some in overdue()]
        case _:
            return [(is_open, *also(view))]
