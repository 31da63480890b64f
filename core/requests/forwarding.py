"""A request that is another authority's matter: sent on, and perhaps taken back."""

from datetime import datetime

from core.errors import Conflict
from core.ports import Work
from core.requests.acting import Actor, note_event
from core.requests.claiming import require_claim
from core.requests.moves import State, check
from core.requests.notices import tell
from core.requests.tables import Request
from core.text import _


def forward(work: Work, request: Request, actor: Actor, words: str, now: datetime) -> None:
    """Send a request on to the authority whose matter it is; `words` tell the citizen to whom, and why.

    The clock goes on: whoever was asked still owes the citizen word of where it went (ν.2690/1999, art. 4 par. 1).
    """
    require_claim(request, actor, now)
    check(State(request.state), State.FORWARDED)
    request.state = State.FORWARDED
    note_event(work, request, actor, "forwarded", now, content={"words": words}, content_kind="reply")
    tell(work, request, words, now)


def take_back(work: Work, request: Request, actor: Actor, words: str, now: datetime) -> None:
    """The other authority answered or sent it back: the request is ours to work on again."""
    if State(request.state) is not State.FORWARDED:
        raise Conflict("not-forwarded", _("This request is not with another authority."))
    request.state = State.IN_PROGRESS
    note_event(work, request, actor, "returned", now, content={"words": words}, content_kind="note")
