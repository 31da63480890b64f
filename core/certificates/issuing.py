"""Deciding that a document is issued: its content, its dates and its number, in one transaction; sealing follows in a job."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from core.certificates import payments
from core.certificates.codes import code_digest, verification_code
from core.certificates.comparing import checked
from core.certificates.numbering import draw_outgoing
from core.certificates.receiving import Receive
from core.certificates.tables import Certificate
from core.codes import CodeKey
from core.dialogue.service import Service
from core.errors import Conflict, NotAllowed
from core.messages.jobs import enqueue
from core.model import new_id
from core.ports import Work
from core.requests.acting import Actor, note_event
from core.requests.claiming import require_claim
from core.requests.filing import answers_of
from core.requests.moves import OPEN, State, check
from core.requests.tables import Request
from core.staff.roles import Member
from core.text import _

SEAL = "seal-certificate"
ISSUING, SEALED = "issuing", "sealed"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a clerk decides: what the document says, whether it is translated too, and how it is received."""

    fields: Mapping[str, str]
    english: bool = False
    receive: Receive = Receive.COUNTER
    address: str = ""
    # The document to be copied, for a service that copies.
    original: int | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What a document says, wherever that comes from: the decision, or the document of which it is a copy."""

    service: str
    service_version: int
    template: str
    title: Mapping[str, str]
    fields: Mapping[str, str]
    valid_until: date | None
    copy_of: int | None = None


def require_signs(member: Member) -> None:
    """Only who bears the mark "signs" issues and revokes (rules: Staff).

    Raises:
        NotAllowed: this person does not.
    """
    if not member.signs:
        raise NotAllowed("signs", _("Only colleagues with the right to sign issue and revoke documents."))


def issue(
    work: Work, request: Request, service: Service, actor: Actor, decision: Decision, keys: CodeKey, now: datetime
) -> Certificate:
    """Issue the document of a request. It has its number from now on; its seal follows.

    Raises:
        Conflict: somebody else holds or closed the request, or its document is issued already.
        NotAllowed: nobody proved who asks, the fee is owed, or the service issues nothing.
        InvalidAnswer: a field is missing; the code is its name.
    """
    require_open(work, request, actor, now)
    return write(work, request, service, actor, decision, keys, now)


def require_open(work: Work, request: Request, actor: Actor, now: datetime) -> None:
    """Whether a document may be issued on a request at all.

    Raises:
        Conflict, NotAllowed: as `issue` says.
    """
    if request.state == State.WAITING_IDENTITY:
        raise NotAllowed("identity", _("Nobody has proved yet who asks for this document."))
    if State(request.state) not in OPEN:
        check(State(request.state), State.RECEIVED)
    if not actor.system:
        require_claim(request, actor, now)
    if live(work, request.id) is not None:
        raise Conflict("issued", _("The document of this request is issued already."))


def write(
    work: Work,
    request: Request,
    service: Service,
    actor: Actor,
    decision: Decision,
    keys: CodeKey,
    now: datetime,
    replaces: int | None = None,
) -> Certificate:
    """Write the document down, give it its number, and name the job that seals it. Last in the caller's transaction."""
    certifying = service.certificate
    if certifying is None:
        raise NotAllowed("service", _("This service issues no document."))
    if replaces is None:
        payments.require_paid(work, request, certifying, now)
    content = _copied(work, request, decision) if certifying.copies else _decided(work, service, decision, now)
    town, made = work.municipality, new_id()
    row = _row(content, request, actor, decision, now) | {
        "issued_on": town.today(now),
        "code_digest": code_digest(keys, town.id, verification_code(keys, town.id, made)),
        "replaces": replaces,
    }
    # Nobody else gets a number from here to the end of the transaction.
    number = draw_outgoing(work, request, actor, content.title["el"], content.fields.get("name", ""), now)
    certificate = Certificate(id=made, protocol=number, **row)
    work.session.add(certificate)
    note_event(work, request, actor, "issued", now, number)
    enqueue(work, SEAL, {"certificate": made}, now)
    return certificate


def _row(content: Content, request: Request, actor: Actor, decision: Decision, now: datetime) -> dict[str, Any]:
    return {
        "request_id": request.id,
        "service": content.service,
        "service_version": content.service_version,
        "template": content.template,
        "title": dict(content.title),
        "department": request.department,
        "holder": content.fields.get("name", ""),
        "fields": dict(content.fields),
        "english": decision.english,
        "receive": str(decision.receive),
        "address": decision.address,
        "issued_at": now,
        "valid_until": content.valid_until,
        "issued_by": actor.account_id,
        "copy_of": content.copy_of,
        "state": ISSUING,
        "problem": "",
        "sha256": "",
        "size": 0,
        "storage_key": "",
        "sealed_with": "",
        "qualified": False,
        "sealed_at": None,
        "revoked_at": None,
        "revoked_by": None,
        "revoke_reason": "",
    }


def _decided(work: Work, service: Service, decision: Decision, now: datetime) -> Content:
    certifying = service.certificate
    assert certifying is not None
    today, days = work.municipality.today(now), certifying.valid_days
    return Content(
        service.key,
        service.version,
        certifying.template,
        service.title.languages,
        checked(service, decision.fields),
        today + timedelta(days=days) if days else None,
    )


def _copied(work: Work, request: Request, decision: Decision) -> Content:
    """What the original says. A copy is valid as long as the original, and never of what is revoked.

    Raises:
        Conflict: the original is not chosen, is somebody else's, was revoked, or was erased.
    """
    original = work.session.get(Certificate, (work.municipality.id, decision.original or 0))
    asked = answers_of(work, request.id).get("afm")
    if original is None or (asked is not None and original.fields.get("afm", asked.value) != asked.value):
        raise Conflict("original", _("Choose the document to be copied."))
    if original.state != SEALED or original.revoked_at is not None or not original.fields:
        raise Conflict("original", _("This document is not valid any more, and is not copied."))
    first = original.copy_of or original.id
    return Content(
        original.service,
        original.service_version,
        original.template,
        original.title,
        original.fields,
        original.valid_until,
        first,
    )


def live(work: Work, request_id: int) -> Certificate | None:
    """The document of a request that is not revoked, if there is one."""
    found = select(Certificate).where(Certificate.request_id == request_id, Certificate.revoked_at.is_(None))
    return work.session.scalars(found).first()


def of_request(work: Work, request_id: int) -> list[Certificate]:
    """All documents of a request, the newest first."""
    found = select(Certificate).where(Certificate.request_id == request_id).order_by(Certificate.id.desc())
    return list(work.session.scalars(found))


def seal_again(work: Work, certificate: Certificate, now: datetime) -> None:
    """Try once more to seal what could not be sealed until now.

    Raises:
        Conflict: it is sealed.
    """
    if certificate.state == SEALED:
        raise Conflict("sealed", _("This document is sealed already."))
    certificate.problem = ""
    enqueue(work, SEAL, {"certificate": certificate.id}, now)


def copied_from(work: Work, afm: str, most: int = 20) -> list[Certificate]:
    """The documents of a tax number that can be copied: sealed, not revoked, not copies themselves; the newest first."""
    row = Certificate
    found = (
        select(row)
        .where(row.state == SEALED, row.revoked_at.is_(None), row.copy_of.is_(None), row.fields["afm"].as_string() == afm)
        .order_by(row.id.desc())
        .limit(most)
    )
    return list(work.session.scalars(found)) if afm else []
