"""Photos, papers and recordings of a request: their rows, and what a recording says."""

from datetime import datetime

from core.dialogue.service import Service
from core.model import new_id
from core.municipalities.districts import district_of
from core.ports import Work
from core.requests import book
from core.requests.acting import Actor, note_event
from core.requests.lists import wordindex
from core.requests.places import placed
from core.requests.tables import Attachment, Request


def attach(
    work: Work,
    conversation_id: int | None,
    question: str,
    kind: str,
    media_type: str,
    now: datetime,
    *,
    name: str = "",
    source: str = "",
    storage_key: str = "",
    size: int = 0,
    sha256: str = "",
    request_id: int | None = None,
) -> int:
    """Make the row of a paper, photo or recording: stored already (`storage_key`, `size`, …) or to be fetched (`source`)."""
    row = Attachment(
        id=new_id(),
        conversation_id=conversation_id,
        request_id=request_id,
        question=question,
        kind=kind,
        media_type=media_type,
        name=name[:200],
        size=size,
        sha256=sha256,
        storage_key=storage_key,
        source=source,
        state="stored" if storage_key else "to_fetch",
        written_down="",
        created_at=now,
    )
    work.session.add(row)
    return row.id


def write_down(
    work: Work,
    request: Request,
    actor: Actor,
    attachment: Attachment,
    words: str,
    now: datetime,
    service: Service | None = None,
) -> None:
    """A clerk writes down what a recording says; the answer it belongs to gets its value.

    Where it answers the question of `service` that asks for a place, lists show it too; a name stands in the protocol.
    """
    attachment.written_down = words
    if service is not None and service.place is not None and service.place.key == attachment.question:
        request.place, request.place_key = placed(words)
        request.district = request.district or district_of(work.municipality, {"text": words})
    if service is not None and service.applicant is not None and service.applicant.key == attachment.question:
        book.set_party(work, request.id, words)
    wordindex.add(work, request.id, [words])
    said = {"attachment": attachment.id, "question": attachment.question, "words": words}
    note_event(work, request, actor, "written-down", now, attachment.question, said, "transcript")
