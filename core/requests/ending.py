"""What every end of a request has in common; and the two that no clerk decides: withdrawn by the citizen, lapsed by itself."""

from datetime import datetime

from core.ports import Work
from core.requests import joining
from core.requests.acting import Actor, note_event
from core.requests.lists.ordering import put_in_order
from core.requests.moves import Outcome, State, check
from core.requests.notices import tell
from core.requests.tables import Request
from core.text import _


def end(work: Work, request: Request, outcome: Outcome, now: datetime) -> None:
    """Close a request: nobody holds it and nothing is waited for. Whether it is solved is not known yet."""
    request.state, request.outcome, request.closed_at = State.CLOSED, outcome, now
    request.claimed_by = request.claimed_until = request.asked_until = request.watch_on = request.solved = None
    put_in_order(request, work.municipality.today(now))


def withdraw(work: Work, request: Request, actor: Actor, now: datetime) -> None:
    """The citizen takes the request back, which they may until it is closed."""
    check(State(request.state), State.CLOSED)
    end(work, request, Outcome.WITHDRAWN, now)
    note_event(work, request, actor, "withdrawn", now, str(Outcome.WITHDRAWN))
    joining.goes_on(work, request, now)


def lapse(work: Work, request: Request, now: datetime) -> None:
    """End a request whose citizen never proved who they are. They are told, and may begin a new one."""
    check(State(request.state), State.CLOSED)
    end(work, request, Outcome.LAPSED, now)
    note_event(work, request, Actor("", system=True), "closed", now, str(Outcome.LAPSED))
    joining.goes_on(work, request, now)
    tell(work, request, _("It ended, because nobody showed who asked for it. You may begin a new one."), now)
