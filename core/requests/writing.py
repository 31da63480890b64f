"""What a clerk writes about a request: to colleagues, and to the citizen."""

from datetime import datetime

from core.ports import Work
from core.requests.acting import Actor, note_event
from core.requests.claiming import require_claim
from core.requests.notices import tell
from core.requests.tables import Request


def add_note(work: Work, request: Request, actor: Actor, words: str, now: datetime) -> None:
    """An internal note, which no citizen sees."""
    note_event(work, request, actor, "note", now, content={"words": words}, content_kind="note")


def reply(work: Work, request: Request, actor: Actor, words: str, now: datetime) -> None:
    """Write to the citizen without changing anything else."""
    require_claim(request, actor, now)
    note_event(work, request, actor, "replied", now, content={"words": words}, content_kind="reply")
    tell(work, request, words, now)
