"""Whether the history is what it was: every chain, every head, and the daily digest over all heads."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from core.ports import Work
from core.requests.history import ERASED, Happening, Kept, chained, digest
from core.requests.tables import ChainDigest, Content, Event, Request


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was written: where, and what kind of change it shows."""

    reference: str
    what: str
    # Nothing is wrong: content that was erased as it should be, which the chain still vouches for.
    harmless: bool = False


def verify(work: Work) -> Iterator[Finding]:
    """Walk every chain of a municipality and compare it with itself, the request's head and the daily digests."""
    heads: dict[int, tuple[int, bytes]] = {}
    references = {row.id: row for row in work.execute(select(Request.id, Request.reference, Request.last_seq, Request.last_hash))}
    contents = {row.id: row for row in work.execute(select(Content.id, Content.body, Content.salt))}
    erased = set(work.execute(select(Event.request_id).where(Event.kind == ERASED)).scalars())
    events = work.execute(select(Event).order_by(Event.request_id, Event.seq))
    for event in events:
        seq, before = heads.get(event.request_id, (0, b""))
        owner = references.get(event.request_id)
        name = owner.reference if owner else f"#{event.request_id}"
        if owner is None and seq == 0:
            yield Finding(name, "missing request")
        yield from _event(event, name, seq, before, contents)
        yield from _erased(event, name, contents, event.request_id in erased)
        heads[event.request_id] = (event.seq, event.hash)
    for row in references.values():
        head = heads.get(row.id)
        if head is None:
            yield Finding(row.reference, "no events")
        elif head != (row.last_seq, row.last_hash):
            yield Finding(row.reference, "cut tail")
    yield from _digests(work)


def _event(row: Any, name: str, seq: int, before: bytes, contents: Mapping[int, Any]) -> Iterator[Finding]:
    if row.seq != seq + 1:
        yield Finding(name, f"missing event {seq + 1}")
    kept = Kept(0, "", {}, b"", row.content_digest) if row.content_digest else None
    what = Happening(row.kind, row.state, row.actor, row.channel, row.code)
    if row.seq == seq + 1 and chained(before, row.request_id, row.seq, what, row.at, kept) != row.hash:
        yield Finding(name, f"changed event {row.seq}")
    content = contents.get(row.content_id or 0)
    if row.content_id and content is None:
        yield Finding(name, f"missing content of event {row.seq}")
    elif content is not None and _changed(content, row.content_digest):
        yield Finding(name, f"changed content of event {row.seq}")


def _erased(row: Any, name: str, contents: Mapping[int, Any], rightly: bool) -> Iterator[Finding]:
    """Content that is gone: harmless if an event says that it was erased."""
    content = contents.get(row.content_id or 0)
    if content is None or (content.salt is not None and content.body is not None):
        return
    if rightly:
        yield Finding(name, f"erased: content of event {row.seq}", harmless=True)
    else:
        yield Finding(name, f"content of event {row.seq} is gone, and no event says that it was erased")


def _changed(content: Any, written: bytes) -> bool:
    """Whether content is not what was written; what was erased has nothing left to compare."""
    return content.salt is not None and content.body is not None and digest(content.salt, content.body) != written


def seal_day(work: Work, now: datetime) -> None:
    """Write the digest over all heads as they stand now, over the digest before it. Run once a day."""
    last = work.execute(select(ChainDigest.seq, ChainDigest.digest).order_by(ChainDigest.seq.desc()).limit(1)).first()
    seq, before = (last.seq, last.digest) if last else (0, b"")
    count, sealed = _over_heads(work, now, before)
    work.session.add(ChainDigest(seq=seq + 1, until=now, requests=count, digest=sealed))


def _over_heads(work: Work, until: datetime, before: bytes) -> tuple[int, bytes]:
    """One digest over the last event of every chain up to a moment."""
    last = (
        select(Event.request_id, func.max(Event.seq).label("seq")).where(Event.at <= until).group_by(Event.request_id).subquery()
    )
    rows = work.execute(
        select(Event.request_id, Event.seq, Event.hash)
        .join(last, (Event.request_id == last.c.request_id) & (Event.seq == last.c.seq))
        .order_by(Event.request_id)
    )
    total, count = hashlib.sha256(before), 0
    for row in rows:
        total.update(f"{row.request_id}/{row.seq}/".encode() + row.hash)
        count += 1
    return count, total.digest()


def _digests(work: Work) -> Iterator[Finding]:
    before = b""
    for row in work.execute(select(ChainDigest).order_by(ChainDigest.seq)).all():
        count, sealed = _over_heads(work, row.until, before)
        if count < row.requests:
            yield Finding("", f"requests missing since the digest of {work.municipality.today(row.until)}")
        elif sealed != row.digest:
            yield Finding("", f"changed digest of {work.municipality.today(row.until)}")
        before = row.digest
