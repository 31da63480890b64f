"""Jobs: work named in the transaction that causes it, which runs at least once, afterwards."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from core.messages.tables import Job
from core.model import new_id, table_of
from core.ports import Work

_INSERT = insert(table_of(Job))


def enqueue(work: Work, kind: str, payload: Mapping[str, Any], now: datetime) -> None:
    """Name a job; `kind` is looked up in the worker's table of jobs, and a second run must do no harm."""
    work.execute(
        _INSERT,
        {
            "id": new_id(),
            "kind": kind,
            "payload": dict(payload),
            "state": "queued",
            "attempts": 0,
            "due_at": now,
            "leased_until": None,
            "reason": "",
        },
    )
