"""The four digits that open one request: derived whenever they are needed, and kept nowhere."""

from core.codes import CodeKey, CodeLength
from core.messages.tables import Message
from core.ports import Work
from core.requests.tables import Request

# Stands for the receipt code in a message until it is handed over, so that the code lies nowhere to be read.
CODE_MARK = "[[····]]"


def receipt_code(keys: CodeKey, municipality_id: int, reference: str) -> str:
    """The four digits that open one request. They follow from the server's key, so that they lie nowhere to be read."""
    digest = keys.digest(f"receipt-code/{municipality_id}", reference)
    return f"{int(digest[:12], 16) % 10**CodeLength.RECEIPT:0{CodeLength.RECEIPT}d}"


def with_receipt_code(work: Work, row: Message, codes: CodeKey) -> str:
    """A message's body with its receipt code, which is derived at hand-over and kept nowhere."""
    if CODE_MARK not in row.body or row.request_id is None:
        return row.body
    request = work.session.get_one(Request, (work.municipality.id, row.request_id))
    return row.body.replace(CODE_MARK, receipt_code(codes, work.municipality.id, request.reference))
