"""The clerk's queue: open requests of some departments, the ones opened again and due first, fifty a page.

A page begins after a row's place in the queue (or ends before it), never after a number of rows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select

from core.ports import Work
from core.requests.lists.stretches import COLUMNS, Along, Shape, page_of
from core.requests.lists.wanted import PRESSES, Cursor, View, Wanted
from core.requests.moves import State
from core.requests.tables import Request

PAGE = 50
# So many stretches of the index by state are merged at most; beyond that, rows are looked at for their state.
_MOST_STRETCHES = 12
_STATES = {str(one): one for one in State}
_STATE = COLUMNS.index(Request.state)


class Queued(NamedTuple):
    """One row of the queue, a tuple since fifty are made for every page.

    `held_by` is the account of a live claim, `assigned_to` of whose matter it is.
    """

    # In the order of COLUMNS.
    id: int
    reference: str
    service: str
    department: str
    state: State
    outcome: str
    channel: str
    place: str
    protocol: str
    created_at: datetime
    due_on: date | None
    promised_on: date | None
    asked_until: date | None
    watch_on: date | None
    reopened: int
    assigned_to: int | None
    held_by: int | None
    queue_on: date

    @property
    def cursor(self) -> Cursor:
        return Cursor(self.queue_on, self.id)

    def delay_untold(self, today: date) -> bool:
        """Whether it is formal, its date is near or past, and nobody has told the citizen of the delay."""
        if not self.protocol or self.state is State.CLOSED or self.promised_on is not None:
            return False
        return self.due_on is not None and self.due_on <= today + PRESSES


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of one page, and where the next one and the one before begin (None where there is none)."""

    rows: tuple[Queued, ...]
    next: Cursor | None
    previous: Cursor | None = None


def page(work: Work, wanted: Wanted, cursor: Cursor | None = None, back: bool = False, size: int = PAGE) -> Page:
    """One page of a view: what comes after `cursor`, or before it to go `back`. Closed requests come newest first."""
    if wanted.nothing:
        return Page((), None)
    back = back and cursor is not None
    shape, values = _asked(wanted, work.municipality.zone, cursor, back, size + 1)
    found = work.execute(page_of(shape), values).all()
    more = len(found) > size
    rows = queued(found[size - 1 :: -1] if back and more else found[::-1] if back else found[:size], wanted.now)
    if not rows:
        return Page((), None)
    after, before = (True, more) if back else (more, cursor is not None)
    return Page(rows, rows[-1].cursor if after else None, rows[0].cursor if before else None)


def rows_of(work: Work, ids: Sequence[int], departments: Sequence[str], now: datetime) -> tuple[Queued, ...]:
    """Some requests as rows of the queue, in the order of their ids here; those of other departments are left out."""
    if not ids or not departments:
        return ()
    wanted = select(*COLUMNS).where(Request.id.in_(ids), Request.department.in_(departments))
    found = {one.id: one for one in queued(work.execute(wanted).all(), now)}
    return tuple(found[one] for one in ids if one in found)


def queued(rows: Iterable[Any], now: datetime) -> tuple[Queued, ...]:
    """Rows of COLUMNS as rows of the queue."""
    return tuple(_queued(row, now) for row in rows)


def _queued(row: Any, now: datetime) -> Queued:
    *known, claimed_by, claimed_until, queue_on = row
    known[_STATE] = _STATES[known[_STATE]]
    known.append(claimed_by if claimed_by is not None and claimed_until is not None and claimed_until > now else None)
    known.append(queue_on)
    return Queued._make(known)


def _asked(wanted: Wanted, zone: str, cursor: Cursor | None, back: bool, size: int) -> tuple[Shape, dict[str, Any]]:
    """The shape of a page's statement, and its values."""
    values, names = values_of(wanted, zone), filters_of(wanted)
    if cursor is not None:
        values["last_on"], values["last_id"] = cursor.queue_on, cursor.id
    states, departments = wanted.states, wanted.chosen
    along, stretches = Along.DEPARTMENT, len(departments)
    if wanted.view is View.MINE:
        along, stretches = Along.HANDS, len(wanted.accounts)
        values |= {f"account_{number}": one for number, one in enumerate(wanted.accounts)}
    elif wanted.whole_town and departments == wanted.departments:
        along, stretches = Along.TOWN, 1
    elif states and len(states) * len(departments) <= _MOST_STRETCHES:
        along, stretches = Along.STATE, len(states) * len(departments)
        pairs = [(department, state) for department in departments for state in states]
        values |= {f"department_{number}": one for number, (one, _state) in enumerate(pairs)}
        values |= {f"state_{number}": str(one) for number, (_department, one) in enumerate(pairs)}
    else:
        values |= {f"department_{number}": one for number, one in enumerate(departments)}
    shape = Shape(
        view=wanted.view,
        along=along,
        stretches=stretches,
        filters=names,
        size=size,
        beyond=cursor is not None,
        back=back,
        states=bool(states) and along is not Along.STATE,
        departments=along is Along.HANDS,
    )
    return shape, values


def filters_of(wanted: Wanted) -> tuple[str, ...]:
    """The names of the filters that rows are looked at for: department and state say where to walk."""
    return tuple(name for name in wanted.filters.written() if name not in ("department", "state"))


def values_of(wanted: Wanted, zone: str) -> dict[str, Any]:
    """The values of every condition that a view or a filter may have; days begin at midnight in the town's `zone`."""
    filters = wanted.filters
    return {
        "accounts": wanted.accounts,
        "departments": wanted.chosen,
        "states": [str(one) for one in wanted.states],
        "today": wanted.today,
        "soon": wanted.today + PRESSES,
        "now": wanted.now,
        "service": filters.service,
        "channel": filters.channel,
        "district": filters.district,
        "language": filters.language,
        "assignee": filters.assignee,
        "since": _midnight(filters.since, zone),
        "until": _midnight(filters.until + timedelta(days=1), zone) if filters.until else None,
    }


def _midnight(day: date | None, zone: str) -> datetime | None:
    return datetime.combine(day, time(), ZoneInfo(zone)) if day is not None else None
