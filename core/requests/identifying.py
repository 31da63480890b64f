"""Proof of who asks, given at the counter."""

from datetime import datetime

from core.ports import Work
from core.requests.acting import Actor, note_event
from core.requests.moves import State, check
from core.requests.tables import Request


def identify(work: Work, request: Request, actor: Actor, document: str, last_three: str, now: datetime) -> None:
    """A clerk saw the citizen's identity document: its kind, its last three characters, never a scan."""
    check(State(request.state), State.RECEIVED)
    request.state = State.RECEIVED
    seen = {"document": document, "last_three": last_three[-3:]}
    note_event(work, request, actor, "identified", now, content=seen, content_kind="identity")
