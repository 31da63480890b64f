"""A request's clock while it is worked on: it stands still while the citizen owes an answer, and may grow longer."""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select

from core.dialogue.service import Clock, Service
from core.ports import Work
from core.requests.duedate import DueDate, Longer, due_date
from core.requests.lists.ordering import put_in_order
from core.requests.tables import Event, Request


def asked_at(work: Work, request_id: int) -> datetime | None:
    """When the citizen was last asked something."""
    asked = select(Event.at).where(Event.request_id == request_id, Event.kind == "asked").order_by(Event.seq.desc())
    return work.execute(asked.limit(1)).scalar()


def restart(work: Work, request: Request, service: Service | None, now: datetime) -> bool:
    """Count the due date anew after the time that stood still since the citizen was asked. True if it moved.

    It moves only where the service's law lets its clock stand still; of a service that is gone the date stays as it is.
    """
    clock = service.clock if service is not None else None
    asked = asked_at(work, request.id)
    if clock is None or not clock.stops or asked is None or request.due is None:
        return False
    town, kept = work.municipality, DueDate.from_json(request.due)
    stops = (*kept.stopped, (town.today(asked), town.today(now)))
    return _keep(work, request, due_date(clock, kept.started_on, town, stops, kept.longer), now)


def lengthen(work: Work, request: Request, clock: Clock, longer: Longer, now: datetime) -> date:
    """Count the due date anew with the days that the law adds where several services must act.

    The longer of the two terms counts: a date that is later already, for whatever reason, is kept.
    """
    kept = DueDate.from_json(request.due or {})
    grown = due_date(clock, kept.started_on, work.municipality, kept.stopped, longer)
    _keep(work, request, grown if grown.on >= kept.on else replace(grown, on=kept.on), now)
    return max(grown.on, kept.on)


def _keep(work: Work, request: Request, due: DueDate, now: datetime) -> bool:
    moved = due.on != request.due_on
    request.due_on, request.due = due.on, due.to_json()
    put_in_order(request, work.municipality.today(now))
    return moved
