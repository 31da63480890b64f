"""Forgetting what nobody confirmed. What has ended, and the evidence of consent, go by their classes (core.retention)."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, or_, select

from core.ports import Work
from core.subscriptions.asking import WAITS
from core.subscriptions.finding import held, way
from core.subscriptions.settling import drop, settle
from core.subscriptions.states import Standing
from core.subscriptions.tables import Subscriber, SubscriberWay

# The rows of a list that were not taken are corrected soon, or never.
LISTS = timedelta(days=7)


def unconfirmed(now: datetime) -> Select[Any]:
    """The ways whose addresses, asked in time, confirmed nothing; or confirmed, and then never allowed our texts again."""
    row, before = SubscriberWay, now - WAITS
    pending = and_(row.state == str(Standing.PENDING), row.asked_at < before)
    stopped = and_(row.state == str(Standing.STOPPED), row.confirmed_at < before, Subscriber.state == str(Standing.PENDING))
    mine = and_(Subscriber.municipality_id == row.municipality_id, Subscriber.id == row.subscriber_id)
    return select(row.id).join(Subscriber, mine).where(or_(pending, stopped))


def forget(work: Work, way_id: int, now: datetime) -> None:
    """Forget one of them, unless it was confirmed in this very moment."""
    found = way(work, way_id)
    subscriber = held(work, found.subscriber_id) if found is not None else None
    if found is None or subscriber is None:
        return
    if found.state == Standing.PENDING:
        drop(work, subscriber, found, now)
    elif found.state == Standing.STOPPED:
        found.state, found.ended_at = str(Standing.ENDED), now
        settle(work, subscriber, now)
