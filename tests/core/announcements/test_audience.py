"""Whom an announcement's telling reaches: by which way, in which version, cut short wherever, and beside others."""

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from sqlalchemy import func, select, update

from core.adapters.queues.embedded import Embedded
from core.announcements import publishing
from core.announcements.kinds import Kind, Stage
from core.announcements.tables import Announcement, AnnouncementForm
from core.announcements.telling import ALONE, BESIDE, LEAST, TELL, Pace, Telling
from core.announcements.topics import mask
from core.bootstrap import Core
from core.messages.jobs import Again
from core.messages.tables import Job, Message
from core.messages.working import Jobs
from core.model import Ids
from core.municipalities.model import Municipality
from core.people.contact import Way
from core.subscriptions.states import Standing
from core.subscriptions.tables import Subscriber, SubscriberWay
from tests.announced import announce, subscribe
from tests.stopped import Stopped

MOBILE, PHONE, MAIL, OTHER = "+306912345601", "+302431012345", "maria@example.org", "nikos@example.org"


def tell(core: Core, town: Municipality, id_: int, version: int = 1, telling: Telling | None = None) -> None:
    payload = {"announcement": id_, "version": version}
    for _slice in range(1000):
        if (telling or Telling(core.database, core.clock))(town, payload) is None:
            return
    raise AssertionError("it never ends")


def told(core: Core, town: Municipality, id_: int) -> list[tuple[str, str]]:
    with core.database.reading(town) as work:
        rows = work.execute(select(Message.way, Message.to).where(Message.announcement_id == id_).order_by(Message.id)).all()
        return [(way, to) for way, to in rows]


def crowd(core: Core, town: Municipality, count: int) -> list[str]:
    numbers = [f"+3069{number:08d}" for number in range(count)]
    for number in numbers:
        subscribe(core, town, (Way.TEXT, number))
    return numbers


@pytest.mark.parametrize(
    ("ways", "reached"),
    [
        ((Way.TEXT, Way.CALL, Way.EMAIL), [("text", MOBILE), ("email", OTHER)]),
        ((Way.CALL, Way.EMAIL), [("email", MAIL), ("email", OTHER)]),
        ((Way.CALL,), []),
        ((Way.TEXT,), [("text", MOBILE)]),
    ],
)
def test_everybody_is_told_by_the_first_of_their_ways_that_is_named(
    core: Core, town: Municipality, ways: Sequence[Way], reached: list[tuple[str, str]]
) -> None:
    first = subscribe(core, town, (Way.TEXT, MOBILE), (Way.CALL, PHONE), (Way.EMAIL, MAIL))
    subscribe(core, town, (Way.EMAIL, OTHER))
    with core.database.work(town) as work:
        # They named their telephone, and never confirmed it.
        unconfirmed = (SubscriberWay.subscriber_id == first, SubscriberWay.way == "call")
        work.execute(update(SubscriberWay).where(*unconfirmed).values(state=str(Standing.PENDING)))
    id_ = announce(core, town, ways=ways)
    tell(core, town, id_)
    assert told(core, town, id_) == reached


def test_only_who_wants_it_and_only_of_this_town(core: Core, town: Municipality, other_town: Municipality) -> None:
    subscribe(core, town, (Way.TEXT, "+306900000001"), topics=mask(["roads"]))
    subscribe(core, town, (Way.TEXT, "+306900000002"), district="south")
    ended = subscribe(core, town, (Way.TEXT, "+306900000003"))
    subscribe(core, town, (Way.TEXT, "+306900000004"), district="north")
    subscribe(core, other_town, (Way.TEXT, "+306900000005"))
    with core.database.work(town) as work:
        work.execute(update(Subscriber).where(Subscriber.id == ended).values(state=str(Standing.ENDED)))
    id_ = announce(core, town, districts=["north"])
    tell(core, town, id_)
    assert told(core, town, id_) == [("text", "+306900000004")]
    emergency = announce(core, town, kind=Kind.EMERGENCY)
    tell(core, town, emergency)
    assert [to for _way, to in told(core, town, emergency)] == ["+306900000001", "+306900000002", "+306900000004"]


def test_a_language_without_a_form_gets_that_of_the_town(core: Core, town: Municipality) -> None:
    subscribe(core, town, (Way.TEXT, MOBILE), language="sq")
    id_ = announce(core, town)
    tell(core, town, id_)
    with core.database.reading(town) as work:
        form = select(AnnouncementForm.language).join(Message, Message.form_id == AnnouncementForm.id)
        assert work.execute(form.where(Message.announcement_id == id_)).scalars().all() == [town.languages[0]]


class Killed(BaseException):
    """What no worker survives."""


@dataclass
class Steady(Pace):
    """Batches of the same size, however fast they are."""

    def took(self, seconds: float, beside: bool = False) -> None:
        """Nothing is learnt."""


@dataclass
class Deadly(Embedded):
    """Kills the worker with what a transaction has just written, or has just kept."""

    kept: bool
    batches: int

    def name(self, connection: object, due: object) -> None:
        self.batches -= 1
        if self.batches < 0 and not self.kept:
            raise Killed

    def ring(self) -> None:
        if self.batches < 0:
            raise Killed

    def __hash__(self) -> int:
        return id(self)


def test_it_can_be_cut_short_anywhere_and_nobody_is_told_twice_or_forgotten(core: Core, town: Municipality) -> None:
    numbers = crowd(core, town, 11)
    id_ = announce(core, town)
    begun = []
    for batches, kept in ((0, False), (0, True), (1, False), (1, True)):
        core.database.queue = Deadly(kept, batches)
        with pytest.raises(Killed):
            tell(core, town, id_, telling=Telling(core.database, core.clock, pace=Steady(2)))
        begun.append(len(told(core, town, id_)))
    assert begun == [0, 2, 4, 8]
    core.database.queue = Embedded()
    for _run in range(2):
        tell(core, town, id_)
    assert [to for _way, to in told(core, town, id_)] == numbers


def test_two_workers_at_once_tell_nobody_twice(core: Core, town: Municipality) -> None:
    numbers = crowd(core, town, 40)
    id_ = announce(core, town)
    tellings = [Telling(core.database, core.clock, pace=Steady(3)) for _each in range(2)]
    threads = [threading.Thread(target=tell, args=(core, town, id_, 1, one)) for one in tellings]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    assert Counter(to for _way, to in told(core, town, id_)) == Counter(numbers)


def test_an_emergency_is_told_before_the_rest_of_what_is_under_way(core: Core, town: Municipality, clock: Stopped) -> None:
    crowd(core, town, 6)
    bulk = announce(core, town)
    jobs = Jobs(core.database, core.directory, clock, {TELL: Telling(core.database, clock, 0, Steady(2))})
    jobs.run(0)
    begun = len(told(core, town, bulk))
    assert 0 < begun < 6
    clock.move(seconds=1)
    emergency = announce(core, town, kind=Kind.EMERGENCY)
    while len(told(core, town, emergency)) < 6:
        assert jobs.run(0) == 1
        assert len(told(core, town, bulk)) == begun, "it was held up by what can wait"
    jobs.run(5)
    assert len(told(core, town, bulk)) == 6


def _again(core: Core, town: Municipality, id_: int, what: str, **fields: object) -> int:
    """Let another version of it out."""
    with core.database.work(town) as work:
        row = work.session.get_one(Announcement, (town.id, id_))
        publishing.publish(work, row, "staff:2", core.clock.now(), what, "why")
        for name, value in fields.items():
            setattr(row, name, value)
        return row.version


def test_a_correction_reaches_those_who_were_told_and_those_who_came_since(core: Core, town: Municipality) -> None:
    ids = [subscribe(core, town, (Way.TEXT, f"+30690000000{number}"), district="north") for number in range(3)]
    subscribe(core, town, (Way.TEXT, "+306900000003"), district="south")
    id_ = announce(core, town, districts=["north"])
    tell(core, town, id_)
    with core.database.work(town) as work:
        # One moved, one does not care any more, and one ended it.
        work.execute(update(Subscriber).where(Subscriber.id == ids[0]).values(district="south"))
        work.execute(update(Subscriber).where(Subscriber.id == ids[1]).values(topics=0))
        work.execute(update(Subscriber).where(Subscriber.id == ids[2]).values(state=str(Standing.ENDED)))
    subscribe(core, town, (Way.TEXT, "+306900000004"), district="north")
    tell(core, town, id_, _again(core, town, id_, "corrected"))
    assert [to[-1] for _way, to in told(core, town, id_)] == ["0", "1", "2", "0", "1", "4"]


def test_a_withdrawal_ends_it_and_is_told_itself_if_it_is_a_version(core: Core, town: Municipality) -> None:
    crowd(core, town, 6)
    id_, slow = announce(core, town), Telling(core.database, core.clock, 0, Steady(1))
    assert slow(town, {"announcement": id_, "version": 1}) == Again()
    begun = len(told(core, town, id_))
    with core.database.work(town) as work:
        work.session.get_one(Announcement, (town.id, id_)).stage = str(Stage.WITHDRAWN)
    assert slow(town, {"announcement": id_, "version": 1}) is None
    assert 0 < len(told(core, town, id_)) == begun < 6
    tell(core, town, id_, _again(core, town, id_, "withdrawn", stage=str(Stage.WITHDRAWN)))
    assert len(told(core, town, id_)) == begun + 6
    assert slow(town, {"announcement": id_, "version": 1}) is None, "the first version is over"


def test_publishing_names_a_job_as_urgent_as_it_is(core: Core, town: Municipality) -> None:
    announce(core, town)
    announce(core, town, kind=Kind.EMERGENCY)
    with core.database.reading(town) as work:
        assert work.execute(select(Job.priority).order_by(Job.id)).scalars().all() == [3, 1]


def test_batches_keep_to_their_time(core: Core, town: Municipality) -> None:
    """Long ones while nobody else writes, short ones while somebody does, and never one that is too long twice."""
    pace = Pace()
    for _batch in range(20):
        pace.took(pace.rows / 100_000)
    assert pace.rows == pytest.approx(100_000 * ALONE, rel=0.01)
    pace.took(3.0)
    assert pace.rows == pytest.approx(100_000 * ALONE / 2, rel=0.01)
    for _batch in range(5):
        pace.took(pace.rows / 100_000, beside=True)
    assert pace.rows == pytest.approx(100_000 * BESIDE, rel=0.01)
    for _batch in range(5):
        pace.took(3.0)
    assert pace.rows == LEAST


class Given(Ids):
    """Gives ids that somebody else has given already, once."""

    def __init__(self, taken: int) -> None:
        super().__init__()
        self.taken: int | None = taken

    def block(self, count: int) -> int:
        taken, self.taken = self.taken, None
        return super().block(count) if taken is None else taken


def test_ids_that_somebody_else_has_given_are_not_the_end(core: Core, town: Municipality) -> None:
    numbers = crowd(core, town, 3)
    id_ = announce(core, town)
    tell(core, town, id_)
    with core.database.reading(town) as work:
        taken = work.execute(select(func.min(Message.id)).where(Message.announcement_id == id_)).scalar_one()
    ids = Given(taken)
    again = announce(core, town)
    tell(core, town, again, telling=Telling(core.database, core.clock, ids=ids))
    assert ids.taken is None
    assert [to for _way, to in told(core, town, again)] == numbers
