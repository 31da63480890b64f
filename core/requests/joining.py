"""What holds for requests that were joined with another one: they end with it, and any of their citizens reopens it.

A joined request is closed as a duplicate and names the other in `joined_to`. Its citizen keeps their own reference, is told
how the other one ends, and never learns its number or anything that was said in it.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from core.errors import Conflict
from core.ports import Work
from core.requests.acting import Actor, note_event
from core.requests.moves import STATE_NAMES, Outcome, State
from core.requests.notices import tell
from core.requests.ordering import put_in_order
from core.requests.tables import Request
from core.text import Many, Sentence, _

SYSTEM = Actor("", system=True)

Saying = Callable[[Request], tuple[Sentence, str]]


def waits(request: Request) -> bool:
    """Whether a request is joined with one that is not closed: nobody asks yet whether it is solved."""
    return request.joined_to is not None and request.outcome == Outcome.DUPLICATE


def joined(work: Work, request: Request) -> list[Request]:
    """The requests that were joined with this one, the oldest first."""
    return list(work.session.scalars(select(Request).where(Request.joined_to == request.id).order_by(Request.id)))


def how_far(work: Work, request: Request) -> Sentence:
    """What the citizen of a joined request may know of the other one: its state, nothing else."""
    state = work.execute(select(Request.state).where(Request.id == request.joined_to)).scalar()
    said = _("joined with another request about the same matter")
    return Many((said, STATE_NAMES[State(state)]), by=": ") if state is not None else said


def end_with(work: Work, request: Request, reason: str, saying: Saying, now: datetime) -> int:
    """The request that others were joined with is closed: theirs end likewise, and each citizen is told. Gives how many.

    `saying` gives what each is told, and with which purpose.
    """
    others = joined(work, request)
    for one in others:
        one.outcome, one.closed_at, one.solved = request.outcome, now, None
        put_in_order(one, work.municipality.today(now))
        note_event(work, one, SYSTEM, "closed", now, request.outcome, {"words": reason}, "reason")
        said, purpose = saying(one)
        tell(work, one, said, now, purpose)
    return len(others)


def goes_on(work: Work, request: Request, now: datetime) -> None:
    """The request that others were joined with ended without an answer (withdrawn, lapsed): the oldest of them takes its place.

    Nobody's report is lost because somebody else takes theirs back.
    """
    others = joined(work, request)
    if not others:
        return
    first, rest = others[0], others[1:]
    _open(work, first, now)
    note_event(work, first, SYSTEM, "separated", now)
    for one in rest:
        one.joined_to = first.id


def open_again(work: Work, request: Request, now: datetime) -> None:
    """The request that others were joined with is opened again: they wait with it."""
    for one in joined(work, request):
        one.outcome = Outcome.DUPLICATE


def other(work: Work, request: Request) -> Request:
    """The request that this one was joined with.

    Raises:
        Conflict: it was joined with none.
    """
    found = work.session.get(Request, (work.municipality.id, request.joined_to)) if request.joined_to else None
    if found is None:
        raise Conflict("not-joined", _("This request is not joined with another one."))
    return found


def separate(work: Work, request: Request, actor: Actor, now: datetime) -> None:
    """They were not the same after all: the request is open again and goes its own way.

    Raises:
        Conflict: it is not joined, or ended with the other one already.
    """
    if not waits(request):
        raise Conflict("not-joined", _("This request is not joined with another one."))
    _open(work, request, now)
    note_event(work, request, actor, "separated", now)


def _open(work: Work, request: Request, now: datetime) -> None:
    request.joined_to, request.state, request.outcome, request.closed_at = None, State.IN_PROGRESS, "", None
    request.solved = None
    put_in_order(request, work.municipality.today(now))
