"""How many subscribe: by district, way and language, and how that grows. No person is in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from core.ports import Work
from core.subscriptions.states import Standing
from core.subscriptions.tables import Subscriber

MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Counted:
    """`active` are told; `waiting` have not confirmed yet. The last two are of the last thirty days."""

    active: int
    waiting: int
    by_district: Mapping[str, int]
    by_way: Mapping[str, int]
    by_language: Mapping[str, int]
    came: int
    left: int


def count(work: Work, now: datetime) -> Counted:
    row = Subscriber
    active = row.state == str(Standing.ACTIVE)
    states = _by(work, row.state)
    came = select(func.count()).select_from(row).where(active, row.created_at >= now - MONTH)
    left = select(func.count()).select_from(row).where(row.state == str(Standing.ENDED), row.ended_at >= now - MONTH)
    return Counted(
        active=states.get(str(Standing.ACTIVE), 0),
        waiting=states.get(str(Standing.PENDING), 0),
        by_district=_by(work, row.district, active),
        by_way=_by(work, row.way, active),
        by_language=_by(work, row.language, active),
        came=int(work.execute(came).scalar_one()),
        left=int(work.execute(left).scalar_one()),
    )


def _by(work: Work, column: object, *of: object) -> Mapping[str, int]:
    counted = select(column, func.count()).where(*of).group_by(column)  # type: ignore[call-overload]
    return {str(value): int(number) for value, number in work.execute(counted)}
