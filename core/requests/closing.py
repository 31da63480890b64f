"""How a request ends: closed by a clerk, withdrawn by the citizen, lapsed by itself; and opened again as not solved."""

from datetime import date, datetime, timedelta

from core.errors import Conflict, NotAllowed
from core.ports import Work
from core.requests import joining
from core.requests.acting import Actor, note_event
from core.requests.claiming import require_claim
from core.requests.moves import OUTCOME_NAMES, Outcome, State, check
from core.requests.notices import tell
from core.requests.ordering import put_in_order
from core.requests.tables import Request
from core.text import Many, Sentence, _

REOPEN_WITHIN = timedelta(days=15)
REOPEN_AT_MOST = 2
# How a clerk may end a request by hand; what lapses does so after its time only.
BY_HAND = (Outcome.DONE, Outcome.REFUSED, Outcome.NOT_OURS, Outcome.DUPLICATE, Outcome.WITHDRAWN)


def outcomes(request: Request, today: date) -> tuple[Outcome, ...]:
    """How a clerk may end this request now: it lapses only when the citizen's time to answer is over."""
    over = request.asked_until is not None and request.asked_until < today
    return (*BY_HAND, Outcome.LAPSED) if over else BY_HAND


def close(work: Work, request: Request, actor: Actor, outcome: Outcome, reason: str, now: datetime, notify: bool = True) -> None:
    """Close a request with an outcome and a reason in plain words, which the citizen is told on the way they chose.

    Raises:
        Conflict: it is already closed, or another clerk holds it.
        NotAllowed: the reason is missing.
    """
    require_claim(request, actor, now)
    check(State(request.state), State.CLOSED)
    if not reason.strip():
        raise NotAllowed("reason", _("Write the reason in a sentence that the citizen understands."))
    _end(work, request, outcome, now)
    note_event(work, request, actor, "closed", now, str(outcome), {"words": reason}, "reason")
    if notify:
        tell(work, request, ending(outcome, reason), now)
    joining.end_with(work, request, now)


def ending(outcome: Outcome, reason: str) -> Sentence:
    """What the citizen is told of the end of their request."""
    return Many((_("{outcome}.", outcome=OUTCOME_NAMES[outcome]), reason))


def withdraw(work: Work, request: Request, actor: Actor, now: datetime) -> None:
    """The citizen takes the request back, which they may until it is closed."""
    check(State(request.state), State.CLOSED)
    _end(work, request, Outcome.WITHDRAWN, now)
    note_event(work, request, actor, "withdrawn", now, str(Outcome.WITHDRAWN))
    joining.goes_on(work, request, now)


def lapse(work: Work, request: Request, now: datetime) -> None:
    """End a request whose citizen never proved who they are. They are told, and may begin a new one."""
    check(State(request.state), State.CLOSED)
    _end(work, request, Outcome.LAPSED, now)
    note_event(work, request, Actor("", system=True), "closed", now, str(Outcome.LAPSED))
    joining.goes_on(work, request, now)
    tell(work, request, _("It ended, because nobody showed who asked for it. You may begin a new one."), now)


def _end(work: Work, request: Request, outcome: Outcome, now: datetime) -> None:
    request.state, request.outcome, request.closed_at = State.CLOSED, outcome, now
    request.claimed_by = request.claimed_until = request.asked_until = request.watch_on = None
    put_in_order(request, work.municipality.today(now))


def reopen(work: Work, request: Request, actor: Actor, now: datetime) -> None:
    """ "Not solved": a closed report comes back to the queue, within fifteen days and twice at most.

    Raises:
        Conflict: it is not closed.
        NotAllowed: it is no report, too late, or was reopened twice.
    """
    if request.joined_to is not None:
        _reopen_other(work, request, actor, now)
        return
    if not request.is_report:
        raise NotAllowed("formal", _("A decision is not reopened. Its answer says how to object."))
    if request.closed_at is None:
        raise Conflict("open", _("This request is still open."))
    if not still_reopens(request, now):
        raise NotAllowed("late", _("This request cannot be opened again. Please begin a new one."))
    check(State(request.state), State.IN_PROGRESS)
    request.state, request.outcome, request.closed_at = State.IN_PROGRESS, "", None
    request.solved, request.reopened = False, request.reopened + 1
    put_in_order(request, work.municipality.today(now))
    note_event(work, request, actor, "reopened", now)
    joining.open_again(work, request)


def _reopen_other(work: Work, request: Request, actor: Actor, now: datetime) -> None:
    """ "Not solved" from the citizen of a joined request: the other one is opened again, once whoever says so first.

    Raises:
        Conflict, NotAllowed: as `reopen`, of the other one.
    """
    other = joining.other(work, request)
    if other.closed_at is None:
        raise Conflict("open", _("It is open again already, and is being worked on."))
    reopen(work, other, actor, now)
    request.solved = False
    note_event(work, request, actor, "reopened", now)


def still_reopens(request: Request, now: datetime) -> bool:
    """Whether a closed request can be opened again: not for ever, and not for ever again."""
    in_time = request.closed_at is not None and now <= request.closed_at + REOPEN_WITHIN
    return in_time and request.reopened < REOPEN_AT_MOST
