"""The statements behind the queue: ordered walks along an index, each stopped after a page, merged in one statement.

Whatever is walked lies in an index in the queue's own order (core.requests.lists.ordering), so that a page costs the same
however many requests there are. A statement is made once for each shape; what changes are its values alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Date,
    Select,
    and_,
    bindparam,
    false,
    func,
    literal_column,
    or_,
    select,
    true,
    tuple_,
    union_all,
)

from core.model import Moment
from core.requests.lists.ordering import FIRST
from core.requests.lists.wanted import View
from core.requests.tables import Request

COLUMNS: tuple[Any, ...] = (
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
    Request.promised_on,
    Request.asked_until,
    Request.watch_on,
    Request.reopened,
    Request.assigned_to,
    Request.claimed_by,
    Request.claimed_until,
    Request.queue_on,
)


class Along(Enum):
    """What is walked: the whole town, each department, each state of each department, or what is in somebody's hands."""

    TOWN = "ix_request_town"
    DEPARTMENT = "ix_request_department"
    STATE = "ix_request_state"
    HANDS = "ix_request_assigned"


@dataclass(frozen=True, slots=True)
class Shape:
    """Everything about a page's statement that is not a value. `stretches` is how many walks are merged."""

    view: View
    along: Along
    stretches: int
    filters: tuple[str, ...]
    size: int
    beyond: bool = False
    back: bool = False
    # Whether rows must be looked at for their state, or their department, because the walk does not say.
    states: bool = False
    departments: bool = False

    @property
    def falling(self) -> bool:
        """Closed requests come the other way round; and so does every page before another."""
        return (self.view is View.CLOSED) != self.back


@lru_cache(maxsize=512)
def page_of(shape: Shape) -> Select[Any]:
    """The statement of a page: its rows in the direction of the walk, at most `size` of them."""
    walks: list[Select[Any]] = [_walk(shape, number) for number in range(shape.stretches)]
    if shape.along is Along.HANDS:
        walks += [_walk(shape, number, held=True) for number in range(shape.stretches)]
    if len(walks) == 1:
        return walks[0]
    merged = union_all(*(select(one.subquery()) for one in walks)).subquery("merged")
    return select(merged).order_by(*_order(shape, merged.c)).limit(_at_most(shape))


def _walk(shape: Shape, number: int, held: bool = False) -> Any:
    wheres = [*_start(shape, number, held), *also(shape.view), *filtering(shape.filters)]
    if shape.states:
        wheres.append(Request.state.in_(bindparam("states", expanding=True)))
    if shape.departments:
        wheres.append(Request.department.in_(bindparam("departments", expanding=True)))
    if shape.beyond:
        here = tuple_(Request.queue_on, Request.id)
        there = tuple_(bindparam("last_on", type_=Date()), bindparam("last_id", type_=BigInteger()))
        wheres.append(here < there if shape.falling else here > there)
    return select(*COLUMNS).where(*wheres).order_by(*_order(shape, Request.__table__.c)).limit(_at_most(shape))


def _start(shape: Shape, number: int, held: bool) -> list[Any]:
    """Which part of an index is walked."""
    is_open: Any = Request.is_open == (false() if shape.view is View.CLOSED else true())
    department = Request.department == bindparam(f"department_{number}")
    match shape.along:
        case Along.TOWN:
            return [is_open]
        case Along.DEPARTMENT:
            return [is_open, department]
        case Along.STATE:
            return [department, Request.state == bindparam(f"state_{number}")]
        case Along.HANDS:
            account = bindparam(f"account_{number}", type_=BigInteger())
            return [is_open, *_held_by(account)] if held else [is_open, Request.assigned_to == account]


def _held_by(account: Any) -> list[Any]:
    """In somebody's hands at this moment, without being one of the matters that are walked already."""
    elsewhere = or_(Request.assigned_to.is_(None), Request.assigned_to.not_in(bindparam("accounts", expanding=True)))
    return [Request.claimed_by == account, Request.claimed_until > _now(), elsewhere]


def also(view: View) -> Sequence[Any]:
    """What a view asks for beyond being open, its states, and whose hands."""
    match view:
        case View.UNASSIGNED:
            # Whoever takes something of nobody's in hand makes it their matter (core.requests.claiming).
            return (Request.assigned_to.is_(None),)
        case View.OVERDUE:
            late, again = overdue()
            return (Request.queue_on < bindparam("today", type_=Date()), or_(and_(*late), and_(*again)))
        case View.PRESSING:
            soon = bindparam("soon", type_=Date())
            # Of what is formal, that is, has a protocol number; a promised day says that the delay was told. Written out as
            # the index has it, which is then all that is read.
            none: Any = bindparam("none", "", literal_execute=True)
            return (Request.queue_on <= soon, Request.protocol != none, Request.promised_on.is_(None))
    return ()


def overdue() -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """What is past its day: by its place in the queue; and, of those that were opened again and come first, by their date."""
    today = bindparam("today", type_=Date())
    missed = func.coalesce(Request.promised_on, Request.due_on) < today
    return (Request.queue_on > FIRST, Request.queue_on < today), (Request.queue_on == FIRST, missed)


def free() -> Any:
    """Nobody has it in hand at this moment."""
    return or_(Request.claimed_by.is_(None), Request.claimed_until <= _now())


def filtering(names: tuple[str, ...]) -> list[Any]:
    return [_FILTERS[name]() for name in names]


_FILTERS: dict[str, Any] = {
    "service": lambda: Request.service == bindparam("service"),
    "channel": lambda: Request.channel == bindparam("channel"),
    "district": lambda: Request.district == bindparam("district"),
    "language": lambda: Request.language == bindparam("language"),
    "assignee": lambda: Request.assigned_to == bindparam("assignee", type_=BigInteger()),
    "since": lambda: Request.created_at >= bindparam("since", type_=Moment()),
    "until": lambda: Request.created_at < bindparam("until", type_=Moment()),
    "reopened": lambda: and_(Request.reopened > 0),
}


def _order(shape: Shape, columns: Any) -> Sequence[Any]:
    by = (columns.queue_on, columns.id)
    return [column.desc() for column in by] if shape.falling else by


def _at_most(shape: Shape) -> Any:
    """Written out, since PostgreSQL plans a page differently when it does not know how short it is."""
    return literal_column(str(shape.size))


def _now() -> Any:
    return bindparam("now", type_=Moment())
