"""What clerks and citizens do with a request. Each use case is one transaction and one event."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from core.dialogue.service import Clock
from core.errors import Conflict, NotAllowed
from core.messages.outbox import MessageState
from core.messages.tables import Message
from core.ports import Work
from core.requests.duedate import DueDate, due_date
from core.requests.history import Happening, Kept, append, save, seal
from core.requests.moves import OUTCOME_NAMES, Outcome, State, check
from core.requests.notices import tell
from core.requests.tables import Attachment, Event, Request
from core.text import Many, Sentence, _

CLAIM_LASTS = timedelta(minutes=30)
ANSWER_WITHIN = timedelta(days=15)
REOPEN_WITHIN = timedelta(days=15)
REOPEN_AT_MOST = 2
# What did not reach the citizen and needs a person: no machine could, they said STOP, or it failed for good.
UNTOLD = (
    MessageState.BY_HAND,
    MessageState.STOPPED,
    MessageState.FAILED,
    MessageState.UNDELIVERED,
    MessageState.UNCERTAIN,
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and on which channel: a citizen, staff (`account_id`), or the software by itself (`system`)."""

    channel: str
    account_id: int | None = None
    system: bool = False

    @property
    def name(self) -> str:
        if self.system:
            return "system"
        return "citizen" if self.account_id is None else f"staff:{self.account_id}"


def note_event(
    work: Work,
    request: Request,
    actor: Actor,
    kind: str,
    now: datetime,
    code: str = "",
    content: Mapping[str, Any] | None = None,
    content_kind: str = "",
) -> None:
    """Add one event to a request's chain and move its head. Two at once: the later one is a Conflict.

    Raises:
        Conflict: somebody else wrote to this request in the same moment.
    """
    kept: Kept | None = None
    if content is not None:
        kept = seal(content_kind, content)
        save(work, request.id, kept, "with-request")
    happening = Happening(kind, request.state, actor.name, actor.channel, code)
    before = (request.last_seq, request.last_hash)
    seq, link = append(work, request.id, before, happening, now, kept)
    moved = work.execute(
        update(Request)
        .where(Request.id == request.id, Request.last_seq == before[0])
        .values(last_seq=seq, last_hash=link)
        .execution_options(synchronize_session=False)
    )
    if not moved.rowcount:
        raise Conflict("changed", _("Somebody else changed this request just now. Look at it again, please."))
    work.session.refresh(request, ["last_seq", "last_hash"])


def claim(work: Work, request: Request, actor: Actor, now: datetime, reason: str = "") -> None:
    """Take a request in hand for half an hour, renewed by each use.

    Raises:
        Conflict: another clerk holds it (a supervisor gives a reason to take it over), or it is closed.
    """
    held = request.claimed_by not in (None, actor.account_id)
    if held and request.claimed_until is not None and request.claimed_until > now and not reason:
        raise Conflict("claimed", _("A colleague is working on this request."))
    state = State(request.state)
    if state is State.CLOSED:
        check(state, State.RECEIVED)
    again = request.claimed_by == actor.account_id
    request.claimed_by, request.claimed_until = actor.account_id, now + CLAIM_LASTS
    if state is State.RECEIVED:
        request.state = State.IN_PROGRESS
    if not again:
        note_event(work, request, actor, "claimed", now, content={"words": reason} if reason else None, content_kind="note")


def release(work: Work, request: Request, actor: Actor, now: datetime) -> None:
    """Give a claimed request back to the queue."""
    require_claim(request, actor, now)
    request.claimed_by = request.claimed_until = None
    note_event(work, request, actor, "released", now)


def renew(work: Work, request_id: int, actor: Actor, now: datetime) -> None:
    """Working on a request, even reading it, keeps a live claim alive; one that ran out stays so."""
    mine = (Request.claimed_by == actor.account_id, Request.claimed_until > now)
    work.execute(update(Request).where(Request.id == request_id, *mine).values(claimed_until=now + CLAIM_LASTS))


def require_claim(request: Request, actor: Actor, now: datetime) -> None:
    """Only who holds a request changes it.

    Raises:
        Conflict: it is not claimed by this clerk, or the claim has run out.
    """
    held = request.claimed_by == actor.account_id and request.claimed_until is not None
    if not held or (request.claimed_until is not None and request.claimed_until <= now):
        raise Conflict("not-claimed", _("Take the request in hand first: it is not yours at this moment."))


def add_note(work: Work, request: Request, actor: Actor, words: str, now: datetime) -> None:
    """An internal note, which no citizen sees."""
    note_event(work, request, actor, "note", now, content={"words": words}, content_kind="note")


def ask(work: Work, request: Request, actor: Actor, words: str, now: datetime) -> date:
    """Ask the citizen something; they have fifteen days, and the clock stops if the service's law lets it."""
    require_claim(request, actor, now)
    check(State(request.state), State.WAITING_CITIZEN)
    until = work.municipality.today(now + ANSWER_WITHIN)
    request.state, request.asked_until = State.WAITING_CITIZEN, until
    note_event(work, request, actor, "asked", now, content={"words": words}, content_kind="question")
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
    clock: Clock | None = None,
) -> None:
    """The citizen adds something, or answers what was asked: the request goes back to its clerk.

    `clock` is the service's; where its law lets it stand still while the citizen owes an answer, the due date moves.
    """
    state = State(request.state)
    if state is State.CLOSED:
        raise Conflict("closed", _("This request is closed. Please begin a new one."))
    kind = "added"
    if state is State.WAITING_CITIZEN:
        request.state, request.asked_until = State.IN_PROGRESS, None
        kind = "answered"
        if clock is not None and clock.stops:
            _restart_clock(work, request, clock, now)
    if uploads:
        work.execute(update(Attachment).where(Attachment.id.in_(uploads)).values(request_id=request.id))
    note_event(work, request, actor, kind, now, content={"words": words, "uploads": list(uploads)}, content_kind="said")


def reply(work: Work, request: Request, actor: Actor, words: str, now: datetime) -> None:
    """Write to the citizen without changing anything else."""
    require_claim(request, actor, now)
    note_event(work, request, actor, "replied", now, content={"words": words}, content_kind="reply")
    tell(work, request, words, now)


def forward(work: Work, request: Request, actor: Actor, words: str, now: datetime) -> None:
    """Send a request on to the authority whose matter it is; `words` tell the citizen to whom, and why.

    The clock goes on: whoever was asked still owes the citizen word of where it went (ν.2690/1999, art. 4 par. 1).
    """
    require_claim(request, actor, now)
    check(State(request.state), State.FORWARDED)
    request.state = State.FORWARDED
    note_event(work, request, actor, "forwarded", now, content={"words": words}, content_kind="reply")
    tell(work, request, words, now)


def take_back(work: Work, request: Request, actor: Actor, words: str, now: datetime) -> None:
    """The other authority answered or sent it back: the request is ours to work on again."""
    if State(request.state) is not State.FORWARDED:
        raise Conflict("not-forwarded", _("This request is not with another authority."))
    request.state = State.IN_PROGRESS
    note_event(work, request, actor, "returned", now, content={"words": words}, content_kind="note")


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
    _end(request, outcome, now)
    note_event(work, request, actor, "closed", now, str(outcome), {"words": reason}, "reason")
    if notify:
        tell(work, request, closing(outcome, reason), now)


def closing(outcome: Outcome, reason: str) -> Sentence:
    """What the citizen is told of the end of their request."""
    return Many((_("{outcome}.", outcome=OUTCOME_NAMES[outcome]), reason))


def withdraw(work: Work, request: Request, actor: Actor, now: datetime) -> None:
    """The citizen takes the request back, which they may until it is closed."""
    check(State(request.state), State.CLOSED)
    _end(request, Outcome.WITHDRAWN, now)
    note_event(work, request, actor, "withdrawn", now, str(Outcome.WITHDRAWN))


def lapse(work: Work, request: Request, now: datetime) -> None:
    """End a request whose citizen never proved who they are. They are told, and may begin a new one."""
    check(State(request.state), State.CLOSED)
    _end(request, Outcome.LAPSED, now)
    note_event(work, request, Actor("", system=True), "closed", now, str(Outcome.LAPSED))
    tell(work, request, _("It ended, because nobody showed who asked for it. You may begin a new one."), now)


def _end(request: Request, outcome: Outcome, now: datetime) -> None:
    request.state, request.outcome, request.closed_at = State.CLOSED, outcome, now
    request.claimed_by = request.claimed_until = request.asked_until = None


def reopen(work: Work, request: Request, actor: Actor, now: datetime) -> None:
    """ "Not solved": a closed report comes back to the queue, within fifteen days and twice at most.

    Raises:
        Conflict: it is not closed.
        NotAllowed: it is no report, too late, or was reopened twice.
    """
    if request.form != "report":
        raise NotAllowed("formal", _("A decision is not reopened. Its answer says how to object."))
    if request.closed_at is None:
        raise Conflict("open", _("This request is still open."))
    if now > request.closed_at + REOPEN_WITHIN or request.reopened >= REOPEN_AT_MOST:
        raise NotAllowed("late", _("This request cannot be opened again. Please begin a new one."))
    check(State(request.state), State.IN_PROGRESS)
    request.state, request.outcome, request.closed_at = State.IN_PROGRESS, "", None
    request.solved, request.reopened = False, request.reopened + 1
    note_event(work, request, actor, "reopened", now)


def identify(work: Work, request: Request, actor: Actor, document: str, last_three: str, now: datetime) -> None:
    """A clerk saw the citizen's identity document: its kind, its last three characters, never a scan."""
    check(State(request.state), State.RECEIVED)
    request.state = State.RECEIVED
    seen = {"document": document, "last_three": last_three[-3:]}
    note_event(work, request, actor, "identified", now, content=seen, content_kind="identity")


def told_by_hand(work: Work, request: Request, actor: Actor, message_id: int, now: datetime) -> None:
    """A clerk told the citizen by telephone, letter or face to face what no machine could deliver.

    Raises:
        Conflict: a colleague did so already, or it was delivered meanwhile.
    """
    waiting = (Message.id == message_id, Message.request_id == request.id, Message.state.in_(map(str, UNTOLD)))
    delivered = {"state": str(MessageState.DELIVERED), "reason": "by-hand", "updated_at": now}
    if not work.execute(update(Message).where(*waiting).values(**delivered)).rowcount:
        raise Conflict("told", _("They have been told already."))
    note_event(work, request, actor, "told", now)


def _restart_clock(work: Work, request: Request, clock: Clock, now: datetime) -> None:
    """Compute the due date again after the time that stood still while we waited for the citizen."""
    asked = work.execute(
        select(Event.at).where(Event.request_id == request.id, Event.kind == "asked").order_by(Event.seq.desc())
    ).scalar()
    if asked is None or request.due is None:
        return
    town = work.municipality
    stops = (*DueDate.from_json(request.due).stopped, (town.today(asked), town.today(now)))
    due = due_date(clock, town.today(request.created_at), town, stops)
    request.due_on, request.due = due.on, due.to_json()
