""" "Is it really solved?": asked of whoever reported something that was done; "no" brings it back to its clerk."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from core.errors import Conflict, NotAllowed
from core.messages.outbox import MessageState
from core.messages.tables import Message
from core.municipalities.model import Municipality
from core.people.contact import Way
from core.ports import Work
from core.requests import joining
from core.requests.acting import Actor, note_event
from core.requests.asking import answer
from core.requests.asksolved import PURPOSE, REOPEN_AT_MOST
from core.requests.assigning import keep_or_pool
from core.requests.lists.ordering import put_in_order
from core.requests.moves import Outcome, State, check
from core.requests.tables import Attachment, Request
from core.text import Sentence, _

REOPEN_WITHIN = timedelta(days=15)
# Ends that leave nothing to be solved.
_OVER = (Outcome.WITHDRAWN, Outcome.LAPSED)
# For so long a number that was asked is told kindly what became of it.
REMEMBERED = timedelta(days=90)
_AT_MOST = 9


def still_reopens(request: Request, town: Municipality, now: datetime) -> bool:
    """Whether a closed request can be opened again: not for ever, and not for ever again.

    Whole days of the town count, as people count them: on the fifteenth until midnight.
    """
    in_time = request.closed_at is not None and town.today(now) <= town.today(request.closed_at) + REOPEN_WITHIN
    return in_time and request.reopened < REOPEN_AT_MOST


def may_answer_solved(request: Request, town: Municipality, now: datetime) -> bool:
    """Whether "is it really solved?" is asked: of a closed report, until it was answered or can be opened no more."""
    return (
        request.is_report
        and request.state == State.CLOSED
        and request.outcome not in _OVER
        and not joining.waits(request)
        and request.solved is not True
        and still_reopens(request, town, now)
    )


def asked_of(work: Work, contact: str, now: datetime) -> list[Request]:
    """The requests about which a telephone number was asked by text, the one asked last first, whatever became of them."""
    message = Message
    asked = (
        message.to == contact,
        message.purpose == PURPOSE,
        message.way == str(Way.TEXT),
        message.state != str(MessageState.STOPPED),
        message.created_at >= now - REMEMBERED,
    )
    rows = work.session.scalars(
        select(Request)
        .join(message, (message.municipality_id == Request.municipality_id) & (message.request_id == Request.id))
        .where(*asked)
        .order_by(message.id.desc())
        .limit(_AT_MOST)
    )
    return list(dict.fromkeys(rows))


def reopen(work: Work, request: Request, actor: Actor, now: datetime, words: str = "", uploads: tuple[int, ...] = ()) -> None:
    """ "Not solved": a closed report comes back, first in the queue and to the same clerk; within fifteen days, twice at most.

    Raises:
        Conflict: it is not closed.
        NotAllowed: it is no report, too late, or was reopened twice.
    """
    if request.joined_to is not None:
        _reopen_other(work, request, actor, now, words, uploads)
        return
    if not request.is_report:
        raise NotAllowed("formal", _("A decision is not reopened. Its answer says how to object."))
    if request.closed_at is None:
        raise Conflict("open", _("This request is still open."))
    if request.outcome in _OVER:
        raise NotAllowed("over", _("This request has ended and is not opened again. Please begin a new one."))
    if not still_reopens(request, work.municipality, now):
        raise NotAllowed("late", _too_late(work, request))
    check(State(request.state), State.IN_PROGRESS)
    request.state, request.outcome, request.closed_at = State.IN_PROGRESS, "", None
    request.solved, request.reopened = False, request.reopened + 1
    keep_or_pool(work, request)
    put_in_order(request, work.municipality.today(now))
    _note(work, request, actor, now, words, uploads)
    joining.open_again(work, request)


def _note(work: Work, request: Request, actor: Actor, now: datetime, words: str, uploads: tuple[int, ...]) -> None:
    if uploads:
        work.execute(update(Attachment).where(Attachment.id.in_(uploads)).values(request_id=request.id))
    said = {"words": words.strip(), "uploads": list(uploads)} if words.strip() or uploads else None
    note_event(work, request, actor, "reopened", now, content=said, content_kind="said" if said else "")


def _reopen_other(work: Work, request: Request, actor: Actor, now: datetime, words: str, uploads: tuple[int, ...]) -> None:
    """ "Not solved" from the citizen of a joined request: the other one is opened again, once whoever says so first.

    Raises:
        Conflict, NotAllowed: as `reopen`, of the other one.
    """
    other = joining.other(work, request)
    if other.closed_at is None:
        raise Conflict("open", _("It is open again already, and we are working on it."))
    reopen(work, other, actor, now)
    request.solved = False
    _note(work, request, actor, now, words, uploads)


def _too_late(work: Work, request: Request) -> Sentence:
    number = work.municipality.desk_number
    if request.reopened >= REOPEN_AT_MOST:
        if number:
            return _("It was opened again twice already. Call {number}: a person will see what else can be done.", number=number)
        return _("It was opened again twice already. Please speak with a person at the town hall.")
    if number:
        return _("It was closed more than 15 days ago. Please report it anew, or call {number}.", number=number)
    return _("It was closed more than 15 days ago. Please report it anew.")


def answer_solved(
    work: Work,
    request: Request,
    actor: Actor,
    yes: bool,
    now: datetime,
    words: str = "",
    uploads: tuple[int, ...] = (),
) -> Sentence:
    """The citizen says whether a closed report is really solved; "no" opens it again. Gives what to tell them.

    Said twice, it counts once; a "no" to what is open again already is told so, and its words are added.

    Raises:
        Conflict: it is open and was never closed, or still is not closed when it is said to be solved.
        NotAllowed: "no" comes too late, too often, or about what is no report.
    """
    if request.state != State.CLOSED:
        if not yes and request.reopened:
            if words.strip() or uploads:
                answer(work, request, actor, words.strip(), now, uploads)
            return _("It is open again already, and we are working on it.")
        raise Conflict("open", _("This request is still open. We will ask you when it is done."))
    if not yes:
        reopen(work, request, actor, now, words, uploads)
        return _("We opened it again. It comes first now, with the clerk who worked on it.")
    if request.solved:
        return _("Thank you. You had told us already that it is solved.")
    request.solved = True
    said = {"words": words.strip()} if words.strip() else None
    note_event(work, request, actor, "solved", now, content=said, content_kind="said" if said else "")
    return _("Thank you. We noted that it is solved.")
