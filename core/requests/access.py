"""The access log: who of the staff looked at which request, file or recording, and when (rules: Staff)."""

from datetime import datetime

from sqlalchemy import insert, select

from core.model import new_id
from core.ports import Work
from core.requests.tables import AccessRow

_INSERT = insert(AccessRow)

REQUEST, FILE, RECORDING, HAND_OVER = "request", "file", "recording", "hand-over"


def note(work: Work, request_id: int, account_id: int, what: str, now: datetime) -> None:
    """Note that somebody looks; `what` is one of this module's words."""
    work.execute(_INSERT, {"id": new_id(), "request_id": request_id, "account_id": account_id, "what": what, "at": now})


def looked(work: Work, request_id: int) -> list[tuple[datetime, int, str]]:
    """Who looked at a request so far: when, which account, at what; newest first."""
    row = AccessRow
    rows = work.execute(select(row.at, row.account_id, row.what).where(row.request_id == request_id).order_by(row.id.desc()))
    return [(one.at, int(one.account_id), one.what) for one in rows]
