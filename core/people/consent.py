"""Consent to texts: STOP and START are events, kept with when, where and in which words. The last one counts."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, select

from core.model import new_id
from core.people.contact import Way
from core.people.tables import ConsentRow
from core.ports import Work
from core.subscriptions import evidence, stopping
from core.subscriptions.evidence import Said

# Of a subscription; "" is everything that we begin.
NEWS = evidence.NEWS

_LAST = (
    select(ConsentRow.given)
    .where(
        ConsentRow.way == bindparam("the_way"),
        ConsentRow.address == bindparam("the_address"),
        ConsentRow.purpose == bindparam("the_purpose"),
    )
    .order_by(ConsentRow.id.desc())
    .limit(1)
)

_SAID = (
    select(ConsentRow.address, ConsentRow.purpose, ConsentRow.given)
    .where(ConsentRow.way == bindparam("the_way"), ConsentRow.address.in_(bindparam("addresses", expanding=True)))
    .order_by(ConsentRow.id)
)


def record(work: Work, way: Way, address: str, given: bool, channel: str, words: str, now: datetime, purpose: str = "") -> bool:
    """Note that somebody stopped (or allowed again) what we start. True if that changed anything.

    A STOP takes texts out of their subscriptions in the same moment, whoever heard it first: we, or the provider.
    """
    changed = allowed(work, way, address, purpose) is not given
    row = ConsentRow(id=new_id(), way=str(way), address=address, given=given, at=now, channel=channel, words=words[:200])
    row.purpose = purpose
    work.session.add(row)
    if way is Way.TEXT and not purpose:
        told = stopping.started if given else stopping.stopped
        told(work, address, Said(channel, words), now)
    return changed


def allowed(work: Work, way: Way, address: str, purpose: str = "") -> bool:
    """Whether we may start a message to this address: yes, until it says STOP."""
    given = work.execute(_LAST, {"the_way": str(way), "the_address": address, "the_purpose": purpose}).scalar()
    return True if given is None else bool(given)


def last_words(work: Work, way: Way, addresses: Collection[str]) -> dict[tuple[str, str], bool]:
    """What these addresses said last, by address and purpose; nothing of those that said nothing."""
    said = work.execute(_SAID, {"the_way": str(way), "addresses": list(addresses)})
    return {(address, purpose): given for address, purpose, given in said}
