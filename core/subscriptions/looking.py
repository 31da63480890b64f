"""Looking one address up for somebody who asks the town hall: with a reason, and noted with who looked (rules: Staff)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core.codes import CodeKey
from core.errors import InvalidAnswer
from core.model import new_id
from core.people.contact import Reached, Way
from core.people.tables import ConsentRow
from core.ports import Work
from core.subscriptions import evidence, finding, reading
from core.subscriptions.finding import Subscription
from core.subscriptions.tables import SubscriptionLook
from core.text import _

SHORTEST_REASON = 5
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Looked:
    """What is known of an address: its subscription, if it has one, and everything that was agreed about it.

    `waiting` says since when it was asked to confirm, and where that came from: whoever asked may have been somebody else, so
    nothing of their subscription is shown.
    """

    address: str
    found: Subscription | None
    agreed: Sequence[ConsentRow]
    waiting: Sequence[tuple[datetime, str]] = ()


def look_up(work: Work, keys: CodeKey, account_id: int, typed: str, reason: str, now: datetime) -> Looked:
    """Look an address up. That somebody did is kept, also where nothing is found.

    Raises:
        InvalidAnswer: "reason" is missing, or what is wrong with the address.
    """
    if len(reason.strip()) < SHORTEST_REASON:
        raise InvalidAnswer("reason", _("Say why you look this address up."))
    way = Way.EMAIL if "@" in typed else Way.CALL
    address = reading.read_reached(way, typed, work.municipality, now).address
    found = finding.by_address(work, address)
    subscriber_id = found.subscriber.id if found is not None else None
    work.session.add(
        SubscriptionLook(
            id=new_id(),
            account_id=account_id,
            address=keys.digest(f"address/{work.municipality.id}", address),
            subscriber_id=subscriber_id,
            reason=reason.strip()[:300],
            at=now,
        )
    )
    agreed = evidence.of(work, subscriber_id) if subscriber_id is not None else ()
    return Looked(address, found, agreed, _waiting(work, address))


def _waiting(work: Work, address: str) -> list[tuple[datetime, str]]:
    """Since when an address waits to be confirmed, by any way, and the channel or list that it came from."""
    ways = Way.EMAIL, Way.TEXT, Way.CALL
    found = []
    for one in (one for way in ways for one in finding.waiting_ways(work, Reached(way, address))):
        asked_for = finding.look(work, one.subscriber_id)
        if asked_for is not None:
            found.append((one.asked_at or asked_for.subscriber.created_at, asked_for.subscriber.channel))
    return sorted(found)


def looks(work: Work) -> Sequence[SubscriptionLook]:
    """The last times that somebody looked, the newest first."""
    row = SubscriptionLook
    return work.session.scalars(select(row).order_by(row.id.desc()).limit(SHOWN)).all()
