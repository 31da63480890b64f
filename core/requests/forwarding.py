"""A request that is somebody else's matter: moved to another department, or sent on to another body and watched."""

from datetime import date, datetime, timedelta

from core.errors import Conflict, InvalidAnswer
from core.municipalities.bodies import ASK_AGAIN_AFTER
from core.municipalities.model import Body
from core.ports import Work
from core.requests.acting import Actor, note_event
from core.requests.claiming import require_claim
from core.requests.lists.ordering import put_in_order
from core.requests.moves import State, check
from core.requests.notices import tell
from core.requests.tables import Request
from core.text import Many, Sentence, _

# Until when we may be waiting for another body at the longest.
WATCH_AT_MOST = timedelta(days=365)


def move(work: Work, request: Request, actor: Actor, department: str, why: str, now: datetime) -> None:
    """Give a request to another department of the town. `why` is for the colleagues there.

    The citizen is told in the same transaction, so well within the three days of ν.2690/1999, art. 4 par. 1. The clock
    goes on. It is in nobody's hands then, and nobody's matter in particular.

    Raises:
        Conflict: another clerk holds it, or it is closed.
        InvalidAnswer: there is no such department, or it lies there already.
    """
    require_claim(request, actor, now)
    if State(request.state) is State.CLOSED:
        check(State.CLOSED, State.RECEIVED)
    found, before = work.municipality.department(department), request.department
    if found is None or department == before:
        raise InvalidAnswer("department", _("Choose another department."))
    request.department, request.assigned_to = department, None
    request.claimed_by = request.claimed_until = None
    put_in_order(request, work.municipality.today(now))
    content = {"words": why, "from": before, "to": department}
    note_event(work, request, actor, "moved", now, f"{before}>{department}", content, "note")
    said: list[Sentence] = [_("It is a matter for {department}, to which we have sent it.", department=found.name)]
    if request.due_on is not None:
        said.append(_("The day for our answer stays {day}.", day=request.due_on))
    tell(work, request, Many(tuple(said)), now)


def forward(work: Work, request: Request, actor: Actor, body: Body, words: str, now: datetime) -> date:
    """Send a request on to the body whose matter it is; `words` tell the citizen why. Gives the day on which we ask it again.

    The citizen is told to whom, and how to reach them, in the same transaction. The clock goes on: whoever was asked
    still owes the citizen word of where it went (ν.2690/1999, art. 4 par. 1).
    """
    require_claim(request, actor, now)
    check(State(request.state), State.FORWARDED)
    today = work.municipality.today(now)
    request.state, request.forwarded_to = State.FORWARDED, body.key
    request.watch_on = today + timedelta(days=body.days or ASK_AGAIN_AFTER)
    put_in_order(request, today)
    content = {"words": words, "body": body.key, "name": dict(body.name.languages)}
    note_event(work, request, actor, "forwarded", now, body.key, content, "reply")
    tell(work, request, Many((words, reach(body))), now)
    return request.watch_on


def reach(body: Body) -> Sentence:
    """How the citizen reaches a body: as much as the town's directory knows."""
    ways: list[Sentence] = [one for one in (body.phone, body.email) if one]
    if body.address.languages:
        ways.append(body.address)
    if not ways:
        return ""
    return _("{body}: {ways}.", body=body.name, ways=Many(tuple(ways), by=", "))


def watch(work: Work, request: Request, now: datetime) -> None:
    """The day on which we wanted to hear from the other body has come: its clerk is reminded. It stays with that body."""
    note_event(work, request, Actor("", system=True), "watch", now, request.forwarded_to)


def wait_on(work: Work, request: Request, actor: Actor, words: str, until: date, now: datetime) -> None:
    """A clerk asked the other body again and waits until another day; `words` are for colleagues.

    Raises:
        Conflict: it is with no other body.
        InvalidAnswer: the day does not lie ahead.
    """
    _with_another(request)
    today = work.municipality.today(now)
    if not today < until <= today + WATCH_AT_MOST:
        raise InvalidAnswer("until", _("Choose a day after today."))
    request.watch_on = until
    content = {"words": words, "until": until.isoformat()}
    note_event(work, request, actor, "waits-on", now, request.forwarded_to, content, "note")


def take_back(work: Work, request: Request, actor: Actor, words: str, now: datetime) -> None:
    """The other body answered or sent it back: the request is ours to work on again."""
    _with_another(request)
    body = request.forwarded_to
    request.state, request.watch_on, request.forwarded_to = State.IN_PROGRESS, None, ""
    put_in_order(request, work.municipality.today(now))
    note_event(work, request, actor, "returned", now, body, content={"words": words}, content_kind="note")


def _with_another(request: Request) -> None:
    if State(request.state) is not State.FORWARDED:
        raise Conflict("not-forwarded", _("This request is not with another authority."))
