"""Ending one way of a subscription, on the word of whoever was told by it."""

from datetime import datetime

from sqlalchemy import select

from core.people import consent
from core.people.contact import Way
from core.ports import Work
from core.subscriptions.states import Standing
from core.subscriptions.tables import Subscriber, SubscriberWay


def end_way(work: Work, way: Way, address: str, channel: str, words: str, now: datetime) -> bool:
    """End news by this way to this address, with the event that keeps where and in which words. Other ways stay.

    True if that changed anything: whoever says it twice is told the same and changes nothing.
    """
    changed = consent.allowed(work, way, address, consent.NEWS)
    if changed:
        consent.record(work, way, address, False, channel, words, now, consent.NEWS)
    theirs = select(SubscriberWay).where(
        SubscriberWay.way == str(way), SubscriberWay.address == address, SubscriberWay.state != Standing.ENDED
    )
    for one in work.session.scalars(theirs).all():
        one.state, one.ended_at, changed = str(Standing.ENDED), now, True
        work.session.flush()
        _go_on_with_the_next(work, one.subscriber_id, now)
    return changed


def _go_on_with_the_next(work: Work, subscriber_id: int, now: datetime) -> None:
    """Who has no way left is no subscriber any more."""
    subscriber = work.session.get_one(Subscriber, (work.municipality.id, subscriber_id), with_for_update=True)
    following = work.session.scalars(
        select(SubscriberWay)
        .where(SubscriberWay.subscriber_id == subscriber_id, SubscriberWay.state == Standing.ACTIVE)
        .order_by(SubscriberWay.rank)
        .limit(1)
    ).first()
    subscriber.updated_at = now
    if following is not None:
        subscriber.way, subscriber.address = following.way, following.address
    elif subscriber.state == Standing.ACTIVE:
        subscriber.state, subscriber.ended_at = str(Standing.ENDED), now
