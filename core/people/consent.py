"""Consent to texts: STOP and START are events, kept with when, where and in which words. The last one counts."""

from datetime import datetime

from sqlalchemy import bindparam, select

from core.model import new_id
from core.people.contact import Way
from core.people.tables import ConsentRow
from core.ports import Work

_LAST = (
    select(ConsentRow.given)
    .where(ConsentRow.way == bindparam("the_way"), ConsentRow.address == bindparam("the_address"))
    .order_by(ConsentRow.id.desc())
    .limit(1)
)


def record(work: Work, way: Way, address: str, given: bool, channel: str, words: str, now: datetime) -> bool:
    """Note that somebody stopped (or allowed again) what we start. True if that changed anything."""
    changed = allowed(work, way, address) is not given
    work.session.add(
        ConsentRow(id=new_id(), way=str(way), address=address, given=given, at=now, channel=channel, words=words[:200])
    )
    return changed


def allowed(work: Work, way: Way, address: str) -> bool:
    """Whether we may start a message to this address: yes, until it says STOP."""
    given = work.execute(_LAST, {"the_way": str(way), "the_address": address}).scalar()
    return True if given is None else bool(given)
