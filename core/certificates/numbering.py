"""The protocol number of a document that leaves the town hall."""

from datetime import datetime

from core.ports import Work
from core.requests import protocol

OUTGOING = "outgoing"


def draw_outgoing(work: Work, now: datetime, subject: str, request_id: int) -> str:
    """Draw the next outgoing number and enter the document under it, last in the transaction."""
    number = protocol.draw(work, now, OUTGOING)
    protocol.enter(work, number, now, subject, request_id)
    return str(number)
