"""Ending a subscription, or one of its ways: at once, from anywhere, and as often as somebody likes."""

from collections.abc import Callable
from datetime import datetime

from core.people.contact import Reached, Way
from core.ports import Work
from core.subscriptions import evidence
from core.subscriptions.evidence import Said, What
from core.subscriptions.finding import held, living_way, ways_of
from core.subscriptions.settling import settle
from core.subscriptions.states import Standing
from core.subscriptions.tables import Subscriber, SubscriberWay


def end_all(work: Work, subscriber_id: int, said: Said, now: datetime) -> Subscriber | None:
    """End every way of a subscription, and so the subscription. What has ended stays as it is. None where nobody has this id."""
    return _end(work, subscriber_id, lambda _one: True, said, now)


def end_way(work: Work, subscriber_id: int, way: Way, said: Said, now: datetime) -> Subscriber | None:
    """End one way (all its addresses); the next one in order takes over. With the last one, the subscription is over."""
    return _end(work, subscriber_id, lambda one: one.way == str(way), said, now)


def end_one(work: Work, subscriber_id: int, way_id: int, said: Said, now: datetime) -> Subscriber | None:
    """End one address of one way."""
    return _end(work, subscriber_id, lambda one: one.id == way_id, said, now)


def end_address(work: Work, to: Reached, said: Said, now: datetime) -> Subscriber | None:
    """End the way that this address has confirmed, on the word of whoever was reached there. None where there is none."""
    way = living_way(work, to)
    return end_one(work, way.subscriber_id, way.id, said, now) if way is not None else None


def _end(work: Work, subscriber_id: int, wanted: Callable[[SubscriberWay], bool], said: Said, now: datetime) -> Subscriber | None:
    subscriber = held(work, subscriber_id)
    if subscriber is None:
        return None
    for one in ways_of(work, subscriber.id):
        if one.state != Standing.ENDED and wanted(one):
            end(work, one, said, now)
    settle(work, subscriber, now)
    return subscriber


def end(work: Work, way: SubscriberWay, said: Said, now: datetime) -> None:
    """One way ends; its subscriber is still to be settled."""
    way.state, way.ended_at = str(Standing.ENDED), now
    evidence.note(work, What.ENDED, way, said, now)
