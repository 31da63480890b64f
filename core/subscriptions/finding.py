"""Finding subscriptions: by their id, or by an address that has confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from core.people.contact import Way
from core.people.onetime import Reached
from core.ports import Work
from core.subscriptions.states import LIVING, Standing
from core.subscriptions.tables import Subscriber, SubscriberWay


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
    return work.session.get(Subscriber, (work.municipality.id, subscriber_id), with_for_update=True)


def ways_of(work: Work, subscriber_id: int) -> Sequence[SubscriberWay]:
    """All ways of a subscriber in their order, ended ones too."""
    row = SubscriberWay
    return _read(work, select(row).where(row.subscriber_id == subscriber_id).order_by(row.rank, row.id))


def _read(work: Work, ways: Select[Any]) -> Sequence[SubscriberWay]:
    """Ways as they are now: what was read before their subscriber was held may have changed meanwhile."""
    return work.session.scalars(ways.execution_options(populate_existing=True)).all()


def way(work: Work, way_id: int) -> SubscriberWay | None:
    return work.session.get(SubscriberWay, (work.municipality.id, way_id)) if way_id else None


def living_way(work: Work, to: Reached) -> SubscriberWay | None:
    """The way that an address has confirmed; there is one at most."""
    row = SubscriberWay
    mine = (row.way == str(to.way), row.address == to.address, row.state.in_(LIVING))
    return next(iter(_read(work, select(row).where(*mine))), None)


def waiting_ways(work: Work, to: Reached) -> Sequence[SubscriberWay]:
    """The ways that wait for this address to confirm them, the newest first."""
    row = SubscriberWay
    mine = (row.way == str(to.way), row.address == to.address, row.state == Standing.PENDING)
    return _read(work, select(row).where(*mine).order_by(row.id.desc()))


def look(work: Work, subscriber_id: int) -> Subscription | None:
    """A subscription that has not ended; None where there is none."""
    found = work.session.get(Subscriber, (work.municipality.id, subscriber_id)) if subscriber_id else None
    if found is None or found.state == Standing.ENDED:
        return None
    return Subscription(found, tuple(one for one in ways_of(work, found.id) if one.state != Standing.ENDED))


def by_address(work: Work, address: str) -> Subscription | None:
    """The subscription that an address has confirmed by any way: a number is the same for texts and calls."""
    row = SubscriberWay
    mine = (row.way.in_([str(Way.TEXT), str(Way.CALL), str(Way.EMAIL)]), row.address == address, row.state.in_(LIVING))
    found = next(iter(_read(work, select(row).where(*mine).order_by(row.id))), None)
    return look(work, found.subscriber_id) if found is not None else None
