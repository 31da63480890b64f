"""What may be spent on texts and on calls that read codes: so many a day to one number, so many a day by one town.

Beyond it, people tell people. What carries an announcement is not counted: it has a ceiling of its own (core.messages.costs).

Somebody who files reports with a stranger's number must not be able to flood it, nor to spend the town's money
(rules: Calls, the daily cost ceiling).
"""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, select

from core.messages.states import MessageState
from core.messages.tables import Message
from core.model import first_id_of
from core.people.contact import Way
from core.ports import Work

LOG = logging.getLogger("thyrida.budget")

_SPENT = [str(one) for one in MessageState if one not in (MessageState.QUEUED, MessageState.LEASED, MessageState.BY_HAND)]

# Made once: the wall looks a statement through when it is new (core.adapters.wall).
_TEXTS = select(func.count()).where(
    Message.way.in_((str(Way.TEXT), str(Way.CALL))),
    Message.id >= bindparam("since"),
    Message.announcement_id.is_(None),
    Message.state.in_(_SPENT),
)
_BY_NUMBER = _TEXTS.add_columns(Message.to).where(Message.to.in_(bindparam("numbers", expanding=True))).group_by(Message.to)


@dataclass(frozen=True, slots=True)
class Budget:
    """Texts a day: to one number, and of one municipality."""

    a_number: int = 20
    a_town: int = 2000

    def beyond(self, work: Work, wanted: Sequence[tuple[int, str]], now: datetime) -> frozenset[int]:
        """Of these messages, by id and number, those that may not go today. A town's spent budget is logged."""
        today = {"since": _morning(work, now)}
        counted = work.execute(_BY_NUMBER, today | {"numbers": sorted({to for _id, to in wanted})})
        numbers = Counter({to: count for count, to in counted})
        left = self.a_town - work.execute(_TEXTS, today).scalar_one()
        refused = set()
        for id_, to in wanted:
            if numbers[to] >= self.a_number or left <= 0:
                refused.add(id_)
                continue
            numbers[to] += 1
            left -= 1
        if left <= 0 and refused:
            LOG.error("daily texts spent town=%s", work.municipality.key)
        return frozenset(refused)


def spent(work: Work, now: datetime) -> int:
    """How many texts, and calls that read codes, this municipality has started today."""
    return int(work.execute(_TEXTS, {"since": _morning(work, now)}).scalar_one())


def _morning(work: Work, now: datetime) -> int:
    """The first id of the town's own day."""
    town = work.municipality
    midnight = datetime.combine(town.today(now), time(), ZoneInfo(town.zone))
    # Clocks of two machines may differ by a little.
    return first_id_of(midnight - timedelta(minutes=1))
