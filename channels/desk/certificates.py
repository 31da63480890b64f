"""A certificate's page: what was asked for beside what the municipality knows, the decision, and the documents issued so far."""

from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, send_file

from channels.desk import words
from channels.desk.certified import DEEDS, decided
from channels.desk.dossier import mine
from channels.desk.session import actor, member
from channels.here import core, say
from core.certificates import checking, comparing, issuing, payments, receiving
from core.certificates.codes import verification_code
from core.certificates.comparing import Compared
from core.certificates.receiving import RECEIVE_NAMES, Receive
from core.certificates.sealing import PROBLEMS
from core.certificates.tables import Certificate, Payment
from core.dialogue.service import Service
from core.errors import Conflict, InvalidAnswer, NotAllowed, NotFound, Refusal, Unavailable
from core.ports import Registered, Work
from core.requests import access, actions
from core.requests.filing import answers_of
from core.requests.moves import State
from core.requests.tables import Request
from core.text import Code, Sentence, Wording, _

UNREADABLE, CONFLICT = 422, 409
PDF = "application/pdf"
# The answers with which the form of the decision begins.
CHOSEN = frozenset({"translation", "receive", "email", "post_address"})


@dataclass
class Seen:
    """Everything that the page shows of a request."""

    found: Request
    service: Service
    compared: list[Compared]
    documents: list[Certificate]
    steps: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    payment: Payment | None = None
    problem: Sentence | None = None


def add_to(made: Blueprint) -> None:
    made.add_url_rule("/requests/<reference>/certificate", "certificate", shown)
    made.add_url_rule("/requests/<reference>/certificate", "certificate_acted", acted, methods=["POST"])
    made.add_url_rule("/certificates/<int:certificate>/file", "certificate_file", file)
    made.add_url_rule("/certificates/<int:certificate>/address", "certificate_address", address)


def shown(reference: str) -> Response:
    return make_response(_page(reference))


def acted(reference: str) -> Response:
    """One of the page's forms: one deed, one transaction; what stood in the way is said, with what was typed."""
    name, now = request.form.get("deed", ""), core().clock.now()
    deed = DEEDS.get(name)
    if deed is None:
        raise NotFound("deed", _("There is no such form."))
    try:
        with core().database.work(member().town) as work:
            done = deed(work, mine(work, reference, alone=True), now)
    except (Conflict, InvalidAnswer, NotAllowed, Unavailable) as refused:
        status = CONFLICT if isinstance(refused, Conflict) else UNREADABLE
        return make_response(_page(reference, refused), status)
    return decided(reference, done)


def file(certificate: int) -> Response:
    """The sealed document itself. That it was looked at is in the access log first."""
    with core().database.work(member().town) as work:
        row, found = _document(work, certificate)
        receiving.require_sealed(row)
        access.note(work, found.id, member().person.id, access.FILE, core().clock.now())
    content = BytesIO(core().storage.get(row.storage_key))
    response = send_file(content, mimetype=PDF, download_name=f"{row.protocol.replace('/', '-')}.pdf", as_attachment=True)
    response.headers["Cache-Control"] = "no-store"
    return response


def address(certificate: int) -> str:
    """The sheet to be put into an envelope with a window."""
    with core().database.reading(member().town) as work:
        row, found = _document(work, certificate)
    if row.receive != Receive.POST or not row.address:
        raise NotFound("address", _("This document is not sent by post."))
    return render_template("desk/address.html", holder=row.holder, address=row.address, protocol=row.protocol, path=_path(found))


def _document(work: Work, certificate: int) -> tuple[Certificate, Request]:
    row = work.session.get(Certificate, (member().town.id, certificate))
    found = work.session.get(Request, (member().town.id, row.request_id)) if row is not None else None
    if row is None or found is None:
        raise NotFound("certificate", _("There is no such document in your departments."))
    return row, mine(work, found.reference)


def _path(found: Request) -> str:
    return f"/desk/requests/{found.reference}/certificate"


def _page(reference: str, refused: Refusal | None = None) -> str:
    now, here = core().clock.now(), member()
    with core().database.work(here.town) as work:
        found = mine(work, reference)
        access.note(work, found.id, here.person.id, access.REQUEST, now)
        actions.renew(work, found.id, actor(), now)
        service = _service(found)
        answers = answers_of(work, found.id)
        if service.certificate is not None and found.closed_at is None:
            # Before anything is issued the clerk sees what is owed, and under which code it is paid.
            payments.ask(work, found, service.certificate, now)
    # The register may be far away: it is asked between two transactions.
    known, problem = _known(service, comparing.said_of(service, "afm", answers) or "")
    with core().database.reading(here.town) as work:
        documents = issuing.of_request(work, found.id)
        seen = Seen(found, service, comparing.compare(service, answers, known), documents)
        seen.steps = {one.id: _steps(work, one) for one in documents}
        seen.payment, seen.problem = payments.of(work, found.id), problem
        originals = _originals(work, service, comparing.said_of(service, "afm", answers) or "")
    chosen: dict[str, Any] = {
        key: answers[key].value for key in ("translation", "receive", "email", "post_address") if key in answers
    }
    context = _context(seen, known) | _decision(seen, chosen, originals)
    return render_template("desk/certificate.html", **context, refused=refused, typed=request.form if refused else {})


def _service(found: Request) -> Service:
    service = core().catalogue(member().town).get(found.service)
    if service is None or service.certificate is None:
        raise NotFound("certificate", _("No document is issued for this request."))
    return service


def _known(service: Service, afm: str) -> tuple[Registered | None, Sentence | None]:
    """What the register says; where it does not answer, the clerk is told and goes on by the papers."""
    if service.certificate is None or not service.certificate.register or not afm:
        return None, None
    try:
        known = core().registry.known(member().town, service.certificate.register, afm)
    except Unavailable as error:
        return None, error.sentence
    return known, None if known else _("The register says nothing of this tax number.")


def _originals(work: Work, service: Service, afm: str) -> list[dict[str, str]]:
    if service.certificate is None or not service.certificate.copies:
        return []
    return [
        {"value": str(one.id), "label": f"{one.protocol} · {say()(Wording(one.title))} · {one.holder}"}
        for one in issuing.copied_from(work, afm)
    ]


def _steps(work: Work, row: Certificate) -> list[dict[str, Any]]:
    way = [{"at": one.at, "what": receiving.STEP_NAMES[receiving.Step(one.what)]} for one in receiving.steps(work, row.id)]
    seen = [
        {"at": at, "what": _("checked, by {channel}", channel=words.channel(channel))}
        for at, channel, _full in checking.checks(work, row.id)[:20]
    ]
    return sorted([*way, *seen], key=lambda one: one["at"])


def _context(seen: Seen, known: Registered | None) -> dict[str, Any]:
    found, today = seen.found, member().town.today(core().clock.now())
    return {
        "path": _path(found),
        "request_path": f"/desk/requests/{found.reference}",
        "reference": Code(found.reference),
        "seen": found.last_seq,
        "service_title": seen.service.title,
        "compared": seen.compared,
        "field_names": seen.service.certificate.fields if seen.service.certificate else (),
        "any_differs": any(one.differs for one in seen.compared),
        "as_of": known.as_of if known else None,
        "register_problem": seen.problem,
        "papers": seen.service.certificate.papers if seen.service.certificate else (),
        "payment": _payment(seen.payment),
        "documents": [_document_row(one, seen, today) for one in seen.documents],
        "signs": member().signs,
    }


def _payment(payment: Payment | None) -> dict[str, Any] | None:
    if payment is None:
        return None
    return {
        "amount": f"{payment.cents // 100},{payment.cents % 100:02d} €",
        "code": payment.code,
        "paid": payment.state == payments.PAID,
        "receipt": payment.receipt,
        "source": payment.source,
    }


def _document_row(row: Certificate, seen: Seen, today: date) -> dict[str, Any]:
    sealed = row.state == issuing.SEALED
    standing = checking.standing(row, today)
    return {
        "id": row.id,
        "protocol": row.protocol,
        "title": Wording(row.title),
        "issued_on": row.issued_on,
        "valid_until": row.valid_until,
        "label": checking.STANDING_NAMES[standing] if sealed else _("waiting for its seal"),
        "tone": "done" if sealed and standing is checking.Standing.VALID else "waiting" if not sealed else "refused",
        "sealed": sealed,
        "live": row.revoked_at is None,
        "problem": PROBLEMS.get(row.problem) if row.problem else None,
        "reason": row.revoke_reason,
        "automatic": row.automatic,
        "code": Code(verification_code(core().codes, member().town.id, row.id), 4) if sealed else None,
        "receive": RECEIVE_NAMES[Receive(row.receive)],
        "post": row.receive == Receive.POST,
        "steps": seen.steps[row.id],
    }


def _decision(seen: Seen, chosen: dict[str, Any], originals: list[dict[str, str]]) -> dict[str, Any]:
    """What the form of the decision begins with, and whether there is one."""
    state, live = State(seen.found.state), any(one.revoked_at is None for one in seen.documents)
    wanted = str(chosen.get("receive") or Receive.COUNTER)
    return {
        "waits_for_proof": state is State.WAITING_IDENTITY,
        "may_issue": member().signs and not live and state not in (State.CLOSED, State.WAITING_IDENTITY),
        "copies": bool(seen.service.certificate and seen.service.certificate.copies),
        "originals": originals,
        "english": chosen.get("translation") is True,
        "receive": wanted,
        "receive_items": [{"value": str(one), "label": say()(name)} for one, name in RECEIVE_NAMES.items()],
        "address": str(chosen.get("email") or chosen.get("post_address") or ""),
        "document_items": [{"value": str(key), "label": say()(name)} for key, name in words.DOCUMENTS.items()],
    }
