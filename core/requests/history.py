"""A request's history: events in a chain, and the content they speak of, erasable apart.

An event's hash covers its own fields and the hash before it. Of content it covers only a salted digest, so that erasing
the content and its salt leaves a chain that still verifies and tells nothing.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from core.model import new_id, table_of
from core.ports import Work
from core.requests.tables import Content, Event

# The event that says that a request's content was erased.
ERASED = "erased"

_EVENT, _CONTENT = table_of(Event), table_of(Content)


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened. `actor` is "citizen", "system" or "staff:<account id>"; `code` an outcome, service or the like."""

    kind: str
    state: str
    actor: str
    channel: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A piece of content sealed with its salt: `digest` is what the chain knows of it."""

    id: int
    kind: str
    body: Mapping[str, Any]
    salt: bytes
    digest: bytes


def seal(kind: str, body: Mapping[str, Any]) -> Kept:
    """Give content its id, salt and digest, before it is saved."""
    salt = secrets.token_bytes(16)
    return Kept(new_id(), kind, body, salt, digest(salt, body))


def save(work: Work, request_id: int, kept: Kept, retention: str) -> None:
    """Save sealed content of a request."""
    work.insert(
        _CONTENT,
        {
            "id": kept.id,
            "request_id": request_id,
            "kind": kept.kind,
            "body": dict(kept.body),
            "salt": kept.salt,
            "retention": retention,
        },
    )


def digest(salt: bytes, body: Mapping[str, Any]) -> bytes:
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(salt + text.encode()).digest()


def chained(before: bytes, request_id: int, seq: int, what: Happening, at: datetime, content: Kept | None) -> bytes:
    """The hash of one event over the one before it."""
    fields = (
        before.hex(),
        str(request_id),
        str(seq),
        what.kind,
        what.state,
        what.code,
        at.astimezone(UTC).isoformat(timespec="microseconds"),
        what.actor,
        what.channel,
        content.digest.hex() if content else "",
    )
    return hashlib.sha256("\x1f".join(fields).encode()).digest()


def append(
    work: Work,
    request_id: int,
    head: tuple[int, bytes],
    what: Happening,
    at: datetime,
    content: Kept | None = None,
) -> tuple[int, bytes]:
    """Add one event after `head` (seq and hash of the last one) and give the new head, which the request row keeps."""
    seq = head[0] + 1
    link = chained(head[1], request_id, seq, what, at, content)
    work.insert(
        _EVENT,
        {
            "request_id": request_id,
            "seq": seq,
            "kind": what.kind,
            "state": what.state,
            "code": what.code,
            "at": at,
            "actor": what.actor,
            "channel": what.channel,
            "content_id": content.id if content else None,
            "content_digest": content.digest if content else None,
            "hash": link,
        },
    )
    return seq, link
