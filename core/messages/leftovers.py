"""What is left of batches: given back by who had not the time for it, or found where a worker died."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, or_, update

from core.adapters.database import Database
from core.messages.ending import FIRST_LOOK
from core.messages.leasing import WHY
from core.messages.states import MessageState
from core.messages.tables import Message
from core.model import table_of
from core.ports import Work

_M = table_of(Message)
_BACK = (
    update(_M)
    .where(_M.c.id.in_(bindparam("ids", expanding=True)), _M.c.state == str(MessageState.LEASED))
    .values(state=str(MessageState.QUEUED), leased_until=None)
)


def give_back(work: Work, ids: Sequence[int]) -> None:
    """Those of a batch that were not handed over wait again, as if nobody had taken them."""
    work.execute(_BACK, {"ids": list(ids)})


def take_over(database: Database, now: datetime) -> None:
    """Leases of workers that died: what was not being sent yet is queued again, what was is uncertain."""
    over = or_(_M.c.leased_until < now, _M.c.leased_until.is_(None))
    with database.across(WHY) as work:
        leased = update(_M).where(_M.c.state == str(MessageState.LEASED), over)
        work.execute(leased.values(state=str(MessageState.QUEUED), leased_until=None, updated_at=now))
        sending = update(_M).where(_M.c.state == str(MessageState.SENDING), over)
        uncertain = {"state": str(MessageState.UNCERTAIN), "reason": "worker-died", "leased_until": None, "updated_at": now}
        work.execute(sending.values(uncertain | {"due_at": now + FIRST_LOOK}))
