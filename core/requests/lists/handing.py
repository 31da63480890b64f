"""The next one: the first request of a view that nobody has in hand goes to the clerk who asks, and to no other.

However many ask at once, each gets another: on PostgreSQL a row that a colleague is just taking is stepped over, on SQLite
writers come one after the other.
"""

from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, or_, select, true

from core.ports import Work
from core.requests.acting import Actor
from core.requests.claiming import claim
from core.requests.lists.queue import filters_of, values_of
from core.requests.lists.stretches import also, filtering, free
from core.requests.lists.wanted import View, Wanted
from core.requests.moves import State
from core.requests.tables import Request

# What can be worked on: it waits for nobody else.
_WORKABLE = (State.RECEIVED, State.IN_PROGRESS)


def take_next(work: Work, wanted: Wanted, actor: Actor) -> Request | None:
    """Claim the first request of a view that is free and no other colleague's matter; None where there is none.

    Rows that colleagues are taking at this moment are stepped over. If nothing else is left, their transactions are waited
    for: one of them may give its row back.
    """
    if wanted.nothing or wanted.view is View.CLOSED:
        return None
    values = values_of(wanted, work.municipality.zone) | {"state": wanted.filters.state}
    shape = (wanted.view, filters_of(wanted), bool(wanted.filters.state))
    for step_over in (True, False):
        found: Request | None = work.session.scalars(_first(*shape, step_over), values).first()
        if found is not None:
            claim(work, found, actor, wanted.now)
            return found
    return None


@lru_cache(maxsize=256)
def _first(view: View, filters: tuple[str, ...], state: bool, step_over: bool) -> Select[Any]:
    mine = Request.assigned_to.in_(bindparam("accounts", expanding=True))
    wheres = [
        Request.is_open == true(),
        Request.department.in_(bindparam("departments", expanding=True)),
        Request.state.in_([str(one) for one in _WORKABLE]),
        free(),
        mine if view is View.MINE else or_(Request.assigned_to.is_(None), mine),
        *also(view),
        *filtering(filters),
    ]
    if view is View.RECEIVED:
        wheres.append(Request.state == str(State.RECEIVED))
    if view is View.WAITING:
        wheres.append(Request.state.not_in([str(one) for one in _WORKABLE]))
    if state:
        wheres.append(Request.state == bindparam("state"))
    found = select(Request).where(*wheres).order_by(Request.queue_on, Request.id).limit(1)
    return found.with_for_update(skip_locked=step_over)
