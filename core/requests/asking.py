"""Asking the citizen something, and what they answer, add, or leave unanswered; meanwhile the clock may stand still."""

from datetime import date, datetime, timedelta

from sqlalchemy import update

from core.dialogue.service import Service
from core.errors import Conflict, InvalidAnswer
from core.ports import Work
from core.requests import clock
from core.requests.acting import Actor, note_event
from core.requests.claiming import require_claim
from core.requests.moves import Outcome, State, check
from core.requests.notices import tell
from core.requests.tables import Attachment, Request
from core.text import Many, Sentence, _

# How long the citizen has: as a rule, and what a clerk may choose (rules: A request).
ANSWER_WITHIN = timedelta(days=15)
SHORTEST, LONGEST = timedelta(days=3), timedelta(days=60)
# The reminder goes out so long before the end; of a short time, when half of it is left.
REMINDED_BEFORE = timedelta(days=8)


def reminder_day(asked_on: date, until: date) -> date:
    """When somebody who was asked something is reminded: of fifteen days, on the seventh."""
    half = timedelta(days=((until - asked_on).days + 1) // 2)
    return until - min(REMINDED_BEFORE, half)


def ask(work: Work, request: Request, actor: Actor, words: str, now: datetime, until: date | None = None) -> date:
    """Ask the citizen something; the clock stops if the service's law lets it. Gives the day until which they have time.

    Raises:
        Conflict: another clerk holds it, or it cannot be asked about now.
        InvalidAnswer: `until` is sooner than three days from now, or later than sixty.
    """
    require_claim(request, actor, now)
    check(State(request.state), State.WAITING_CITIZEN)
    until = until or work.municipality.today(now + ANSWER_WITHIN)
    first, last = (work.municipality.today(now + span) for span in (SHORTEST, LONGEST))
    if not first <= until <= last:
        raise InvalidAnswer("until", _("Choose a day from {first} to {last}.", first=first, last=last))
    request.state, request.asked_until = State.WAITING_CITIZEN, until
    note_event(work, request, actor, "asked", now, content={"words": words, "until": until.isoformat()}, content_kind="question")
    tell(
        work,
        request,
        Many((words, _("Please answer by {day}, with a reply to this message or at the town hall.", day=until))),
        now,
        "question",
    )
    return until


def answer(
    work: Work,
    request: Request,
    actor: Actor,
    words: str,
    now: datetime,
    uploads: tuple[int, ...] = (),
    service: Service | None = None,
) -> None:
    """The citizen adds something, or answers what was asked: the request goes back to its clerk.

    Where the law of `service` lets its clock stand still while the citizen owes an answer, the due date moves. Also an
    answer after its day counts: what was answered does not lapse. `actor` is the clerk who heard it, where it was said
    to one.
    """
    state = State(request.state)
    if state is State.CLOSED:
        raise Conflict("closed", _ended(request))
    kind, request.asked_until = "added", None
    if state is State.WAITING_CITIZEN:
        request.state, kind = State.IN_PROGRESS, "answered"
        clock.restart(work, request, service, now)
    if uploads:
        work.execute(update(Attachment).where(Attachment.id.in_(uploads)).values(request_id=request.id))
    note_event(work, request, actor, kind, now, content={"words": words, "uploads": list(uploads)}, content_kind="said")


def unanswered(work: Work, request: Request, now: datetime, service: Service | None = None) -> None:
    """The day for an answer has passed: the request goes back to its clerk, and the clock runs again.

    `asked_until` stays, as the fact that its time is over.
    """
    check(State(request.state), State.IN_PROGRESS)
    request.state = State.IN_PROGRESS
    clock.restart(work, request, service, now)
    note_event(work, request, Actor("", system=True), "unanswered", now)


def _ended(request: Request) -> Sentence:
    """What somebody is told who writes about a request that has ended."""
    if request.outcome == Outcome.LAPSED:
        return _("This request ended because no answer came in time. Please begin a new one: tell us again what it is about.")
    return _("This request is closed. Please begin a new one.")
