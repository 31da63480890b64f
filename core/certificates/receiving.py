"""How a document reaches its citizen: who may fetch it, and every step of its way written down."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from core.certificates.tables import Certificate, Receiving
from core.dialogue.service import Assurance
from core.errors import Conflict, InvalidAnswer
from core.languages import tongue
from core.messages.outbox import Draft, post
from core.model import new_id
from core.people import persons
from core.people.contact import Way
from core.people.proving import Standing
from core.ports import Work
from core.requests.acting import Actor, note_event
from core.requests.identifying import LAST_CHARACTERS, Document
from core.requests.tables import Request
from core.text import Sentence, Text, Wording, _

# The purpose of an e-mail that carries a document.
ENCLOSING = "certificate"


class Receive(StrEnum):
    """A way to receive a document."""

    COUNTER = "counter"
    WEB = "web"
    EMAIL = "email"
    POST = "post"


class Step(StrEnum):
    """What happened on the way."""

    READY = "ready"
    SENT = "sent"
    FETCHED = "fetched"
    HANDED = "handed"


RECEIVE_NAMES: dict[Receive, Text] = {
    Receive.COUNTER: _("at the town hall"),
    Receive.WEB: _("on the website"),
    Receive.EMAIL: _("by e-mail"),
    Receive.POST: _("by post"),
}

STEP_NAMES: dict[Step, Text] = {
    Step.READY: _("ready to be received"),
    Step.SENT: _("sent"),
    Step.FETCHED: _("fetched on the website"),
    Step.HANDED: _("handed over at the counter"),
}

# How to fetch it. Never a link, a name or what the document says: telephones are shared, and numbers are dialled wrongly.
_HOW: dict[Receive, Text] = {
    Receive.COUNTER: _("Your document is ready. Fetch it at the town hall with your identity card."),
    Receive.WEB: _("Your document is ready. Fetch it on the website of the municipality, after you have proved who you are."),
    Receive.EMAIL: _("Your document is ready and on its way to the e-mail address that you gave."),
    Receive.POST: _("Your document is ready and will be sent to the address that you gave."),
}
_ENOUGH = frozenset({Assurance.PIN, Assurance.IDENTITY})


def ready(receive: Receive) -> Sentence:
    """What the citizen is told when the document is ready."""
    return _HOW[receive]


def is_enough(assurance: Assurance) -> bool:
    """Whether somebody who is known so surely may fetch a document at all: a receipt code is not enough (rules: Codes)."""
    return assurance in _ENOUGH


def may_fetch(work: Work, request: Request, who: Standing) -> bool:
    """Whether somebody may fetch the document of a request: they proved to be the very person who asked for it."""
    if not (is_enough(who.assurance) and who.person and request.person_id):
        return False
    return persons.final(work, request.person_id).id == who.person


def note_step(work: Work, certificate: Certificate, what: Step, way: Receive, now: datetime, by: Actor, note: str = "") -> None:
    """Write one step of the way down."""
    work.session.add(
        Receiving(
            id=new_id(), certificate_id=certificate.id, what=str(what), way=str(way), at=now, account_id=by.account_id, note=note
        )
    )


def steps(work: Work, certificate_id: int) -> list[Receiving]:
    """The way of a document so far, oldest first."""
    found = select(Receiving).where(Receiving.certificate_id == certificate_id).order_by(Receiving.id)
    return list(work.session.scalars(found))


def hand_over(
    work: Work, request: Request, certificate: Certificate, actor: Actor, document: str, last_three: str, now: datetime
) -> None:
    """A clerk hands the printed document to its citizen, whose identity document they see.

    Raises:
        Conflict: it is not sealed yet, or was revoked.
        InvalidAnswer: it is no Document, or not three characters of its number.
    """
    require_valid(certificate)
    seen = "".join(last_three.split()).upper()
    if document not in set(Document):
        raise InvalidAnswer("document", _("Choose which document you saw."))
    if len(seen) != LAST_CHARACTERS or not seen.isalnum():
        raise InvalidAnswer("last_three", _("Write the last three characters of the document's number."))
    note_step(work, certificate, Step.HANDED, Receive.COUNTER, now, actor, f"{document} {seen}")
    note_event(work, request, actor, "handed-over", now, certificate.protocol)


def fetched(work: Work, request: Request, certificate: Certificate, actor: Actor, now: datetime) -> None:
    """The citizen fetches the file on the web. Every time is written down; who may is for the channel to ask (`may_fetch`).

    Raises:
        Conflict: it is not sealed yet, or was revoked.
    """
    require_valid(certificate)
    note_step(work, certificate, Step.FETCHED, Receive.WEB, now, actor)
    note_event(work, request, actor, "fetched", now, certificate.protocol)


def sent_by_post(work: Work, request: Request, certificate: Certificate, actor: Actor, now: datetime) -> None:
    """A clerk has given the document to the post.

    Raises:
        Conflict: it is not sealed yet, or was revoked.
    """
    require_valid(certificate)
    note_step(work, certificate, Step.SENT, Receive.POST, now, actor)
    note_event(work, request, actor, "posted", now, certificate.protocol)


def send(work: Work, request: Request, certificate: Certificate, now: datetime) -> None:
    """Send the document itself to the e-mail address that the citizen chose for it. The file is added at hand-over."""
    say = tongue(request.language, zone=work.municipality.zone)
    title = Wording(certificate.title)
    subject = _("{town}: {document}", town=work.municipality.name, document=title)
    body = _(
        "You asked for this document by e-mail; it is attached. Whoever receives it from you can check it with the code at "
        "its foot."
    )
    draft = Draft(Way.EMAIL, certificate.address, say(body), request.language, ENCLOSING, say(subject), request.id)
    post(work, draft, now)
    note_step(work, certificate, Step.SENT, Receive.EMAIL, now, Actor("", system=True))


def require_valid(certificate: Certificate) -> None:
    """Nothing that is not sealed, or was revoked, leaves the town hall.

    Raises:
        Conflict: it is one of the two.
    """
    require_sealed(certificate)
    if certificate.revoked_at is not None:
        raise Conflict("revoked", _("This document was revoked."))


def require_sealed(certificate: Certificate) -> None:
    """There is no file before the seal.

    Raises:
        Conflict: it is not sealed yet.
    """
    if certificate.state != "sealed":
        raise Conflict("issuing", _("The document is not sealed yet."))
