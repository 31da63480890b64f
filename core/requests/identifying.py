"""Proof of who asks, given at the counter."""

from datetime import datetime
from enum import StrEnum

from core.errors import InvalidAnswer
from core.ports import Work
from core.requests.acting import Actor, note_event
from core.requests.moves import State, check
from core.requests.tables import Request
from core.text import _

LAST_CHARACTERS = 3


class Document(StrEnum):
    """What an identity is seen on."""

    IDENTITY_CARD = "identity-card"
    PASSPORT = "passport"
    DRIVING_LICENCE = "driving-licence"
    RESIDENCE_PERMIT = "residence-permit"


def identify(work: Work, request: Request, actor: Actor, document: str, last_three: str, now: datetime) -> None:
    """A clerk saw the citizen's identity document: its kind, its last three characters, never a scan.

    Raises:
        InvalidAnswer: it is no Document, or not three characters of a number.
        Conflict: nobody waits for this proof.
    """
    seen = "".join(last_three.split()).upper()
    if document not in set(Document):
        raise InvalidAnswer("document", _("Choose which document you saw."))
    if len(seen) != LAST_CHARACTERS or not seen.isalnum():
        raise InvalidAnswer("last_three", _("Write the last three characters of the document's number."))
    check(State(request.state), State.RECEIVED)
    request.state = State.RECEIVED
    content = {"document": document, "last_three": seen}
    note_event(work, request, actor, "identified", now, content=content, content_kind="identity")
