"""Several services involved: the term is longer, where the service's law says so, and the citizen is told once."""

from collections.abc import Sequence
from datetime import date, datetime

from core.dialogue.service import Clock, Service
from core.errors import Conflict, InvalidAnswer, NotAllowed
from core.ports import Work
from core.requests import clock as clocks
from core.requests.acting import Actor, note_event
from core.requests.claiming import require_claim
from core.requests.duedate import DueDate, Longer
from core.requests.moves import State, check
from core.requests.notices import tell
from core.requests.tables import Request
from core.text import Many, _


def rule(service: Service | None) -> Clock | None:
    """The clock of a service whose law gives more time where several services must act; None where it has no such rule."""
    clock = service.clock if service is not None else None
    return clock if clock is not None and clock.several_days else None


def involve(
    work: Work,
    request: Request,
    actor: Actor,
    departments: Sequence[str],
    why: str,
    now: datetime,
    service: Service | None,
) -> date:
    """Note that other departments must act too, and give the longer day for the answer, which the citizen is told once.

    Source: ν.2690/1999, art. 4 par. 1 (ten days more where the matter belongs to several services).

    Raises:
        NotAllowed: the law of this service has no such rule, or it was called for after the term had ended.
        Conflict: another clerk holds it, it is closed, or the days were added already.
        InvalidAnswer: no other department is named.
    """
    require_claim(request, actor, now)
    if State(request.state) is State.CLOSED:
        check(State.CLOSED, State.RECEIVED)
    clock, town = rule(service), work.municipality
    if clock is None or request.due is None or request.due_on is None:
        raise NotAllowed("several", _("The law of this service does not give more time for several departments."))
    if DueDate.from_json(request.due).longer is not None:
        raise Conflict("several-twice", _("The days for several departments are counted already."))
    if request.due_on < town.today(now):
        raise NotAllowed("several-late", _("The time has ended already, and what has ended cannot be made longer."))
    others = [one for key in departments if key != request.department and (one := town.department(key)) is not None]
    if not others:
        raise InvalidAnswer("departments", _("Choose at least one other department."))
    before = request.due_on
    longer = Longer(clock.several_days, clock.several_source, tuple(one.name for one in others))
    on = clocks.lengthen(work, request, clock, longer, now)
    content = {"words": why, "departments": [one.key for one in others], "before": before.isoformat(), "on": on.isoformat()}
    note_event(work, request, actor, "several", now, ",".join(one.key for one in others), content, "note")
    told = _(
        "Other departments must act too ({others}), so our answer comes by {day} ({source}).",
        others=Many(tuple(one.name for one in others), by=", "),
        day=on,
        source=clock.several_source,
    )
    tell(work, request, told, now)
    return on
