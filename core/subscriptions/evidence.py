"""Evidence of consent: what was asked, confirmed, changed and ended, when, where, and in which words (GDPR art. 7 par. 1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, select, update

from core.model import new_id
from core.people.tables import ConsentRow
from core.ports import Work
from core.subscriptions.tables import SubscriberWay

NEWS = "news"
# So much of what was asked and said is kept.
ASKED_AT_MOST, WORDS_AT_MOST = 600, 200


class What(StrEnum):
    """Only CONFIRMED and CHANGED are consent: who asked may have typed somebody else's number."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    CHANGED = "changed"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said or did (`words`), on which channel, and the words in which they were asked for it."""

    channel: str
    words: str
    asked: str = ""


def note(work: Work, what: What, way: SubscriberWay, said: Said, now: datetime) -> None:
    """Keep one thing that happened to a way."""
    work.session.add(
        ConsentRow(
            id=new_id(),
            way=way.way,
            address=way.address,
            given=what in (What.CONFIRMED, What.CHANGED),
            at=now,
            channel=said.channel,
            words=said.words[:WORDS_AT_MOST],
            purpose=NEWS,
            what=str(what),
            asked=said.asked[:ASKED_AT_MOST],
            subscriber_id=way.subscriber_id,
        )
    )


def of(work: Work, subscriber_id: int) -> Sequence[ConsentRow]:
    """Everything that was agreed about a subscription, in the order in which it happened."""
    row = ConsentRow
    return work.session.scalars(select(row).where(row.subscriber_id == subscriber_id).order_by(row.id)).all()


def hand_on(work: Work, of_id: int, to_id: int) -> None:
    """What was agreed about one subscription is about another one from now on: they were found to be the same."""
    work.session.flush()
    work.execute(update(ConsentRow).where(ConsentRow.subscriber_id == of_id).values(subscriber_id=to_id))


def forget_asked(work: Work, subscriber_id: int) -> None:
    """A number that never confirmed may be a stranger's: that it was asked for is no evidence of anything."""
    work.session.flush()
    row = ConsentRow
    work.execute(delete(row).where(row.subscriber_id == subscriber_id, row.what == str(What.ASKED)))
