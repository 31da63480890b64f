"""A document that was issued cannot be changed: it is revoked with a reason, and issued anew where it was wrong."""

from datetime import datetime

from sqlalchemy import select

from core.certificates.issuing import Decision, write
from core.certificates.tables import Certificate
from core.codes import CodeKey
from core.dialogue.service import Service
from core.errors import Conflict, InvalidAnswer
from core.ports import Work
from core.requests.acting import Actor, note_event
from core.requests.notices import tell
from core.requests.tables import Request
from core.text import _


def revoke(work: Work, request: Request, certificate: Certificate, actor: Actor, reason: str, now: datetime) -> None:
    """Revoke a document. Whoever checks it is told so from now on; its citizen is told, with the reason.

    Raises:
        InvalidAnswer: the reason is missing.
        Conflict: it is revoked already.
    """
    _revoke(work, request, certificate, actor, reason, now)
    tell(work, request, _("The document that we issued was revoked: {reason}", reason=reason.strip()), now)


def replace(
    work: Work,
    request: Request,
    certificate: Certificate,
    service: Service,
    actor: Actor,
    decision: Decision,
    reason: str,
    keys: CodeKey,
    now: datetime,
) -> Certificate:
    """Revoke a document that is wrong and issue it anew: both stay visible to whoever checks either.

    Raises:
        InvalidAnswer: the reason, or a field, is missing.
        Conflict: it is revoked already.
    """
    _revoke(work, request, certificate, actor, reason, now)
    work.session.flush()
    return write(work, request, service, actor, decision, keys, now, replaces=certificate.id)


def _revoke(work: Work, request: Request, certificate: Certificate, actor: Actor, reason: str, now: datetime) -> None:
    words = reason.strip()
    if not words:
        raise InvalidAnswer("reason", _("Write the reason in a sentence that the citizen understands."))
    if certificate.revoked_at is not None:
        raise Conflict("revoked", _("This document is revoked already."))
    certificate.revoked_at, certificate.revoked_by, certificate.revoke_reason = now, actor.account_id, words
    note_event(work, request, actor, "revoked", now, certificate.protocol, {"words": words}, "reason")


def replacement(work: Work, certificate_id: int) -> Certificate | None:
    """The document that was issued in the place of a revoked one."""
    return work.session.scalars(select(Certificate).where(Certificate.replaces == certificate_id)).first()
