"""The papers that a service asks for: which were received, and which are still to be brought."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core.dialogue.answers import Answer, Form, Reply, Upload
from core.dialogue.service import Service
from core.errors import Conflict, InvalidAnswer
from core.ports import Work
from core.requests.acting import Actor, note_event
from core.requests.attachments import attach
from core.requests.moves import State
from core.requests.tables import Content, Request
from core.text import Text, Wording, _

# The kind of the event and of its content: {received, missing, scans}, names of papers and ids of attachments.
PAPERS = "papers"
# The kind of an attachment that was scanned at the counter. What it shows is its `question`: a paper's key, "" for another.
SCAN = "paper"


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper that a service asks for. `key` is its Greek name, by which it is kept; `question` asks for it, if one does."""

    key: str
    name: Wording | Text
    question: str = ""


@dataclass(frozen=True, slots=True)
class Scan:
    """A scanned file, stored already, and the key of the paper that it shows ("" for another one)."""

    upload: Upload
    paper: str = ""


def wanted(service: Service, answers: Mapping[str, Answer] | None = None) -> tuple[Paper, ...]:
    """The papers of a service, in order: those that its questions ask for, and the rest of the register's evidence.

    A file that nobody must send is wanted only where it was promised (`answers`).
    """
    promised = {key for key, answer in (answers or {}).items() if answer.form is Form.LATER}
    asked = [
        Paper(one.label.best("el")[0], one.label, one.key)
        for one in service.questions
        if Reply.FILE in one.kind.ways and isinstance(one.label, Wording) and (one.required or one.key in promised)
    ]
    evidence = service.register.get("evidence", ())
    listed = [str(name) for name in evidence] if isinstance(evidence, Sequence) and not isinstance(evidence, str) else []
    known = {paper.key for paper in asked}
    return (*asked, *(Paper(name, Wording({"el": name})) for name in listed if name not in known))


def received(work: Work, request: Request, papers: Collection[Paper], answers: Mapping[str, Answer]) -> frozenset[str]:
    """The keys of the papers that the town hall has: ticked by a clerk, or sent as the answer that asks for them."""
    sent = {one.key for one in papers if one.question in answers and answers[one.question].form is Form.FILE}
    return frozenset(sent | ticked(work, request))


def ticked(work: Work, request: Request) -> set[str]:
    """The keys of the papers that clerks ticked as received, as they stand now."""
    mine = (Content.request_id == request.id, Content.kind == PAPERS)
    body = work.execute(select(Content.body).where(*mine).order_by(Content.id.desc()).limit(1)).scalar()
    return set(body.get("received", ())) if body else set()


def receive(
    work: Work,
    request: Request,
    actor: Actor,
    papers: Collection[Paper],
    keys: Collection[str],
    now: datetime,
    scans: Collection[Scan] = (),
) -> None:
    """Note which of `papers` the town hall has now (`keys`), and attach what was scanned; a scanned paper is received.

    Raises:
        InvalidAnswer: nothing is other than it was.
        Conflict: the request is closed.
    """
    if request.state == State.CLOSED:
        raise Conflict("closed", _("This request is closed: nothing can be added to it."))
    before = ticked(work, request)
    known = {one.key for one in papers}
    has = (set(keys) & known) | {scan.paper for scan in scans if scan.paper in known} | (before - known)
    if has == before and not scans:
        raise InvalidAnswer("papers", _("Tick what was received, or choose a scanned file."))
    body = {
        "received": [*(one.key for one in papers if one.key in has), *sorted(has - known)],
        "missing": [one.key for one in papers if one.key not in has],
        "scans": [_attached(work, request, scan, now) for scan in scans],
    }
    note_event(work, request, actor, PAPERS, now, content=body, content_kind=PAPERS)


def _attached(work: Work, request: Request, scan: Scan, now: datetime) -> int:
    sent = scan.upload
    return attach(
        work,
        None,
        scan.paper,
        SCAN,
        sent.media_type,
        now,
        name=sent.name,
        storage_key=sent.storage_key,
        size=sent.size,
        sha256=sent.sha256,
        request_id=request.id,
    )
