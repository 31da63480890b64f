"""Who was reached, who was not and why: live, and kept when the messages are gone."""

from contextlib import AbstractContextManager

import pytest
from sqlalchemy import delete, select, update

from core.announcements import publishing
from core.announcements.freezing import FIXED_AFTER, OVER_AFTER, Freezing
from core.announcements.ledger import Figure, Ledger, Reach, ledger
from core.announcements.reachtables import FrozenRow
from core.announcements.tables import Announcement
from core.announcements.telling import Telling
from core.bootstrap import Core
from core.messages.outbox import MessageState, receipt
from core.messages.tables import Message, Receipt
from core.municipalities.model import Municipality
from core.ports import Work
from tests.announced import announce
from tests.stopped import Stopped
from tests.told import NUMBERS, end, messages, play
from tests.told import told as tell


@pytest.fixture
def told(core: Core, town: Municipality) -> int:
    return tell(core, town)


def look(core: Core, town: Municipality, announcement: int) -> Ledger:
    with core.database.reading(town) as work:
        return ledger(work, announcement)


def test_every_subscriber_is_counted_once_with_how_far_they_were_reached(core: Core, town: Municipality, told: int) -> None:
    play(core, town)
    found = look(core, town, told)
    assert found.totals() == {
        Reach.REACHED: 3, Reach.HANDED: 1, Reach.WAITING: 2, Reach.UNCERTAIN: 1, Reach.MISSED: 1,
    }  # fmt: skip
    assert found.told == sum(found.totals().values()) == len(NUMBERS)
    assert {key: sum(each.values()) for key, each in found.by_district().items()} == {"": 2, "centre": 6}
    assert [one for one in found.figures if not one.is_last] == [Figure(1, "centre", "text", "undelivered", "30005", "call", 1)]
    assert Figure(1, "centre", "call", "delivered", "", "", 1) in found.figures


def test_another_towns_and_another_announcements_messages_are_not_counted(
    core: Core, town: Municipality, other_town: Municipality, told: int
) -> None:
    other = announce(core, town)
    assert look(core, town, other).told == 0
    assert look(core, other_town, told).told == 0


def test_figures_are_frozen_once_and_stay_when_the_messages_go(core: Core, town: Municipality, told: int, clock: Stopped) -> None:
    freezing = Freezing(core.database, core.clock, core.directory.all)
    with core.database.work(town) as work:
        work.execute(update(Announcement).values(told_at=core.clock.now()))
    ids = play(core, town)
    assert freezing.run() == 0, "two messages wait still"
    clock.move(seconds=OVER_AFTER.total_seconds())
    before = look(core, town, told)
    assert [freezing.run(), freezing.run()] == [1, 0]
    assert look(core, town, told) == Ledger(before.figures, core.clock.now())
    clock.move(hours=1)
    with core.database.work(town) as work:
        assert receipt(work, ids[2], MessageState.DELIVERED, "", core.clock.now())
    assert freezing.run() == 1, "a late receipt is noted"
    after = look(core, town, told)
    assert after.totals()[Reach.REACHED] == 4 and after.told == len(NUMBERS)
    clock.move(seconds=FIXED_AFTER.total_seconds())
    with core.database.work(town) as work:
        work.execute(delete(Receipt))
        work.execute(delete(Message))
    assert freezing.run() == 0
    assert look(core, town, told) == after


def test_a_correction_is_counted_by_itself_and_what_was_frozen_stays(
    core: Core, town: Municipality, told: int, clock: Stopped
) -> None:
    freezing = Freezing(core.database, core.clock, core.directory.all)
    end(core, town, messages(core, town), MessageState.DELIVERED)
    with core.database.work(town) as work:
        work.execute(update(Announcement).values(told_at=core.clock.now()))
    assert freezing.run() == 1
    with core.database.work(town) as work:
        work.execute(delete(Message))
        clock.move(days=40)
        publishing.publish(work, work.session.get_one(Announcement, (town.id, told)), "staff:2", core.clock.now(), "corrected")
    Telling(core.database, core.clock)(town, {"announcement": told, "version": 2})
    found = look(core, town, told)
    assert (found.of(1).told, found.of(2).told) == (8, 8)
    assert found.of(1).totals()[Reach.REACHED] == 8 and found.of(2).totals()[Reach.WAITING] == 8
    end(core, town, messages(core, town), MessageState.DELIVERED)
    assert freezing.run() == 1
    assert look(core, town, told).of(1).told == 8
    with core.database.reading(town) as work:
        assert work.execute(select(FrozenRow.frozen_at)).scalar() == core.clock.now()


def test_two_workers_at_once_freeze_once(core: Core, town: Municipality, told: int) -> None:
    end(core, town, messages(core, town), MessageState.DELIVERED)
    with core.database.work(town) as work:
        work.execute(update(Announcement).values(told_at=core.clock.now()))
    other = Freezing(core.database, core.clock, core.directory.all)

    class Between:
        """The database of a worker that is overtaken just before it writes."""

        reading = staticmethod(core.database.reading)

        @staticmethod
        def work(at: Municipality) -> AbstractContextManager[Work]:
            assert other.run() == 1
            return core.database.work(at)

    assert Freezing(Between(), core.clock, core.directory.all).run() == 0  # type: ignore[arg-type]
    assert look(core, town, told).told == len(NUMBERS)
