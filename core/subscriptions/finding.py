"""Finding subscriptions: by their id, or by an address that has confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from core.people.contact import Reached, Way
from core.ports import Work
from core.subscriptions.states import LIVING, Standing
from core.subscriptions.tables import Subscriber, SubscriberWay

# Made once, for these are asked with every text that says yes. Rows are read as they are now: what was read before their
# subscriber was held may have changed meanwhile.
_HELD = select(Subscriber).where(Subscriber.id == bindparam("whose")).with_for_update().execution_options(populate_existing=True)
_ROW = select(SubscriberWay).execution_options(populate_existing=True)
_WAY = _ROW.where(SubscriberWay.id == bindparam("the_id"))
_WAYS = _ROW.where(SubscriberWay.subscriber_id == bindparam("whose")).order_by(SubscriberWay.rank, SubscriberWay.id)
_TO = _ROW.where(SubscriberWay.way == bindparam("the_way"), SubscriberWay.address == bindparam("the_address"))
_LIVING = _TO.where(SubscriberWay.state.in_(LIVING))
_WAITING = _TO.where(SubscriberWay.state == str(Standing.PENDING)).order_by(SubscriberWay.id.desc())
_BY_ADDRESS = _ROW.where(
    SubscriberWay.way.in_([str(Way.TEXT), str(Way.CALL), str(Way.EMAIL)]),
    SubscriberWay.address == bindparam("the_address"),
    SubscriberWay.state.in_(LIVING),
).order_by(SubscriberWay.id)


@dataclass(frozen=True, slots=True)
class Subscription:
    """A subscriber with their ways, in their order; those that have ended are left out."""

    subscriber: Subscriber
    ways: tuple[SubscriberWay, ...]

    @property
    def living(self) -> tuple[SubscriberWay, ...]:
        return tuple(one for one in self.ways if one.state in LIVING)

    @property
    def waiting(self) -> tuple[SubscriberWay, ...]:
        return tuple(one for one in self.ways if one.state == Standing.PENDING)


def held(work: Work, subscriber_id: int) -> Subscriber | None:
    """A subscriber, locked until the transaction ends."""
    return work.session.scalars(_HELD, {"whose": subscriber_id}).first()


def ways_of(work: Work, subscriber_id: int) -> Sequence[SubscriberWay]:
    """All ways of a subscriber in their order, ended ones too."""
    return work.session.scalars(_WAYS, {"whose": subscriber_id}).all()


def way(work: Work, way_id: int) -> SubscriberWay | None:
    """A way by its id, as it is now."""
    return work.session.scalars(_WAY, {"the_id": way_id}).first() if way_id else None


def living_way(work: Work, to: Reached) -> SubscriberWay | None:
    """The way that an address has confirmed; there is one at most."""
    return work.session.scalars(_LIVING, {"the_way": str(to.way), "the_address": to.address}).first()


def waiting_ways(work: Work, to: Reached) -> Sequence[SubscriberWay]:
    """The ways that wait for this address to confirm them, the newest first."""
    return work.session.scalars(_WAITING, {"the_way": str(to.way), "the_address": to.address}).all()


def look(work: Work, subscriber_id: int) -> Subscription | None:
    """A subscription that has not ended; None where there is none."""
    found = work.session.get(Subscriber, (work.municipality.id, subscriber_id)) if subscriber_id else None
    if found is None or found.state == Standing.ENDED:
        return None
    return Subscription(found, tuple(one for one in ways_of(work, found.id) if one.state != Standing.ENDED))


def by_address(work: Work, address: str) -> Subscription | None:
    """The subscription that an address has confirmed by any way: a number is the same for texts and calls."""
    found = work.session.scalars(_BY_ADDRESS, {"the_address": address}).first()
    return look(work, found.subscriber_id) if found is not None else None
