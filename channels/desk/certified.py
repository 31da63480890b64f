"""What a clerk does with a certificate: issues, revokes, issues anew, hands over, posts, records a fee, seals again."""

from datetime import datetime

from flask import Response, flash, make_response, redirect, request

from channels.desk.acting import Deed, fresh, hold, id_of
from channels.desk.session import actor, member
from channels.here import core, say
from core.certificates import comparing, issuing, payments, receiving, revoking
from core.certificates.issuing import Decision, require_signs
from core.certificates.receiving import Receive
from core.certificates.tables import Certificate
from core.dialogue.service import Service
from core.errors import InvalidAnswer, NotAllowed, NotFound
from core.ports import Work
from core.requests.tables import Request
from core.text import Sentence, _

LONGEST = 300


def decided(reference: str, done: Sentence) -> Response:
    flash(say()(done))
    return make_response(redirect(f"/desk/requests/{reference}/certificate", 303))


def _service(found: Request) -> Service:
    service = core().catalogue(member().town).get(found.service)
    if service is None:
        raise NotFound("service", _("This service is not offered here any more."))
    return service


def _decision(service: Service) -> Decision:
    """What the form says, as a decision.

    Raises:
        InvalidAnswer: how it is received is not chosen, or its address is missing.
    """
    certificate = service.certificate
    names = certificate.fields if certificate else ()
    wanted = request.form.get("receive", "")
    if wanted not in set(Receive):
        raise InvalidAnswer("receive", _("Choose how it is received."))
    address = " ".join(request.form.get("address", "").split())[:LONGEST]
    if wanted in (Receive.EMAIL, Receive.POST) and not address:
        raise InvalidAnswer("address", _("Write the address to which it goes."))
    return Decision(
        {name: request.form.get(f"field-{name}", "").replace("\x00", "") for name in names},
        english=request.form.get("english") == "yes",
        receive=Receive(wanted),
        address=address if wanted in (Receive.EMAIL, Receive.POST) else "",
        original=id_of("original") or None,
    )


def _require_sure() -> None:
    """A document against the record is issued only by who says so."""
    if request.form.get("differs") == "yes" and request.form.get("sure") != "yes":
        raise NotAllowed("sure", _("The record says something else. Confirm that you issue it all the same."))


def _document(work: Work, found: Request) -> Certificate:
    row = work.session.get(Certificate, (member().town.id, id_of("certificate")))
    if row is None or row.request_id != found.id:
        raise NotFound("certificate", _("There is no such document in your departments."))
    return row


def _issue(work: Work, found: Request, now: datetime) -> Sentence:
    require_signs(member())
    service = _service(found)
    decision = _decision(service)
    _require_sure()
    if service.certificate is not None and not service.certificate.copies:
        comparing.checked(service, decision.fields)
    hold(work, found, now)
    number = issuing.issue(work, found, service, actor(), decision, core().codes, now).protocol
    return _("The document has the number {number}. It is sealed in a moment, and then the citizen is told.", number=number)


def _replace(work: Work, found: Request, now: datetime) -> Sentence:
    require_signs(member())
    fresh(found)
    service = _service(found)
    reason = request.form.get("reason", "")
    made = revoking.replace(work, found, _document(work, found), service, actor(), _decision(service), reason, core().codes, now)
    return _("The old document is revoked and the new one has the number {number}.", number=made.protocol)


def _revoke(work: Work, found: Request, now: datetime) -> Sentence:
    require_signs(member())
    fresh(found)
    revoking.revoke(work, found, _document(work, found), actor(), request.form.get("reason", "")[:LONGEST], now)
    return _("The document is revoked. Whoever checks it is told so from now on.")


def _hand_over(work: Work, found: Request, now: datetime) -> Sentence:
    document, last_three = request.form.get("document", ""), request.form.get("last_three", "")
    receiving.hand_over(work, found, _document(work, found), actor(), document, last_three, now)
    return _("It is noted that the document was handed over.")


def _posted(work: Work, found: Request, now: datetime) -> Sentence:
    receiving.sent_by_post(work, found, _document(work, found), actor(), now)
    return _("It is noted that the document was given to the post.")


def _paid(work: Work, found: Request, now: datetime) -> Sentence:
    payments.record(work, found, actor(), request.form.get("receipt", ""), now)
    return _("The payment is recorded.")


def _seal_again(work: Work, found: Request, now: datetime) -> Sentence:
    issuing.seal_again(work, _document(work, found), now)
    return _("The seal is tried again.")


DEEDS: dict[str, Deed] = {
    "issue": _issue,
    "replace": _replace,
    "revoke": _revoke,
    "hand_over": _hand_over,
    "posted": _posted,
    "paid": _paid,
    "seal_again": _seal_again,
}
