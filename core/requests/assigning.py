"""Whose matter a request lastingly is: a person's, or its department's pool. A claim is only who works on it now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select

from core.errors import InvalidAnswer
from core.ports import Work
from core.requests.acting import Actor, note_event
from core.requests.moves import State, check
from core.requests.tables import Request
from core.staff.absences import Away, away, present
from core.staff.colleagues import Colleague, colleagues
from core.text import _

# No transaction writes for longer than it takes to move this many.
BATCH = 50
POOL = "pool"


@dataclass(frozen=True, slots=True)
class Given:
    """To whom a request went: `to` is None for the pool; `instead_of` is who was meant, where they are away."""

    to: int | None
    name: str = ""
    instead_of: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of moving much at once: how many went, and how many still wait to be moved by a further batch."""

    moved: int
    left: int


def assign(work: Work, request: Request, actor: Actor, to: int | None, now: datetime) -> Given:
    """Make a request somebody's matter, or that of its department's pool (None). Whoever holds it goes on holding it.

    Raises:
        InvalidAnswer: the person does not work in its department, or is away with nobody there to stand in.
        Conflict: the request is closed.
    """
    _require_open(request)
    given = Given(None) if to is None else _present(work, request.department, to, work.municipality.today(now))
    _give(work, request, actor, given.to, now)
    return given


def take(work: Work, request: Request, actor: Actor, now: datetime) -> Given:
    """A clerk takes a request of their department upon themselves, also one that is a colleague's."""
    return assign(work, request, actor, actor.account_id, now)


def keep_or_pool(work: Work, request: Request) -> None:
    """What comes back after its end is whose it was, unless they left meanwhile, or its department: then it is the pool's.

    Who leaves gives back what is open only; nothing that is opened again may wait for somebody who never comes.
    """
    if request.assigned_to is not None:
        whose = colleagues(work).get(request.assigned_to)
        if whose is None or not whose.works_in(request.department):
            request.assigned_to = None


def unassign(request: Request) -> None:
    """It is nobody's matter now, and in nobody's hands: for what leaves its department. The caller writes the event."""
    request.assigned_to = request.claimed_by = request.claimed_until = None


def move_due(work: Work, source: int | None, to: int, until: date, actor: Actor, now: datetime) -> Moved:
    """Move at most BATCH open requests of one person, or of nobody, due by a day to another person; one event each.

    Only those of departments in which the other works. Call it again, in a transaction each, while some are `left`.

    Raises:
        InvalidAnswer: the other is no colleague any more, or away with nobody there to stand in.
    """
    staff, absent = colleagues(work), away(work, work.municipality.today(now))
    target = _stand_in(to, staff, absent)
    theirs = Request.assigned_to == source if source is not None else Request.assigned_to.is_(None)
    wanted = [theirs, Request.is_open.is_(True), Request.queue_on <= until]
    if source == target.account_id:
        return Moved(0, 0)
    everywhere = [one.key for one in (*work.municipality.departments, *work.municipality.former)]
    wanted.append(Request.department.in_([key for key in everywhere if target.works_in(key)]))
    found = work.session.scalars(
        select(Request).where(*wanted).order_by(Request.queue_on, Request.id).limit(BATCH).with_for_update()
    ).all()
    for request in found:
        _give(work, request, actor, target.account_id, now)
    return Moved(len(found), _left(work, wanted))


def rehouse(work: Work, former: str, department: str, actor: Actor, now: datetime) -> Moved:
    """Move at most BATCH open requests of a department that is no more into another one's pool; one event each.

    Raises:
        InvalidAnswer: the other department is none of the town's, or the first one still is.
    """
    town = work.municipality
    if town.department(department) is None or town.department(former) is not None:
        raise InvalidAnswer("department", _("Choose a department of this municipality."))
    wanted = [Request.department == former, Request.is_open.is_(True)]
    found = work.session.scalars(
        select(Request).where(*wanted).order_by(Request.queue_on, Request.id).limit(BATCH).with_for_update()
    ).all()
    for request in found:
        unassign(request)
        request.department = department
        note_event(work, request, actor, "moved", now, f"{former}>{department}")
    return Moved(len(found), _left(work, wanted))


def _give(work: Work, request: Request, actor: Actor, to: int | None, now: datetime) -> None:
    request.assigned_to = to
    note_event(work, request, actor, "assigned", now, POOL if to is None else str(to))


def _require_open(request: Request) -> None:
    state = State(request.state)
    if state is State.CLOSED:
        check(state, State.RECEIVED)


def _present(work: Work, department: str, to: int, today: date) -> Given:
    staff, absent = colleagues(work), away(work, today)
    target = _stand_in(to, staff, absent)
    for one in (staff[to], target):
        if not one.works_in(department):
            where = work.municipality.department_name(department)
            raise InvalidAnswer("person", _("{name} does not work in {department}.", name=one.name, department=where))
    return Given(target.account_id, target.name, staff[to].name if target.account_id != to else "")


def _stand_in(to: int, staff: Mapping[int, Colleague], absent: Away) -> Colleague:
    """Somebody, or whoever stands in for them today."""
    if to not in staff:
        raise InvalidAnswer("person", _("This colleague works here no more. Choose another one, or nobody."))
    found = present(to, absent, staff)
    if found is None:
        until = absent[to].until_on
        raise InvalidAnswer(
            "person", _("{name} is away until {day}, and nobody stands in. Choose another one.", name=staff[to].name, day=until)
        )
    return staff[found]


def _left(work: Work, wanted: Sequence[ColumnElement[bool]]) -> int:
    return int(work.execute(select(func.count()).select_from(Request).where(*wanted)).scalar_one())
