"""Requests and their recordings: when their time is over, and what keeps them all the same."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import aliased

from core.certificates.tables import Certificate
from core.messages.jobs import enqueue
from core.ports import Work
from core.requests.acting import Actor
from core.requests.erasing import ERASE_FILE, erase
from core.requests.history import ERASED
from core.requests.sharing import LinkRow
from core.requests.tables import Attachment, Content, Request
from core.retention.classes import Class
from core.retention.tables import RetentionHold

SYSTEM = Actor("", system=True)


def _request(cls: Class, today: date) -> Sequence[Any]:
    """Closed, of this class by what was filed, not erased yet, and needed by nobody."""
    said = exists().where(
        Content.municipality_id == Request.municipality_id,
        Content.request_id == Request.id,
        Content.retention == cls.key,
        Content.salt.is_not(None),
    )
    return (Request.is_open.is_(False), said, *_unneeded(Request, today))


def _unneeded(request: Any, today: date) -> Sequence[Any]:
    """No hold, no document that can still be shown, and no open request that it belongs to."""
    other = aliased(Request)
    here = request.municipality_id
    held = exists().where(RetentionHold.municipality_id == here, RetentionHold.request_id == request.id)
    sealed = exists().where(
        Certificate.municipality_id == here,
        Certificate.request_id == request.id,
        Certificate.revoked_at.is_(None),
        or_(Certificate.sealed_at.is_(None), Certificate.valid_until >= today),
    )
    joined = exists().where(
        other.municipality_id == here,
        other.is_open.is_(True),
        or_(other.joined_to == request.id, other.id == request.joined_to),
    )
    linked = exists().where(
        LinkRow.municipality_id == here,
        or_(
            (LinkRow.request_id == request.id) & (other.id == LinkRow.other_id),
            (LinkRow.other_id == request.id) & (other.id == LinkRow.request_id),
        ),
        other.municipality_id == here,
        other.is_open.is_(True),
    )
    return (~held, ~sealed, ~joined, ~linked)


def _erase(work: Work, ids: Sequence[int], cls: Class, now: datetime) -> None:
    for row in work.session.scalars(select(Request).where(Request.id.in_(ids)).with_for_update()):
        erase(work, row, f"retention: {cls.key}", SYSTEM, now)


def _recording(cls: Class, today: date) -> Sequence[Any]:
    """Of a closed request that nobody holds; what was written down of it stays with the request."""
    closed = exists().where(
        Request.municipality_id == Attachment.municipality_id,
        Request.id == Attachment.request_id,
        Request.is_open.is_(False),
        *_unneeded(Request, today),
    )
    return (Attachment.kind == "recording", Attachment.storage_key != "", closed)


def _silence(work: Work, ids: Sequence[int], cls: Class, now: datetime) -> None:
    for row in work.session.scalars(select(Attachment).where(Attachment.id.in_(ids)).with_for_update()):
        enqueue(work, ERASE_FILE, {"key": row.storage_key}, now)
        row.storage_key = row.source = row.sha256 = row.name = ""
        row.state = ERASED


REQUEST = (Request, Request.closed_at, _request, _erase)
_CLOSED_AT = (
    select(Request.closed_at)
    .where(Request.municipality_id == Attachment.municipality_id, Request.id == Attachment.request_id)
    .scalar_subquery()
)
RECORDING = (Attachment, _CLOSED_AT, _recording, _silence)
