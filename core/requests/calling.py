"""That somebody asked by telephone, and a clerk typed for them."""

from datetime import datetime

from core.ports import Work
from core.requests.acting import Actor, note_event
from core.requests.tables import Request


def note_call(work: Work, request: Request, actor: Actor, now: datetime) -> None:
    """Note that a request was asked for by telephone. Its channel stays the counter, where a clerk typed it."""
    note_event(work, request, actor, "called", now)
