"""What people text back after they were told of an emergency: a person reads it, and 112 is named."""

from sqlalchemy import select, update

from core.adapters.console import Console
from core.announcements.kinds import Kind
from core.announcements.telling import TELL, Telling
from core.bootstrap import Core
from core.emergencies import replying
from core.emergencies.tables import EmergencyReply
from core.messages.delivery import Delivery
from core.messages.tables import Message
from core.messages.worker import Worker
from core.people.contact import Way
from tests.announced import announce, subscribe
from tests.channels.sms.handset import Handset
from tests.stopped import Stopped

TOLD, UNTOLD = "+306912345678", "+306912345679"


def tell(core: Core) -> int:
    """Tell the first number of an emergency."""
    town = core.directory.by_key("trikala")
    subscribe(core, town, (Way.TEXT, TOLD), language="en")
    announcement = announce(core, town, Kind.EMERGENCY)
    delivery = Delivery(core.database, core.directory, core.clock, core.codes, {}, Console())
    Worker(core.database, core.directory, core.clock, delivery, {TELL: Telling(core.database, core.clock)}).drain()
    return announcement


def replies(core: Core) -> list[str]:
    with core.database.reading(core.directory.by_key("trikala")) as work:
        return list(work.session.scalars(select(EmergencyReply.words).order_by(EmergencyReply.id)))


def test_what_is_no_command_reaches_a_person_once_and_names_112(core: Core, handset: Handset, clock: Stopped) -> None:
    announcement = tell(core)
    sid = "SM" + "7" * 32
    first = handset.send("We are on the roof of Asklipiou 12, two people", sid=sid)
    assert "call 112 now" in first[0] and "A person of the town hall reads" in first[0]
    assert handset.send("We are on the roof of Asklipiou 12, two people", sid=sid) == first
    # There is a service for it, and yet it is an answer.
    assert "112" in handset.say("the street light fell into the water")
    assert replies(core) == ["We are on the roof of Asklipiou 12, two people", "the street light fell into the water"]
    # Commands and the menu are what they always are, and somebody who was not told is nobody who answers.
    assert "112" not in handset.say("HELP")
    assert "112" not in handset.say("11")
    other = Handset(core, handset.client, handset.to, UNTOLD)
    assert "112" not in other.say("We are on the roof")
    town = core.directory.by_key("trikala")
    with core.database.work(town) as work:
        assert replying.unread(work) == {announcement: 2}
        one = replying.replies(work, announcement)[0]
        replying.see(work, announcement, one.id, 5, clock.now())
        replying.see(work, announcement, one.id, 6, clock.now())
    with core.database.reading(town) as work:
        assert replying.unread(work) == {announcement: 1}
        assert [row.seen_by for row in replying.replies(work, announcement)] == [None, 5]


def test_hours_later_or_after_a_drill_words_are_what_they_always_are(core: Core, handset: Handset, clock: Stopped) -> None:
    tell(core)
    with core.database.work(core.directory.by_key("trikala")) as work:
        work.execute(update(Message).values(drill=True))
    assert "112" not in handset.say("we are on the roof")
    with core.database.work(core.directory.by_key("trikala")) as work:
        work.execute(update(Message).values(drill=False))
    clock.move(hours=7)
    assert "112" not in handset.say("we are on the roof")
    assert replies(core) == []
