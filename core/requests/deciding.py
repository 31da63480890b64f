"""The answer to a formal application: it goes out under a number of its own, and a refusal says how to object."""

from datetime import datetime

from sqlalchemy import select

from core.certificates.tables import Certificate
from core.dialogue.service import Service, ServiceForm
from core.errors import Conflict
from core.ports import Work
from core.requests import book, protocol
from core.requests.acting import Actor
from core.requests.moves import Outcome
from core.requests.protocol import Direction, Number, Precision
from core.requests.tables import ProtocolEntry, Request
from core.text import Sentence, _

_FORMAL = (ServiceForm.APPLICATION, ServiceForm.CERTIFICATE)
# What the citizen took back themselves is answered by nothing.
_UNANSWERED = (Outcome.WITHDRAWN,)
# ν.2690/1999, art. 24: whoever suffers from an act may ask its author to take it back, or the superior to undo it.
_GENERAL = _(
    "If you do not agree, you may ask us in writing to look at it again, or complain to the authority above us "
    "(law 2690/1999, article 24)."
)


def must_answer(request: Request, outcome: Outcome) -> bool:
    """Whether this end is an answer that goes out under a protocol number (ν.2690/1999, art. 4)."""
    return request.form in _FORMAL and bool(request.protocol) and outcome not in _UNANSWERED


def objection_to(request: Request, outcome: Outcome, service: Service | None) -> Sentence | None:
    """How to object: what the service's file says, else the general way; None where nothing was refused."""
    if request.form not in _FORMAL or outcome is not Outcome.REFUSED:
        return None
    return service.objection.words if service is not None and service.objection is not None else _GENERAL


def enter_decision(work: Work, request: Request, actor: Actor, now: datetime) -> str:
    """Enter the answer that goes out, on the application that came in. From here on the book waits for this transaction."""
    came = _came_in(work, request.id)
    number = protocol.draw(work, now)
    entry = protocol.Entry(
        subject=came.subject if came else request.service,
        direction=Direction.OUT,
        party=came.party if came else "",
        precision=Precision(came.precision) if came else Precision.PERSONAL,
        answers=answered(work, request.id),
        request_id=request.id,
        entered_by=actor.name,
    )
    protocol.enter(work, number, now, entry)
    return str(number)


def answered(work: Work, request_id: int) -> Number | None:
    """The number under which the application came in, which an answer refers to; None where it has none."""
    came = _came_in(work, request_id)
    return Number(came.book, came.year, came.seq) if came else None


def require_undocumented(work: Work, request: Request) -> None:
    """A document that was issued is the answer, under its own number: its request ends when it is sealed, and not before.

    Raises:
        Conflict: a document of this request was issued, and is not revoked.
    """
    issued = select(Certificate.id).where(Certificate.request_id == request.id, Certificate.revoked_at.is_(None))
    if request.form == ServiceForm.CERTIFICATE and work.execute(issued).first() is not None:
        raise Conflict("issued", _("The document is issued: the request ends when it is sealed. Or revoke it first."))


def _came_in(work: Work, request_id: int) -> ProtocolEntry | None:
    return next((one for one in book.of_request(work, request_id) if one.direction == Direction.IN), None)
