"""The protocol number of a document that leaves the town hall. It is the answer to the application that came in."""

from datetime import datetime

from core.ports import Work
from core.requests import protocol
from core.requests.acting import Actor
from core.requests.deciding import answered
from core.requests.protocol import Direction, Precision
from core.requests.tables import Request


def draw_outgoing(work: Work, request: Request, actor: Actor, title: str, holder: str, now: datetime) -> str:
    """Draw the next number of the general book and enter the document that goes out, last in the transaction.

    `title` is the document's and tells nothing of anybody; `holder` is whom it is for, and personal.
    """
    number = protocol.draw(work, now)
    entry = protocol.Entry(
        subject=title,
        direction=Direction.OUT,
        party=holder,
        precision=Precision.PERSONAL,
        answers=answered(work, request.id),
        request_id=request.id,
        entered_by=actor.name,
    )
    protocol.enter(work, number, now, entry)
    return str(number)
