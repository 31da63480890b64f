"""Jobs: work named in the transaction that causes it, which runs at least once, afterwards."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert

from core.messages.outbox import Priority
from core.messages.tables import Job
from core.model import new_id, table_of
from core.municipalities.model import Municipality
from core.ports import Work

_INSERT = insert(table_of(Job))


@dataclass(frozen=True, slots=True)
class Again:
    """What a job gives that did a part of its work and has more to do: it is run again, after what is more urgent, and not
    before so long a time.
    """

    after: timedelta = timedelta(0)


# A kind of job: may run twice, and does no harm by it.
Doing = Callable[[Municipality, Mapping[str, Any]], Again | None]


def enqueue(work: Work, kind: str, payload: Mapping[str, Any], now: datetime, priority: Priority = Priority.NOTICE) -> None:
    """Name a job, due from `now` on; `kind` is looked up in the worker's table of jobs, and a second run must do no harm."""
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
            "priority": int(priority),
        },
    )
    work.wake("jobs", now)
