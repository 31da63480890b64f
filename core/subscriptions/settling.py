"""What a subscriber is, from what their ways are: the one place where `state`, `way` and `address` are written."""

from collections.abc import Sequence
from datetime import datetime

from core.ports import Work
from core.subscriptions import evidence
from core.subscriptions.finding import ways_of
from core.subscriptions.states import LIVING, Standing
from core.subscriptions.tables import Subscriber, SubscriberWay


def settle(work: Work, subscriber: Subscriber, now: datetime) -> None:
    """Make a subscriber what their ways say, and number those in order. Hold the subscriber before (finding.held).

    A subscription whose last active way ends is over, also if a STOPPED one is left: START must not begin it again by itself.
    """
    work.session.flush()
    ways = [one for one in ways_of(work, subscriber.id) if one.state != Standing.ENDED]
    active = [one for one in ways if one.state == Standing.ACTIVE]
    if not active and subscriber.state == Standing.ACTIVE:
        for one in ways:
            if one.state == Standing.STOPPED:
                one.state, one.ended_at = Standing.ENDED, now
        ways = [one for one in ways if one.state != Standing.ENDED]
    for rank, one in enumerate(ways, 1):
        one.rank = rank
    subscriber.state, subscriber.way, subscriber.address = seen(ways)
    subscriber.ended_at = None if ways else subscriber.ended_at or now
    subscriber.updated_at = now
    work.session.flush()


def seen(ways: Sequence[SubscriberWay]) -> tuple[str, str, str]:
    """State, way and address of a subscriber, from those of their ways that have not ended, in order."""
    first = next((one for one in ways if one.state == Standing.ACTIVE), None)
    if first is not None:
        return str(Standing.ACTIVE), first.way, first.address
    return str(Standing.PENDING if ways else Standing.ENDED), "", ""


def drop(work: Work, subscriber: Subscriber, way: SubscriberWay, now: datetime) -> None:
    """Forget a way that never was confirmed; with the last one of a subscription that never lived, that one too."""
    work.session.delete(way)
    work.session.flush()
    if ways_of(work, subscriber.id):
        settle(work, subscriber, now)
        return
    evidence.forget_asked(work, subscriber.id)
    work.session.delete(subscriber)
    work.session.flush()


def lived(work: Work, subscriber: Subscriber) -> bool:
    """Whether anybody ever confirmed it."""
    return any(one.confirmed_at is not None or one.state in LIVING for one in ways_of(work, subscriber.id))
