"""Each message of an announcement, in the order in which they were written: as many as there are, and a page in memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from core.adapters.database import Database
from core.announcements.tables import AnnouncementForm
from core.messages.tables import Message
from core.municipalities.model import Municipality

PAGE = 1000


@dataclass(frozen=True, slots=True)
class Told:
    """One message. `address` is masked: enough to know one's own again, not enough to reach anybody."""

    version: int
    district: str
    way: str
    address: str
    language: str
    state: str
    reason: str
    next_way: str
    attempts: int
    created_at: datetime
    updated_at: datetime


def messages(database: Database, town: Municipality, announcement_id: int) -> Iterator[Told]:
    """All messages of an announcement, also those that another one followed. Each page is a transaction of its own."""
    after = 0
    while True:
        with database.reading(town) as work:
            row, later, form = Message, aliased(Message), AnnouncementForm
            found = work.execute(
                select(
                    row.id, form.version, row.district, row.way, row.to, row.language, row.state, row.reason,
                    later.way.label("next_way"), row.attempts, row.created_at, row.updated_at,
                )
                .outerjoin(form, (form.municipality_id == row.municipality_id) & (form.id == row.form_id))
                .outerjoin(later, (later.municipality_id == row.municipality_id) & (later.id == row.next_id))
                .where(row.announcement_id == announcement_id, row.id > after)
                .order_by(row.id)
                .limit(PAGE)
            ).all()  # fmt: skip
        for one in found:
            _id, version, district, way, to, language, state, reason, next_way, *rest = one
            yield Told(version or 0, district, way, masked(to), language, state, reason, next_way or "", *rest)
        if len(found) < PAGE:
            return
        after = found[-1].id


def masked(address: str) -> str:
    """A number or mail address of which two characters are left at the end, and the domain of a mail address."""
    name, at, domain = address.rpartition("@")
    if at:
        return f"{name[:1]}•••@{domain}"
    return f"{address[:4]}•••{address[-2:]}" if len(address) > 8 else ("•••" if address else "")
