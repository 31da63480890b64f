"""What people text back after they were told of an emergency: it reaches a person, and whoever is in danger hears of 112."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select, update

from core.emergencies.tables import EmergencyReply
from core.errors import NotFound
from core.messages.outbox import MessageState
from core.messages.tables import Message
from core.model import new_id
from core.people.contact import Way
from core.ports import Work
from core.text import Text, _

# For so long a text that is no command answers the emergency.
WITHIN = timedelta(hours=6)
LONGEST = 2000
# Of a sentence's own length in a text: it is all that is said.
HEARD = _("If you are in danger, call 112 now. A person of the town hall reads what you wrote.")
_GONE_OUT = [str(one) for one in (MessageState.SENDING, MessageState.ACCEPTED, MessageState.DELIVERED, MessageState.UNCERTAIN)]
_TOLD = (
    select(Message.announcement_id, Message.created_at)
    .where(
        Message.to == bindparam("the_number"),
        Message.created_at >= bindparam("since"),
        Message.way == str(Way.TEXT),
        Message.purpose == "emergency",
        Message.announcement_id.is_not(None),
        Message.drill.is_(False),
        Message.state.in_(_GONE_OUT),
    )
    .order_by(Message.id.desc())
    .limit(1)
)


def told_of(work: Work, number: str, now: datetime) -> int | None:
    """The announcement of the emergency that this number was told of by text a short while ago; None where there is none."""
    row = work.execute(_TOLD, {"the_number": number, "since": now - WITHIN}).first()
    return int(row.announcement_id) if row is not None else None


def keep(work: Work, announcement_id: int, contact: str, language: str, words: str, now: datetime) -> Text:
    """Keep what somebody wrote for a person to read, and give what they hear."""
    work.session.add(
        EmergencyReply(
            id=new_id(),
            announcement_id=announcement_id,
            contact=contact,
            language=language,
            words=words[:LONGEST],
            at=now,
            seen_by=None,
            seen_at=None,
        )
    )
    return HEARD


def replies(work: Work, announcement_id: int) -> Sequence[EmergencyReply]:
    """What came in, unread first, then the newest."""
    return work.session.scalars(
        select(EmergencyReply)
        .where(EmergencyReply.announcement_id == announcement_id)
        .order_by(EmergencyReply.seen_at.is_not(None), EmergencyReply.id.desc())
        .limit(500)
    ).all()


def unread(work: Work) -> dict[int, int]:
    """How many replies nobody has read yet, by announcement."""
    rows = work.execute(
        select(EmergencyReply.announcement_id, func.count())
        .where(EmergencyReply.seen_at.is_(None))
        .group_by(EmergencyReply.announcement_id)
    )
    return {int(announcement): int(count) for announcement, count in rows}


def see(work: Work, announcement_id: int, reply_id: int, by: int, now: datetime) -> None:
    """Somebody has read it and does what is needed; the first one counts.

    Raises:
        NotFound: there is no such reply.
    """
    found = work.session.get(EmergencyReply, (work.municipality.id, reply_id))
    if found is None or found.announcement_id != announcement_id:
        raise NotFound("reply", _("There is no such reply."))
    work.execute(
        update(EmergencyReply)
        .where(EmergencyReply.id == reply_id, EmergencyReply.seen_at.is_(None))
        .values(seen_by=by, seen_at=now)
    )
