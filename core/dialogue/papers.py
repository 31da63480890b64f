"""What comes with a turn besides words: photos, papers, voice messages. Each gets its row, and a job where it must be fetched."""

from dataclasses import replace
from datetime import datetime

from core.dialogue.answers import Form
from core.dialogue.turns import Turn
from core.messages.jobs import enqueue
from core.ports import Work
from core.requests.attachments import attach
from core.requests.fetching import FETCH


def keep(work: Work, turn: Turn, conversation_id: int, now: datetime) -> Turn:
    """The turn with its uploads kept: rows in this transaction, bytes fetched by a job after it."""
    if not turn.heard.uploads:
        return turn
    kept = []
    for upload in turn.heard.uploads:
        row = attach(
            work,
            conversation_id,
            turn.question,
            "recording" if turn.heard.form is Form.RECORDED else "file",
            upload.media_type,
            now,
            name=upload.name,
            source=upload.source,
            storage_key=upload.storage_key,
            size=upload.size,
            sha256=upload.sha256,
        )
        if upload.source:
            enqueue(work, FETCH, {"attachment": row}, now)
        kept.append(replace(upload, id=row))
    return replace(turn, heard=replace(turn.heard, uploads=tuple(kept)))
