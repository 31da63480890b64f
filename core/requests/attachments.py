"""Photos, papers and recordings of a request: their rows, and what a recording says."""

from datetime import datetime
from typing import Any

from core.model import new_id
from core.ports import Work
from core.requests.acting import Actor, note_event
from core.requests.tables import Attachment, Request


def attach(
    work: Work, conversation_id: int | None, question: str, kind: str, media_type: str, now: datetime, **stored: Any
) -> int:
    """Make the row of a paper, photo or recording: stored already (`storage_key`, `size`, …) or to be fetched (`source`)."""
    row = Attachment(
        id=new_id(),
        conversation_id=conversation_id,
        request_id=stored.get("request_id"),
        question=question,
        kind=kind,
        media_type=media_type,
        name=str(stored.get("name", ""))[:200],
        size=int(stored.get("size", 0)),
        sha256=str(stored.get("sha256", "")),
        storage_key=str(stored.get("storage_key", "")),
        source=str(stored.get("source", "")),
        state="stored" if stored.get("storage_key") else "to_fetch",
        written_down="",
        created_at=now,
    )
    work.session.add(row)
    return row.id


def write_down(
    work: Work, request: Request, actor: Actor, attachment: Attachment, words: str, now: datetime, place: bool = False
) -> None:
    """A clerk writes down what a recording says; the answer it belongs to gets its value.

    `place` says that the answer is where it is, so that lists show it too.
    """
    attachment.written_down = words
    if place:
        request.place = words[:200]
    said = {"attachment": attachment.id, "question": attachment.question, "words": words}
    note_event(work, request, actor, "written-down", now, attachment.question, said, "transcript")
