"""Who does something with a request, and the one event that every deed leaves in its history."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update

from core.errors import Conflict
from core.ports import Work
from core.requests.history import Happening, Kept, append, save, seal
from core.requests.tables import Request
from core.text import _


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and on which channel: a citizen, staff (`account_id`), or the software by itself (`system`)."""

    channel: str
    account_id: int | None = None
    system: bool = False

    @property
    def name(self) -> str:
        if self.system:
            return "system"
        return "citizen" if self.account_id is None else f"staff:{self.account_id}"


def note_event(
    work: Work,
    request: Request,
    actor: Actor,
    kind: str,
    now: datetime,
    code: str = "",
    content: Mapping[str, Any] | None = None,
    content_kind: str = "",
) -> None:
    """Add one event to a request's chain and move its head. Two at once: the later one is a Conflict.

    Raises:
        Conflict: somebody else wrote to this request in the same moment.
    """
    kept: Kept | None = None
    if content is not None:
        kept = seal(content_kind, content)
        save(work, request.id, kept, "with-request")
    happening = Happening(kind, request.state, actor.name, actor.channel, code)
    before = (request.last_seq, request.last_hash)
    seq, link = append(work, request.id, before, happening, now, kept)
    moved = work.execute(
        update(Request)
        .where(Request.id == request.id, Request.last_seq == before[0])
        .values(last_seq=seq, last_hash=link)
        .execution_options(synchronize_session=False)
    )
    if not moved.rowcount:
        raise Conflict("changed", _("Somebody else changed this request just now. Look at it again, please."))
    work.session.refresh(request, ["last_seq", "last_hash"])
