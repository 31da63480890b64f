"""Where a request stands in the queue: one day and its id, so that every list is a walk along one index."""

from datetime import date

from core.requests.moves import State
from core.requests.tables import Request

# What the citizen says is not solved comes before everything else; what has no due date comes after everything else.
FIRST, LAST = date.min, date.max


def queue_day(due_on: date | None, promised_on: date | None = None, reopened: int = 0) -> date:
    """The day by which an open request is in order: the promised one where a delay was told, else the due date."""
    return FIRST if reopened else promised_on or due_on or LAST


def put_in_order(request: Request, today: date) -> None:
    """Give a request its place in lists again, after its state or its dates have changed; closed ones lie by their last day."""
    request.is_open = request.state != State.CLOSED
    request.queue_on = queue_day(request.due_on, request.promised_on, request.reopened) if request.is_open else today
