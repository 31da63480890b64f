"""Filing: a finished conversation becomes a request, with its numbers, its first event and its due date."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update

from core.codes import CodeLength, random_code
from core.dialogue.answers import Answer, Form
from core.dialogue.service import Service
from core.model import new_id, table_of
from core.municipalities.districts import district_of, point_of
from core.municipalities.model import Municipality
from core.people import authorising
from core.people.contact import Way
from core.people.proving import NOBODY, Standing
from core.ports import Work
from core.requests import protocol
from core.requests.duedate import DueDate, due_date
from core.requests.history import Happening, append, chained, save, seal
from core.requests.lists import wordindex
from core.requests.lists.ordering import queue_day
from core.requests.moves import State
from core.requests.places import placed
from core.requests.tables import Attachment, Content, Request
from core.routing.rules import Route

# The content of the first event.
ANSWERS = "answers"
# Where a place's point came from, when it is the very spot (core.dialogue.kinds.place).
POINTED = ("pin", "device")
_REQUESTS = table_of(Request)


@dataclass(frozen=True, slots=True)
class Submission:
    """What is filed: the service, its answers, where it came from, and how the citizen wants to be told."""

    service: Service
    answers: Mapping[str, Answer]
    channel: str
    language: str
    conversation_id: int | None = None
    contact: str = ""
    tell_by: Way = Way.NONE
    tell_to: str = ""
    actor: str = "citizen"
    # The day from which the law counts, where it is not the day of filing: a part of an older request keeps that one's.
    since: date | None = None
    # Who asks, as far as it was proved, and the authorisation by which they act for somebody else (0: none).
    proved: Standing = NOBODY
    acts_for: int = 0


@dataclass(frozen=True, slots=True)
class Filed:
    """The numbers of a request just filed; `protocol` is "" for what is not formal."""

    id: int
    reference: str
    due: DueDate | None
    protocol: str = ""
    # It waits until somebody proves who they are.
    waits: bool = False


def file(work: Work, what: Submission, now: datetime, request_id: int = 0, route: Route | None = None) -> Filed:
    """Save a request and give it its numbers, all in the caller's transaction, and last in it.

    The reference is nine digits, drawn at random and unique in the installation: one that is taken already breaks the
    transaction (IntegrityError), which is then done again. A formal service also gets a protocol number.
    `request_id` is given where it was named before; `route` is where the town's rules send it, None to its service's
    own department.
    """
    service, reference = what.service, random_code(CodeLength.REFERENCE)
    request_id = request_id or new_id()
    town = work.municipality
    due = due_date(service.clock, what.since or town.today(now), town) if service.clock else None
    state = State.WAITING_IDENTITY if not what.proved.assurance.covers(service.assurance) else State.RECEIVED
    said = seal(ANSWERS, answers_json(what))
    filed = Happening("filed", str(state), what.actor, what.channel, service.key)
    head = chained(b"", request_id, 1, filed, now, said)
    row = _row(what, request_id, state, now, due) | _where(what, town) | _whither(what, route)
    row |= {"reference": reference, "last_seq": 1, "last_hash": head}
    words = wordindex.found_by(service, wordindex.said(service, what.answers), what.tell_to)
    # Nobody else gets a number from here to the end of the transaction.
    number = protocol.draw(work, now) if service.formal else None
    work.insert(_REQUESTS, row | {"protocol": str(number or "")})
    save(work, request_id, said, service.retention.name)
    append(work, request_id, (0, b""), filed, now, said)
    wordindex.keep(work, request_id, words)
    if number is not None:
        protocol.enter(work, number, now, _entry(what, request_id))
    _take_papers(work, what, request_id)
    if what.acts_for:
        authorising.use(work, what.acts_for, request_id, now)
    return Filed(request_id, reference, due, str(number or ""), state is State.WAITING_IDENTITY)


def answers_json(what: Submission) -> dict[str, Any]:
    """The answers as they are kept: `{question: {value, form, uploads?}}`."""
    return {key: answer_json(answer) for key, answer in what.answers.items()}


def answer_json(answer: Answer) -> dict[str, Any]:
    kept: dict[str, Any] = {"value": answer.value, "form": str(answer.form)}
    if answer.uploads:
        kept["uploads"] = list(answer.uploads)
    return kept


def answer_from(kept: Mapping[str, Any]) -> Answer:
    """What `answer_json` wrote."""
    return Answer(kept["value"], Form(kept["form"]), tuple(kept.get("uploads", ())))


def answers_of(work: Work, request_id: int) -> dict[str, Answer]:
    """The answers with which a request was filed, by question; none where they were erased."""
    mine = (Content.request_id == request_id, Content.kind == ANSWERS)
    kept = work.execute(select(Content.body).where(*mine)).scalar() or {}
    return {key: answer_from(one) for key, one in kept.items()}


def _entry(what: Submission, request_id: int) -> protocol.Entry:
    """How an application stands in the protocol: the service's title tells nothing of anybody, its sender is personal."""
    question = what.service.applicant
    answer = what.answers.get(question.key) if question else None
    party = str(answer.value) if answer and answer.value else ""
    return protocol.Entry(
        subject=what.service.title.best("el")[0],
        party=party,
        precision=protocol.Precision.PERSONAL if question else protocol.Precision.NONE,
        request_id=request_id,
        entered_by=what.actor,
    )


def _row(what: Submission, request_id: int, state: State, now: datetime, due: DueDate | None) -> dict[str, Any]:
    return {
        "id": request_id,
        "service": what.service.key,
        "service_version": what.service.version,
        "form": str(what.service.form),
        "state": str(state),
        "outcome": "",
        "channel": what.channel,
        "language": what.language,
        "conversation_id": what.conversation_id,
        "contact": what.contact,
        "tell_by": str(what.tell_by),
        "tell_to": what.tell_to,
        "created_at": now,
        "due_on": due.on if due else None,
        "due": due.to_json() if due else None,
        "claimed_by": None,
        "claimed_until": None,
        "asked_until": None,
        "closed_at": None,
        "solved": None,
        "reopened": 0,
        "joined_to": None,
        "promised_on": None,
        "forwarded_to": "",
        "watch_on": None,
        "is_open": True,
        "queue_on": queue_day(due.on if due else None),
        "person_id": what.proved.person or None,
        "assurance": str(what.proved.assurance),
    }


def _where(what: Submission, town: Municipality) -> dict[str, Any]:
    """The columns that say where it is; "" and None where the service asks for no place or it was recorded."""
    value = place_of(what.service, what.answers)
    place, place_key = placed(str(value.get("text", "")))
    # The point of a street in the list is that of the whole street: only somebody who was there marks the very spot.
    lat, lon = (point_of(value) if value.get("source") in POINTED else None) or (None, None)
    return {"place": place, "place_key": place_key, "lat": lat, "lon": lon, "district": district_of(town, value)}


def place_of(service: Service, answers: Mapping[str, Answer]) -> dict[str, Any]:
    """What was answered to the question for a place, {} where there is none."""
    answer = answers.get(service.place.key) if service.place else None
    return answer.value if answer and isinstance(answer.value, dict) else {}


def _whither(what: Submission, route: Route | None) -> dict[str, Any]:
    """The columns that say whose matter it is, and which rule made it so."""
    if route is None:
        return {"department": what.service.department, "assigned_to": None, "routed_by": None}
    return {"department": route.department, "assigned_to": route.person, "routed_by": route.rule}


def _take_papers(work: Work, what: Submission, request_id: int) -> None:
    """Files sent during the conversation become the request's."""
    uploads = [upload for answer in what.answers.values() for upload in answer.uploads]
    if uploads:
        work.execute(update(Attachment).where(Attachment.id.in_(uploads)).values(request_id=request_id))
