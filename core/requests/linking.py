"""Requests that belong together: a duplicate joined with the first report, a report split in two, and plain links."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, or_, select

from core.dialogue.answers import Answer
from core.dialogue.service import Service
from core.errors import Conflict, InvalidAnswer, NotFound
from core.model import new_id
from core.people.contact import Way
from core.ports import Work
from core.requests import joining
from core.requests.acting import Actor, note_event
from core.requests.claiming import require_claim
from core.requests.duedate import DueDate
from core.requests.filing import Filed, Submission, answers_of, file
from core.requests.lists.ordering import put_in_order
from core.requests.moves import Outcome, State, check
from core.requests.notices import tell
from core.requests.receiptcode import CODE_MARK
from core.requests.sharing import LinkRow
from core.requests.tables import Request
from core.text import Code, Many, Sentence, _

LONGEST_NOTE = 200
# Where the words of a part are kept when its service asks for none.
PART = "part"


class Kind(StrEnum):
    """How two requests belong together: `request_id` was joined with, split from, or has to do with `other_id`."""

    DUPLICATE = "duplicate"
    SPLIT = "split"
    RELATED = "related"


@dataclass(frozen=True, slots=True)
class Link:
    """One link as the page of a request shows it; `into` says whether this request is the one that was joined or split off."""

    id: int
    kind: Kind
    into: bool
    reference: str
    service: str
    department: str
    state: State
    note: str


def links(work: Work, request: Request) -> list[Link]:
    """The links of a request, the oldest first."""
    row, other = LinkRow, Request
    here = or_(
        (row.request_id == request.id) & (other.id == row.other_id), (row.other_id == request.id) & (other.id == row.request_id)
    )
    columns = (row.id, row.kind, row.request_id, row.note, other.reference, other.service, other.department, other.state)
    found = work.execute(select(*columns).join(other, (other.municipality_id == row.municipality_id) & here).order_by(row.id))
    return [
        Link(
            id=int(one.id),
            kind=Kind(one.kind),
            into=one.request_id == request.id,
            reference=one.reference,
            service=one.service,
            department=one.department,
            state=State(one.state),
            note=one.note,
        )
        for one in found
    ]


def merge(work: Work, request: Request, into: Request, actor: Actor, now: datetime) -> None:
    """Close a request as a duplicate of another one. Both citizens are kept: this one's is told now, and again at the end.

    Raises:
        Conflict: it is closed, another clerk holds it, or the other one was joined with it, or ended too long ago.
        InvalidAnswer: both are the same.
    """
    require_claim(request, actor, now)
    check(State(request.state), State.CLOSED)
    target = _end_of(work, into)
    if target.id == request.id:
        raise InvalidAnswer("reference", _("This is the request itself, or one that was joined with it already."))
    request.state, request.outcome, request.closed_at = State.CLOSED, str(Outcome.DUPLICATE), now
    request.claimed_by = request.claimed_until = request.asked_until = request.watch_on = None
    request.joined_to = target.id
    joining.carry_over(work, request, target)
    put_in_order(request, work.municipality.today(now))
    _link(work, Kind.DUPLICATE, request, target, "", actor, now)
    note_event(work, request, actor, "joined", now, str(Outcome.DUPLICATE))
    note_event(work, target, actor, "took-in", now, request.reference)
    tell(work, request, _told_of_joining(target), now)
    if target.closed_at is not None:
        joining.follow(work, request, target.outcome, joining.reason_of(work, target), now)


def separate(work: Work, request: Request, actor: Actor, now: datetime) -> None:
    """Undo a joining: the request is open again, and its citizen is told so.

    Raises:
        Conflict: it is not joined, or ended with the other one already.
    """
    joining.separate(work, request, actor, now)
    work.execute(delete(LinkRow).where(LinkRow.request_id == request.id, LinkRow.kind == str(Kind.DUPLICATE)))
    tell(work, request, _("Your request was not the same as the other one after all: it is worked on by itself again."), now)


def split(work: Work, request: Request, service: Service, words: str, actor: Actor, now: datetime) -> Filed:
    """Make a second request of a part of this one, for the same citizen, who is told once, with its own numbers.

    The law's clock counts from the day of the first one: the citizen asked for both then.

    Raises:
        Conflict: the request is closed, or another clerk holds it.
    """
    require_claim(request, actor, now)
    state = State(request.state)
    if state is State.CLOSED:
        check(state, State.RECEIVED)
    since = DueDate.from_json(request.due).started_on if request.due else work.municipality.today(request.created_at)
    filed = file(
        work,
        Submission(
            service=service,
            answers=_answers_of_part(work, request, service, words),
            channel=request.channel,
            language=request.language,
            contact=request.contact,
            tell_by=Way(request.tell_by),
            tell_to=request.tell_to,
            actor=actor.name,
            since=since,
        ),
        now,
    )
    part = work.session.get_one(Request, (work.municipality.id, filed.id))
    _link(work, Kind.SPLIT, part, request, "", actor, now)
    note_event(work, request, actor, "split", now, filed.reference)
    tell(work, part, _told_of_part(request, service, filed), now)
    return filed


def relate(work: Work, request: Request, other: Request, note: str, actor: Actor, now: datetime) -> None:
    """Note that two requests have to do with each other. Neither citizen is told.

    Raises:
        InvalidAnswer: both are the same.
        Conflict: they are linked already.
    """
    if other.id == request.id:
        raise InvalidAnswer("reference", _("This is the request itself. Write the number of the other one."))
    if any(one.reference == other.reference for one in links(work, request)):
        raise Conflict("linked", _("These two are linked already."))
    _link(work, Kind.RELATED, request, other, " ".join(note.split())[:LONGEST_NOTE], actor, now)
    note_event(work, request, actor, "linked", now, other.reference)
    note_event(work, other, actor, "linked", now, request.reference)


def unlink(work: Work, request: Request, link_id: int, actor: Actor, now: datetime) -> None:
    """Take back a plain link.

    Raises:
        NotFound: it is gone, or is no plain link of this request.
    """
    row = work.session.get(LinkRow, (work.municipality.id, link_id))
    if row is None or row.kind != Kind.RELATED or request.id not in (row.request_id, row.other_id):
        raise NotFound("link", _("This link is not there any more."))
    other = work.session.get_one(
        Request, (work.municipality.id, row.other_id if row.request_id == request.id else row.request_id)
    )
    work.session.delete(row)
    work.session.flush()
    note_event(work, request, actor, "unlinked", now, other.reference)
    note_event(work, other, actor, "unlinked", now, request.reference)


def _link(work: Work, kind: Kind, request: Request, other: Request, note: str, actor: Actor, now: datetime) -> None:
    row = LinkRow(id=new_id(), kind=str(kind), request_id=request.id, other_id=other.id, note=note, by=actor.account_id, at=now)
    work.session.add(row)
    work.session.flush()


def _end_of(work: Work, request: Request) -> Request:
    """The request that all joined ones wait for; a chain is never longer than one, and is followed all the same."""
    seen: set[int] = set()
    while request.joined_to is not None and request.id not in seen:
        seen.add(request.id)
        request = joining.other(work, request)
    if request.closed_at is not None and Outcome(request.outcome) in joining.WITHOUT_ANSWER:
        raise Conflict("ended", _("The other request ended without an answer, so nobody can be told one."))
    return request


def _told_of_joining(target: Request) -> Sentence:
    if target.closed_at is not None:
        return _("Somebody had reported the same matter before you.")
    return _("Somebody had reported the same matter before you. We work on both together, and will tell you how it ends.")


def _told_of_part(request: Request, service: Service, filed: Filed) -> Sentence:
    said: list[Sentence] = [
        _(
            'Your request {reference} was about two matters. For "{service}" there is now this second one.',
            reference=Code(request.reference),
            service=service.short,
        ),
        _("Receipt code: {code}.", code=CODE_MARK),
    ]
    if filed.due is not None:
        said.append(_("Answer by {day}.", day=filed.due.on))
    return Many(tuple(said))


def _answers_of_part(work: Work, request: Request, service: Service, words: str) -> dict[str, Answer]:
    """The clerk's words as the answer to the part's first question that takes words, and the place where both have one."""
    answers: dict[str, Answer] = {}
    for key, answer in answers_of(work, request.id).items():
        if service.place is not None and isinstance(answer.value, dict) and answer.value.get("text") and key != PART:
            answers[service.place.key] = Answer(answer.value, answer.form)
    if service.place is not None and service.place.key not in answers and request.place:
        answers[service.place.key] = Answer({"text": request.place, "lat": None, "lon": None, "source": "typed"})
    first = next((one for one in service.questions if one.kind.name == "words"), None)
    answers[first.key if first else PART] = Answer(words)
    return answers
