"""What a visitor hands over at the counter besides answers: the sight of their identity document, and papers."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from flask import request
from itsdangerous import BadData, URLSafeSerializer

from channels.desk.frame import posted_text
from channels.desk.session import actor, member
from channels.here import core, say
from channels.pages.uploads import received
from core.dialogue.answers import Upload
from core.dialogue.service import Service
from core.errors import InvalidAnswer
from core.ports import Work
from core.requests import actions
from core.requests.identifying import seen_on
from core.requests.papers import Paper, Scan
from core.requests.seen import Seen, know
from core.requests.tables import Request

# A scanner's folder is chosen at once.
MOST_SCANS = 20
KEPT = "kept_scans"
OTHER = "scan-other"


@dataclass(frozen=True)
class Handed:
    """What was handed over, as a form says it. `problems` are by the field that is to blame."""

    document: str = ""
    last_three: str = ""
    afm_seen: bool = False
    ticked: tuple[str, ...] = ()
    scans: tuple[Scan, ...] = ()
    problems: Mapping[str, str] = field(default_factory=dict)

    @property
    def anything(self) -> bool:
        return bool(self.document or self.ticked or self.scans)

    def note(self, work: Work, found: Request, service: Service, papers: Sequence[Paper], now: datetime) -> None:
        """Leave it in the history of a request, each thing as one event.

        Raises:
            Conflict: somebody else wrote to this request in the same moment.
        """
        if self.document:
            actions.identify(work, found, actor(), self.document, self.last_three, now)
            seen = Seen(self.document, self.last_three, self.afm_seen)
            know(work, core().codes, found, actor(), seen, service, now)
        if self.ticked or self.scans:
            actions.receive(work, found, actor(), papers, self.ticked, now, self.scans)


def read(papers: Sequence[Paper], turn: str, salt: str) -> Handed:
    """What the form says was handed over. Scans of a form that came back with a problem are brought along by a signed note."""
    problems: dict[str, str] = {}
    document, last_three = posted_text("document", 40), posted_text("last_three", 40)
    if document or last_three.strip():
        try:
            seen_on(document, last_three)
        except InvalidAnswer as error:
            problems[error.code] = say()(error.sentence)
    scans = [*_kept(salt), *_scanned(papers, turn, problems)]
    known = {one.key for one in papers}
    ticked = tuple(key for key in request.form.getlist("paper") if key in known)
    return Handed(document, last_three, request.form.get("afm_seen") == "yes", ticked, tuple(scans), problems)


def scan_field(number: int) -> str:
    return f"scan-{number}"


def _scanned(papers: Sequence[Paper], turn: str, problems: dict[str, str]) -> list[Scan]:
    """The files of each paper's own field, and of the field for others."""
    named = [(scan_field(number), paper.key) for number, paper in enumerate(papers)]
    scans = []
    for name, key in [*named, (OTHER, "")]:
        try:
            uploads = received(request.files.getlist(name), turn, member().town, core().storage, MOST_SCANS)
        except InvalidAnswer as error:
            problems[name] = say()(error.sentence)
            continue
        scans += [Scan(upload, key) for upload in uploads]
    return scans


def _signer(salt: str) -> URLSafeSerializer:
    return URLSafeSerializer(core().secrets.session, salt=f"scans/{salt}")


def _kept(salt: str) -> list[Scan]:
    try:
        kept = _signer(salt).loads(request.form.get(KEPT, ""))
    except BadData:
        return []
    return [Scan(Upload(**upload), paper) for paper, upload in kept]


def carried(handed: Handed, salt: str) -> str:
    """The signed note that brings stored scans along with the next form; "" where there are none."""
    return str(_signer(salt).dumps([[one.paper, asdict(one.upload)] for one in handed.scans])) if handed.scans else ""


def fields(papers: Sequence[Paper], handed: Handed) -> dict[str, Any]:
    """The context of the fields for papers. A paper that a question asks for has that question's own field for its file."""
    rows = [
        {
            "number": number,
            "key": one.key,
            "name": one.name,
            "question": one.question,
            "ticked": one.key in handed.ticked,
            "error": handed.problems.get(scan_field(number), ""),
            "kept": [scan.upload.name for scan in handed.scans if scan.paper == one.key],
        }
        for number, one in enumerate(papers)
    ]
    return {
        "papers": rows,
        "other_error": handed.problems.get(OTHER, ""),
        "other_kept": [scan.upload.name for scan in handed.scans if not scan.paper],
    }
