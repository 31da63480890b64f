"""Fees: what is owed for a document, the RF code under which it is paid (ISO 11649), and that it was paid."""

from datetime import datetime

from sqlalchemy import select
from stdnum.iso7064 import mod_97_10

from core.certificates.tables import Payment
from core.dialogue.certifying import Certifying, amount_cents
from core.errors import Conflict, InvalidAnswer, NotAllowed
from core.model import new_id
from core.municipalities.model import Municipality
from core.ports import Paid, Work
from core.requests.acting import Actor, note_event
from core.requests.tables import Request
from core.text import _

DUE, PAID = "due", "paid"
LONGEST_RECEIPT = 60


def rf_code(municipality_id: int, reference: str) -> str:
    """The creditor reference of a request's fee: RF, two check digits, the municipality's number and the reference."""
    body = f"{municipality_id:04d}{reference}"
    return f"RF{mod_97_10.calc_check_digits(body + 'RF')}{body}"


def of(work: Work, request_id: int) -> Payment | None:
    """The fee of a request, if one was asked for."""
    return work.session.scalars(select(Payment).where(Payment.request_id == request_id)).first()


def ask(work: Work, request: Request, certificate: Certifying, now: datetime) -> Payment | None:
    """Write down what a request's document costs; None where it is free. Asked twice, it stays what it was."""
    known = of(work, request.id)
    fee = certificate.fee(work.municipality.today(request.created_at))
    if known is not None or fee is None or not amount_cents(fee):
        return known
    made = Payment(
        id=new_id(),
        request_id=request.id,
        cents=amount_cents(fee),
        code=rf_code(work.municipality.id, request.reference),
        source=fee.source,
        state=DUE,
        created_at=now,
        paid_at=None,
        recorded_by=None,
        receipt="",
    )
    work.session.add(made)
    return made


def record(work: Work, request: Request, actor: Actor, receipt: str, now: datetime) -> None:
    """A clerk records that the fee was paid, with the number of its receipt.

    Raises:
        InvalidAnswer: no number, or too long a one.
        Conflict: nothing is owed, or it was paid already.
    """
    number = " ".join(receipt.split())
    if not number or len(number) > LONGEST_RECEIPT:
        raise InvalidAnswer("receipt", _("Write the number of the receipt, at most {most} characters.", most=LONGEST_RECEIPT))
    payment = of(work, request.id)
    if payment is None:
        raise Conflict("free", _("Nothing is owed for this request."))
    if payment.state == PAID:
        raise Conflict("paid", _("This fee was already paid, with receipt {number}.", number=payment.receipt))
    payment.state, payment.paid_at, payment.recorded_by, payment.receipt = PAID, now, actor.account_id, number
    note_event(work, request, actor, "paid", now, payment.code)


def require_paid(work: Work, request: Request, certificate: Certifying, now: datetime) -> None:
    """Nothing is issued before its fee is paid.

    Raises:
        NotAllowed: it is still owed.
    """
    payment = ask(work, request, certificate, now)
    if payment is not None and payment.state != PAID:
        raise NotAllowed("fee", _("The fee is not paid yet. Record its receipt first."))


class AtTheCounter:
    """The embedded `Payments`: nobody tells us of payments, and a clerk records each receipt."""

    def paid(self, town: Municipality, code: str, cents: int) -> Paid | None:
        return None


__all__ = ["DUE", "PAID", "AtTheCounter", "ask", "of", "record", "require_paid", "rf_code"]
