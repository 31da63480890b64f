"""Who does something with a request, and the one event that every deed leaves in its history."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Update, bindparam, inspect, update
from sqlalchemy.orm.attributes import set_committed_value

from core.errors import Conflict
from core.model import table_of
from core.ports import Work
from core.requests.history import Happening, append, chained, save, seal
from core.requests.tables import Request
from core.text import _

_REQUESTS = table_of(Request)
_COLUMNS = frozenset(_REQUESTS.c.keys())


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

    What was changed of the request before goes with its head in one statement, and the event with its content in another.

    Raises:
        Conflict: somebody else wrote to this request in the same moment.
    """
    kept = seal(content_kind, content) if content is not None else None
    happening = Happening(kind, request.state, actor.name, actor.channel, code)
    before = (request.last_seq, request.last_hash)
    seq = before[0] + 1
    link = chained(before[1], request.id, seq, happening, now, kept)
    _move(work, request, before[0], {"last_seq": seq, "last_hash": link})
    if kept is not None:
        save(work, request.id, kept, "with-request")
    append(work, request.id, before, happening, now, kept)


def _move(work: Work, request: Request, last_seq: int, head: Mapping[str, Any]) -> None:
    """Write whatever has changed of a request together with its new head, if its head is still the one that was seen."""
    before, now = inspect(request).committed_state, inspect(request).dict
    values = {name: now[name] for name in before if name in _COLUMNS and now[name] != before[name]}
    values |= head
    # The session has nothing left to write of it: what it would write does not look at the head.
    for name, value in values.items():
        set_committed_value(request, name, value)
    named = {f"new_{name}": value for name, value in values.items()}
    moved = work.execute(_moving(tuple(sorted(values))), named | {"the_request": request.id, "the_last": last_seq})
    if not moved.rowcount:
        work.session.expire(request)
        raise Conflict("changed", _("Somebody else changed this request just now. Look at it again, please."))


@lru_cache(maxsize=256)
def _moving(names: tuple[str, ...]) -> Update:
    here = (_REQUESTS.c.id == bindparam("the_request"), _REQUESTS.c.last_seq == bindparam("the_last"))
    return update(_REQUESTS).where(*here).values({name: bindparam(f"new_{name}") for name in names})
