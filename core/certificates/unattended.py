"""Issuing a document without a clerk where the rule lets it, and leaving it to a clerk, with the reason, where it does not.

The register is asked before, outside of the transaction.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from core.certificates import automatic, comparing, issuing, payments
from core.certificates.automatic import Applicant, Circumstances
from core.certificates.issuing import Decision
from core.certificates.receiving import Receive
from core.certificates.revoking import replacement
from core.certificates.tables import Certificate
from core.codes import CodeKey
from core.dialogue.answers import Answer
from core.dialogue.service import Service
from core.ports import Registered, Work
from core.requests.acting import Actor, note_event
from core.requests.tables import Request

SYSTEM = Actor("", system=True)


def consider(
    work: Work,
    request: Request,
    service: Service,
    answers: Mapping[str, Answer],
    applicant: Applicant,
    known: Registered | None,
    keys: CodeKey,
    now: datetime,
) -> str:
    """Issue the document at once, or say why a clerk decides: a key of automatic.WHY, "" where it was issued."""
    around = _circumstances(work, request, service, applicant, now)
    why = automatic.why_not(service, request.id, answers, applicant, known, around, work.municipality, now)
    if why:
        if why != "off":
            note_event(work, request, SYSTEM, "to-clerk", now, why)
        return why
    assert known is not None
    issuing.issue(work, request, service, SYSTEM, decision_of(service, answers, known), keys, now)
    return ""


def decision_of(service: Service, answers: Mapping[str, Answer], known: Registered | None) -> Decision:
    """What a document would say and how it would be received, from the record and from what the citizen said."""
    fields = {one.name: one.best for one in comparing.compare(service, answers, known)}
    wanted = Receive(_value(answers, "receive") or Receive.WEB)
    address = _value(answers, "email") if wanted is Receive.EMAIL else _value(answers, "post_address")
    english = "translation" in answers and answers["translation"].value is True
    return Decision(fields, english, wanted, address if wanted in (Receive.EMAIL, Receive.POST) else "")


def _value(answers: Mapping[str, Answer], name: str) -> str:
    return str(answers[name].value or "") if name in answers else ""


def _circumstances(work: Work, request: Request, service: Service, applicant: Applicant, now: datetime) -> Circumstances:
    owed = payments.ask(work, request, service.certificate, now) if service.certificate else None
    return Circumstances(
        switched_on=automatic.is_on(work, service.key),
        disputed=_disputed(work, service, applicant.afm),
        owed=owed is not None and owed.state != payments.PAID,
        issued_today=automatic.issued_today(work, service.key, now),
    )


def _disputed(work: Work, service: Service, afm: str) -> bool:
    """Whether a document of this kind was revoked for this person and never issued anew."""
    row = Certificate
    revoked = select(row.id).where(row.service == service.key, row.revoked_at.is_not(None), row.fields["afm"].as_string() == afm)
    return any(replacement(work, one) is None for one in work.execute(revoked).scalars())
