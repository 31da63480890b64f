"""STOP and START, as far as subscriptions go (rules: STOP).

STOP takes the text way out of every subscription of the number: the next way takes over as first, and where there is none
the subscription is over. START brings back a text way whose subscription lives on by another way; one that is over stays
over, for START only says that texts may come again.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from core.people.contact import Way
from core.ports import Work
from core.subscriptions import evidence
from core.subscriptions.ending import end
from core.subscriptions.evidence import Said, What
from core.subscriptions.finding import held, ways_of
from core.subscriptions.settling import drop, settle
from core.subscriptions.states import Standing
from core.subscriptions.tables import Subscriber, SubscriberWay


def stopped(work: Work, address: str, said: Said, now: datetime) -> None:
    """The number said STOP, or its provider did."""
    for way in _texts_to(work, address, Standing.PENDING, Standing.ACTIVE):
        subscriber = held(work, way.subscriber_id)
        assert subscriber is not None, "a way is always somebody's"
        if way.state == Standing.PENDING:
            drop(work, subscriber, way, now)
        else:
            _stop(work, subscriber, way, said, now)


def _stop(work: Work, subscriber: Subscriber, way: SubscriberWay, said: Said, now: datetime) -> None:
    others = any(one.state == Standing.ACTIVE and one.id != way.id for one in ways_of(work, subscriber.id))
    if others:
        way.state = str(Standing.STOPPED)
        evidence.note(work, What.ENDED, way, said, now)
    else:
        end(work, way, said, now)
    settle(work, subscriber, now)


def started(work: Work, address: str, said: Said, now: datetime) -> bool:
    """The number allows texts again. True if a subscription tells it by text from now on that did not before."""
    found = _texts_to(work, address, Standing.STOPPED)
    for way in found:
        subscriber = held(work, way.subscriber_id)
        assert subscriber is not None, "a way is always somebody's"
        way.state = str(Standing.ACTIVE)
        evidence.note(work, What.CONFIRMED, way, said, now)
        settle(work, subscriber, now)
    return bool(found)


def _texts_to(work: Work, address: str, *states: Standing) -> Sequence[SubscriberWay]:
    row = SubscriberWay
    mine = (row.way == str(Way.TEXT), row.address == address, row.state.in_([str(one) for one in states]))
    return work.session.scalars(select(row).where(*mine).order_by(row.id)).all()
