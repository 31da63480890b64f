"""Subscribing, the second half: an address confirms. From then on, and not before, somebody is told."""

from collections.abc import Sequence
from datetime import datetime

from core.errors import InvalidAnswer
from core.people import consent
from core.people.contact import Reached, Way
from core.ports import Work
from core.subscriptions import evidence
from core.subscriptions.evidence import Said, What
from core.subscriptions.finding import held, living_way, waiting_ways, ways_of
from core.subscriptions.finding import way as way_of
from core.subscriptions.settling import drop, lived, settle
from core.subscriptions.states import Standing
from core.subscriptions.tables import Subscriber, SubscriberWay
from core.text import _


def confirm(work: Work, way: SubscriberWay, said: Said, now: datetime) -> Subscriber:
    """Take the word of an address that was proved just now. A second time changes nothing. Gives the subscriber it is of.

    An address is in one living subscription: where it is in one already, that one is changed to what is wished now, and keeps
    its id, so that the links in old letters still lead to it. A way that is added to a subscription which lives is taken out
    of the other one.

    Raises:
        InvalidAnswer: "over": it has ended in this very moment.
    """
    way, mine = _held(work, way)
    if way.state != Standing.PENDING:
        return mine
    for one in _of_same_address(work, mine, way):
        mine = _confirm_one(work, mine, one, said, now)
    settle(work, mine, now)
    for one in _of_same_address(work, mine, way, of_others=True):
        _forget(work, one, now)
    return mine


def _held(work: Work, way: SubscriberWay) -> tuple[SubscriberWay, Subscriber]:
    """A way and its subscriber, with everybody else's locked whom this may change: two that confirm one address at the same
    moment come one after the other, and see what the first one did. Always in the same order, so that none waits for the other.
    """
    to, id_ = Reached(Way(way.way), way.address), way.id
    there = living_way(work, to)
    others = [*_of_address(work, way), *([there] if there is not None else [])]
    for subscriber_id in sorted({way.subscriber_id, *(one.subscriber_id for one in others)}):
        held(work, subscriber_id)
    found = way_of(work, id_) or living_way(work, to)
    mine = held(work, found.subscriber_id) if found is not None else None
    if found is None or mine is None:
        raise InvalidAnswer("over", _("This waits no longer. Please subscribe again."))
    return found, mine


def _of_address(work: Work, way: SubscriberWay) -> Sequence[SubscriberWay]:
    """What waits for an address: a number proves itself for texts and for calls at once."""
    ways = (Way.EMAIL,) if way.way == Way.EMAIL else (Way.TEXT, Way.CALL)
    return [one for each in ways for one in waiting_ways(work, Reached(each, way.address))]


def _of_same_address(work: Work, mine: Subscriber, way: SubscriberWay, of_others: bool = False) -> Sequence[SubscriberWay]:
    return [one for one in _of_address(work, way) if (one.subscriber_id != mine.id) is of_others]


def _confirm_one(work: Work, mine: Subscriber, way: SubscriberWay, said: Said, now: datetime) -> Subscriber:
    theirs = living_way(work, Reached(Way(way.way), way.address))
    if theirs is not None and theirs.subscriber_id != mine.id:
        other = held(work, theirs.subscriber_id)
        assert other is not None, "a way is always somebody's"
        if not lived(work, mine):
            _change_into(work, other, mine, now)
            _stand(work, theirs, said, now)
            return other
        _end(theirs, now)
        settle(work, other, now)
    _stand(work, way, said, now)
    return mine


def _stand(work: Work, way: SubscriberWay, said: Said, now: datetime) -> None:
    """Confirmed. A number that said STOP waits for its START, which only itself can say (rules: STOP)."""
    stopped = way.way == Way.TEXT and not consent.allowed(work, Way.TEXT, way.address)
    way.state = str(Standing.STOPPED if stopped else Standing.ACTIVE)
    way.confirmed_at, way.ended_at = now, None
    evidence.note(work, What.CONFIRMED, way, said, now)
    work.session.flush()


def _end(way: SubscriberWay, now: datetime) -> None:
    way.state, way.ended_at = str(Standing.ENDED), now


def _change_into(work: Work, other: Subscriber, wish: Subscriber, now: datetime) -> None:
    """Change a living subscription to a wish: the wish's ways come first, in its order, then those that were there before."""
    other.topics, other.district, other.language = wish.topics, wish.district, wish.language
    other.quiet_from, other.quiet_until = wish.quiet_from, wish.quiet_until
    before = [one for one in ways_of(work, other.id) if one.state != Standing.ENDED]
    there = {(one.way, one.address): one for one in before}
    wished = ways_of(work, wish.id)
    for rank, one in enumerate(wished, 1):
        same = there.pop((one.way, one.address), None)
        if same is None:
            one.subscriber_id, one.rank = other.id, rank
        else:
            same.rank = rank
            work.session.delete(one)
    for rank, one in enumerate(there.values(), len(wished) + 1):
        one.rank = rank
    evidence.hand_on(work, wish.id, other.id)
    work.session.delete(wish)
    work.session.flush()


def _forget(work: Work, way: SubscriberWay, now: datetime) -> None:
    """Another wish for the same address, which waits no longer: the one that was confirmed holds."""
    theirs = held(work, way.subscriber_id)
    if theirs is not None:
        drop(work, theirs, way, now)
