"""The clerk's queue: open requests of some departments, the ones due first, fifty a page.

Each (department, state) is one stretch of the index `ix_request_queue`, which lies in the queue's order already. A page
takes at most one page's rows from each stretch and merges them, so that it costs the same however many requests there
are. A page begins after a row's (due_on, id), never after a number of rows; requests without a due date come last.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Date, Select, bindparam, func, literal, select, tuple_, union_all

from core.model import Moment
from core.ports import Work
from core.requests.moves import OPEN, State
from core.requests.tables import Request

PAGE = 50
# Counts stop here: "100+" says enough, and a count never walks a whole table.
COUNTED = 100


class View(StrEnum):
    """What part of the queue is looked at."""

    OPEN = "open"
    RECEIVED = "received"
    MINE = "mine"
    WAITING = "waiting"
    OVERDUE = "overdue"
    CLOSED = "closed"


STATES: dict[View, tuple[State, ...]] = {
    View.OPEN: tuple(sorted(OPEN)),
    View.RECEIVED: (State.RECEIVED,),
    View.MINE: tuple(sorted(OPEN)),
    View.WAITING: (State.WAITING_CITIZEN, State.WAITING_IDENTITY, State.FORWARDED),
    View.OVERDUE: tuple(sorted(OPEN)),
    View.CLOSED: (State.CLOSED,),
}


@dataclass(frozen=True, slots=True)
class After:
    """The last row of the page before: `due_on` is None among the requests without a due date."""

    due_on: date | None
    id: int

    def __str__(self) -> str:
        return f"{self.due_on or ''}.{self.id}"

    @classmethod
    def read(cls, text: str) -> "After | None":
        """What `str` wrote; None for anything else."""
        day, dot, number = text.partition(".")
        if not dot or not number.isascii() or not number.isdigit() or len(number) > 18:
            return None
        try:
            return cls(date.fromisoformat(day) if day else None, int(number))
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows: of these departments, in this view, as of `today` and `now`, for the clerk `account_id`."""

    departments: tuple[str, ...]
    view: View
    account_id: int
    today: date
    now: datetime


@dataclass(frozen=True, slots=True)
class Queued:
    """One row of the queue. `held_by` is the account of a live claim."""

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
    asked_until: date | None
    held_by: int | None


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of one page, and where the next one begins (None after the last)."""

    rows: tuple[Queued, ...]
    next: After | None


_COLUMNS = (
    Request.id,
    Request.reference,
    Request.service,
    Request.department,
    Request.state,
    Request.outcome,
    Request.channel,
    Request.place,
    Request.protocol,
    Request.created_at,
    Request.due_on,
    Request.asked_until,
    Request.claimed_by,
    Request.claimed_until,
)


def page(work: Work, wanted: Wanted, after: After | None = None, size: int = PAGE) -> Page:
    """One page of a view. Closed requests come the other way round, the ones due last first."""
    found: list[Any] = []
    if wanted.departments and (after is None or after.due_on is not None):
        found = _fetch(work, wanted, after, size + 1, dated=True)
    if wanted.departments and len(found) <= size and wanted.view is not View.OVERDUE:
        undated = after if after is not None and after.due_on is None else None
        found += _fetch(work, wanted, undated, size + 1 - len(found), dated=False)
    rows = tuple(_queued(row, wanted.now) for row in found[:size])
    more = len(found) > size
    return Page(rows, After(rows[-1].due_on, rows[-1].id) if more else None)


def rows_of(work: Work, ids: Sequence[int], departments: Sequence[str], now: datetime) -> tuple[Queued, ...]:
    """Some requests as rows of the queue, in the order of their ids here; those of other departments are left out."""
    if not ids or not departments:
        return ()
    wanted = select(*_COLUMNS).where(Request.id.in_(ids), Request.department.in_(departments))
    found = {int(row.id): _queued(row, now) for row in work.execute(wanted)}
    return tuple(found[one] for one in ids if one in found)


def counts(work: Work, wanted: Wanted) -> dict[View, int]:
    """How many requests each open view has, COUNTED + 1 standing for "more than that"."""
    if not wanted.departments:
        return dict.fromkeys(_COUNTED_VIEWS, 0)
    row = work.execute(_counting(), {"departments": wanted.departments, **_common(wanted)}).one()
    return dict(zip(_COUNTED_VIEWS, map(int, row), strict=True))


def _fetch(work: Work, wanted: Wanted, after: After | None, limit: int, dated: bool) -> list[Any]:
    stretches = [(one, str(state)) for one in wanted.departments for state in STATES[wanted.view]]
    values: dict[str, Any] = {"at_most": limit, **_common(wanted)}
    for number, (department, state) in enumerate(stretches):
        values[f"department_{number}"], values[f"state_{number}"] = department, state
    if after is not None:
        values["after_id"] = after.id
        if dated:
            values["after_due"] = after.due_on
    return list(work.execute(_page(len(stretches), wanted.view, dated, after is not None), values).all())


def _common(wanted: Wanted) -> dict[str, Any]:
    return {"me": wanted.account_id, "today": wanted.today, "now": wanted.now}


@cache
def _page(stretches: int, view: View, dated: bool, later: bool) -> Select[Any]:
    """The statement for so many stretches, made once: what changes are its values alone."""
    parts = [_stretch(number, view, dated, later).subquery() for number in range(stretches)]
    merged = union_all(*(select(part) for part in parts)).subquery("merged")
    return select(merged).order_by(*_order(merged.c, view, dated)).limit(_at_most())


def _stretch(number: int, view: View, dated: bool, later: bool) -> Any:
    found: Any = select(*_COLUMNS).where(
        Request.department == bindparam(f"department_{number}"), Request.state == bindparam(f"state_{number}")
    )
    found = found.where(Request.due_on.is_not(None) if dated else Request.due_on.is_(None), *_also(view))
    if later:
        found = found.where(_beyond(view, dated))
    return found.order_by(*_order(Request.__table__.c, view, dated)).limit(_at_most())


def _beyond(view: View, dated: bool) -> Any:
    """Past the row of the page before, in the view's direction."""
    last = bindparam("after_id", type_=BigInteger())
    if not dated:
        return Request.id < last if view is View.CLOSED else Request.id > last
    here = tuple_(Request.due_on, Request.id)
    there = tuple_(bindparam("after_due", type_=Date()), last)
    return here < there if view is View.CLOSED else here > there


def _also(view: View) -> Iterable[Any]:
    """What a view asks for beyond department and state."""
    if view is View.MINE:
        return (
            Request.claimed_by == bindparam("me", type_=BigInteger()),
            Request.claimed_until > bindparam("now", type_=Moment()),
        )
    if view is View.OVERDUE:
        return (Request.due_on < bindparam("today", type_=Date()),)
    return ()


def _order(columns: Any, view: View, dated: bool) -> Sequence[Any]:
    by = (columns.due_on, columns.id) if dated else (columns.id,)
    return [column.desc() for column in by] if view is View.CLOSED else by


def _at_most() -> Any:
    return bindparam("at_most", type_=BigInteger())


_COUNTED_VIEWS = (View.OPEN, View.RECEIVED, View.MINE, View.WAITING, View.OVERDUE)


@cache
def _counting() -> Select[Any]:
    return select(*(_count_of(view) for view in _COUNTED_VIEWS))


def _count_of(view: View) -> Any:
    some = (
        select(literal(1))
        .select_from(Request)
        .where(
            Request.department.in_(bindparam("departments", expanding=True)),
            Request.state.in_([str(state) for state in STATES[view]]),
            *_also(view),
        )
        .limit(COUNTED + 1)
        .subquery()
    )
    return select(func.count()).select_from(some).scalar_subquery().label(view.value)


def _queued(row: Any, now: datetime) -> Queued:
    live = row.claimed_by is not None and row.claimed_until is not None and row.claimed_until > now
    return Queued(
        id=int(row.id),
        reference=row.reference,
        service=row.service,
        department=row.department,
        state=State(row.state),
        outcome=row.outcome,
        channel=row.channel,
        place=row.place,
        protocol=row.protocol,
        created_at=row.created_at,
        due_on=row.due_on,
        asked_until=row.asked_until,
        held_by=int(row.claimed_by) if live else None,
    )
