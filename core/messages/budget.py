"""What may be spent on texts and on calls that read codes: so many a day to one number, so many a day by one town.

Beyond it, people tell people.

Somebody who files reports with a stranger's number must not be able to flood it, nor to spend the town's money
(rules: Calls, the daily cost ceiling).
"""

import logging
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select

from core.messages.outbox import MessageState
from core.messages.tables import Message
from core.model import first_id_of
from core.people.contact import Way
from core.ports import Work

LOG = logging.getLogger("thyrida.budget")

_SPENT = [str(one) for one in MessageState if one not in (MessageState.QUEUED, MessageState.LEASED, MessageState.BY_HAND)]


@dataclass(frozen=True, slots=True)
class Budget:
    """Texts a day: to one number, and of one municipality."""

    a_number: int = 20
    a_town: int = 2000

    def allows(self, work: Work, to: str, now: datetime) -> bool:
        """Whether one more text or call may go to this number today. A town's spent budget is logged, for its administrator."""
        texts = _texts(work, now)
        if work.execute(texts.where(Message.to == to)).scalar_one() >= self.a_number:
            return False
        if work.execute(texts).scalar_one() >= self.a_town:
            LOG.error("daily texts spent town=%s", work.municipality.key)
            return False
        return True


def spent(work: Work, now: datetime) -> int:
    """How many texts, and calls that read codes, this municipality has started today."""
    return int(work.execute(_texts(work, now)).scalar_one())


def _texts(work: Work, now: datetime) -> Select[Any]:
    since = _morning(work, now)
    return select(func.count()).where(
        Message.way.in_((str(Way.TEXT), str(Way.CALL))),
        Message.id >= since,
        Message.state.in_(_SPENT),
        # A rehearsal costs nothing.
        Message.drill.is_(False),
    )


def _morning(work: Work, now: datetime) -> int:
    """The first id of the town's own day."""
    town = work.municipality
    midnight = datetime.combine(town.today(now), time(), ZoneInfo(town.zone))
    # Clocks of two machines may differ by a little.
    return first_id_of(midnight - timedelta(minutes=1))
