"""Proof of who asks, given at the counter."""

from datetime import datetime
from enum import StrEnum

from core.errors import InvalidAnswer
from core.ports import Work
from core.requests.acting import Actor, note_event
from core.requests.lists.ordering import put_in_order
from core.requests.moves import OPEN, State, check
from core.requests.tables import Request
from core.text import _

LAST_CHARACTERS = 3


class Document(StrEnum):
    """What an identity is seen on."""

    IDENTITY_CARD = "identity-card"
    PASSPORT = "passport"
    DRIVING_LICENCE = "driving-licence"
    RESIDENCE_PERMIT = "residence-permit"


def seen_on(document: str, last_three: str) -> tuple[Document, str]:
    """What a clerk noted of a document: its kind and the last three characters of its number.

    Raises:
        InvalidAnswer: it is no Document ("document"), or not three characters of a number ("last_three").
    """
    if document not in set(Document):
        raise InvalidAnswer("document", _("Choose which document you saw."))
    seen = "".join(last_three.split()).upper()
    if len(seen) != LAST_CHARACTERS or not seen.isalnum():
        raise InvalidAnswer("last_three", _("Write the last three characters of the document's number."))
    return Document(document), seen


def identify(work: Work, request: Request, actor: Actor, document: str, last_three: str, now: datetime) -> None:
    """A clerk saw the citizen's identity document: its kind, its last three characters, never a scan.

    A request that waits for it can be worked on from then on; with any other open one it is only noted.

    Raises:
        InvalidAnswer: it is no Document, or not three characters of a number.
        Conflict: the request is closed.
    """
    kind, seen = seen_on(document, last_three)
    if State(request.state) not in OPEN - {State.WAITING_IDENTITY}:
        check(State(request.state), State.RECEIVED)
        request.state = State.RECEIVED
        put_in_order(request, work.municipality.today(now))
    content = {"document": str(kind), "last_three": seen}
    note_event(work, request, actor, "identified", now, content=content, content_kind="identity")
