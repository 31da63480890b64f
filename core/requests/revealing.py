"""A message as it is handed over: its codes are put in at that moment, and lie nowhere before or after."""

from datetime import datetime

from core.codes import CodeKey
from core.messages.outbox import CODE
from core.messages.tables import Message
from core.people import onetime
from core.ports import Work
from core.requests.receiptcode import with_receipt_code
from core.subscriptions import links


def with_codes(work: Work, row: Message, codes: CodeKey, now: datetime) -> str:
    """A message's body with its receipt code, its link or its one-time code; "" where the latter is over."""
    if links.carries_link(row.purpose, row.body):
        return links.revealed(row.body, work.municipality, codes)
    if row.purpose == CODE:
        return onetime.revealed(work, row, codes, now)
    return with_receipt_code(work, row, codes)
