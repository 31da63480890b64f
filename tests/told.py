"""What became of an announcement's messages, written straight into the outbox, as delivery, receipts and the post room would."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update

from core.announcements.telling import Telling
from core.bootstrap import Core
from core.messages.outbox import MessageState
from core.messages.tables import Message
from core.model import new_id
from core.municipalities.model import Municipality
from core.people.contact import Way
from tests.announced import announce, subscribe

NUMBERS = [f"+3069123456{number:02d}" for number in range(8)]


def told(core: Core, town: Municipality, district: str = "centre") -> int:
    """An announcement whose eight subscribers, six of a district, have each a message queued."""
    for number in NUMBERS:
        subscribe(core, town, (Way.TEXT, number), district=district if number < NUMBERS[6] else "")
    announcement = announce(core, town)
    Telling(core.database, core.clock)(town, {"announcement": announcement, "version": 1})
    return announcement


def messages(core: Core, town: Municipality) -> list[int]:
    with core.database.reading(town) as work:
        return list(work.session.scalars(select(Message.id).where(Message.announcement_id.is_not(None)).order_by(Message.to)))


def end(core: Core, town: Municipality, ids: Sequence[int], state: MessageState, reason: str = "") -> None:
    values = {"state": str(state), "reason": reason, "updated_at": core.clock.now()}
    with core.database.work(town) as work:
        work.execute(update(Message).where(Message.id.in_(ids)).values(**values))


def go_on(core: Core, town: Municipality, failed: int, way: Way) -> int:
    """Write to somebody by the next way instead, as the post room does."""
    with core.database.work(town) as work:
        row = work.session.get_one(Message, (town.id, failed))
        kept: dict[str, Any] = {column.key: getattr(row, column.key) for column in Message.__table__.columns}
        fresh = Message(**kept | {"id": new_id(), "way": str(way), "state": "queued", "reason": "", "next_id": None})
        work.session.add(fresh)
        row.next_id = fresh.id
        return fresh.id


def play(core: Core, town: Municipality) -> list[int]:
    """Everything that can become of a message, one for each subscriber; two still wait."""
    ids = messages(core, town)
    end(core, town, ids[:2], MessageState.DELIVERED)
    end(core, town, ids[2:3], MessageState.ACCEPTED)
    end(core, town, ids[3:4], MessageState.UNDELIVERED, "30005")
    end(core, town, [go_on(core, town, ids[3], Way.CALL)], MessageState.DELIVERED)
    end(core, town, ids[4:5], MessageState.STOPPED, "stop")
    end(core, town, ids[5:6], MessageState.UNCERTAIN, "ReadTimeout")
    return ids
