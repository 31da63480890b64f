"""Announcements and subscribers, written straight into the database for tests that begin after they are there."""

from collections.abc import Sequence
from typing import Any

from core.announcements import publishing
from core.announcements.kinds import Kind, Stage
from core.announcements.tables import Announcement
from core.announcements.topics import mask
from core.bootstrap import Core
from core.model import new_id
from core.municipalities.model import Municipality
from core.people.contact import Way
from core.subscriptions.states import Standing
from core.subscriptions.tables import Subscriber, SubscriberWay

CUT = {
    "el": {"title": "Διακοπή νερού αύριο 09:00-13:00", "body": "Λόγω βλάβης στον αγωγό.", "short": "", "voice": ""},
    "en": {"title": "No water tomorrow 09:00-13:00", "body": "A main has burst.", "short": "", "voice": ""},
}


def announce(
    core: Core, town: Municipality, kind: Kind = Kind.INTERRUPTION, ways: Sequence[Way] = (Way.TEXT,), **fields: Any
) -> int:
    """An announcement, published; its subscribers are told when the worker runs. Gives its id."""
    now = core.clock.now()
    row = Announcement(
        id=new_id(),
        kind=str(kind),
        stage=str(Stage.SCHEDULED),
        version=0,
        texts=CUT,
        topics=mask(["water"]),
        districts=[],
        area=None,
        ways=[str(way) for way in ways],
        place="",
        begins_at=None,
        ends_at=None,
        valid_until=None,
        publish_at=None,
        published_at=None,
        ended_at=None,
        corrected_at=None,
        author_id=1,
        approved_by=2,
        approved_at=now,
        created_at=now,
        updated_at=now,
        told_up_to=0,
        told_at=None,
        search="",
        drill=False,
    )
    for name, value in fields.items():
        setattr(row, name, value)
    with core.database.work(town) as work:
        work.session.add(row)
        work.session.flush()
        publishing.publish(work, row, "staff:2", now)
        return row.id


def subscribe(
    core: Core, town: Municipality, *ways: tuple[Way, str], district: str = "", language: str = "el", topics: int = -1
) -> int:
    """Somebody who confirmed all of these ways, in this order. Gives their id."""
    now = core.clock.now()
    id_ = new_id()
    with core.database.work(town) as work:
        work.session.add(
            Subscriber(
                id=id_,
                state=str(Standing.ACTIVE),
                language=language,
                topics=mask(["water"]) if topics < 0 else topics,
                district=district,
                way=str(ways[0][0]),
                address=ways[0][1],
                quiet_from=None,
                quiet_until=None,
                channel="web",
                created_at=now,
                updated_at=now,
                ended_at=None,
            )
        )
        work.session.flush()
        for rank, (way, address) in enumerate(ways, 1):
            work.session.add(
                SubscriberWay(
                    id=new_id(),
                    subscriber_id=id_,
                    rank=rank,
                    way=str(way),
                    address=address,
                    state=str(Standing.ACTIVE),
                    confirmed_at=now,
                    ended_at=None,
                )
            )
    return id_
