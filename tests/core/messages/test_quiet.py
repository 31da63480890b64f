"""Quiet hours: what can wait goes in the morning, by the town's clock; what somebody waits for goes at once."""

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest
from sqlalchemy import func, select, update

from core.announcements.kinds import Kind
from core.announcements.telling import Telling
from core.bootstrap import Core
from core.messages import quiet
from core.messages.outbox import Draft, post
from core.messages.tables import Message
from core.municipalities.model import Municipality, Quiet
from core.people.contact import Way
from core.subscriptions.tables import Subscriber
from tests.announced import announce, subscribe
from tests.core.messages.conftest import Post

NIGHT = datetime(2026, 11, 16, 21, 30, tzinfo=UTC)
MORNING = datetime(2026, 11, 17, 6, 0, tzinfo=UTC)


def at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("way", "moment", "free"),
    [
        # In winter the town's clock is two hours ahead, in summer three.
        (Way.TEXT, at(2026, 11, 16, 9, 30), at(2026, 11, 16, 9, 30)),
        (Way.TEXT, at(2026, 11, 16, 20, 0), at(2026, 11, 17, 6, 0)),
        (Way.TEXT, at(2026, 11, 16, 2, 0), at(2026, 11, 16, 6, 0)),
        (Way.TEXT, at(2026, 7, 14, 19, 0), at(2026, 7, 15, 5, 0)),
        (Way.TEXT, at(2026, 11, 16, 14, 0), at(2026, 11, 16, 14, 0)),
        (Way.CALL, at(2026, 11, 16, 14, 0), at(2026, 11, 16, 15, 30)),
        (Way.EMAIL, at(2026, 11, 16, 1, 0), at(2026, 11, 16, 1, 0)),
        # Saturday night: Sunday's morning begins later. So does a holiday's (6 January).
        (Way.TEXT, at(2026, 11, 21, 21, 0), at(2026, 11, 22, 8, 0)),
        (Way.CALL, at(2027, 1, 5, 21, 0), at(2027, 1, 6, 8, 0)),
        # The nights on which the clock is put on and back (28 March and 25 October 2026, both Sundays).
        (Way.TEXT, at(2026, 3, 28, 21, 0), at(2026, 3, 29, 7, 0)),
        (Way.TEXT, at(2026, 10, 24, 20, 0), at(2026, 10, 25, 8, 0)),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_custom_of_the_country(core: Core, town: Municipality, way: Way, moment: datetime, free: datetime) -> None:
    real = replace(town, demonstration=False)
    assert quiet.free_from(real, quiet.custom(real, way), moment) == free
    assert quiet.free_from(town, quiet.custom(town, way), moment) == moment, "a demonstration disturbs nobody"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_hours_that_end_within_the_hour_that_comes_twice_or_not_at_all(core: Core, town: Municipality) -> None:
    hours = (Quiet(("text",), time(1, 0), time(3, 30)),)
    # The clock shows 03:10 for the second time; and it jumps from 03:00 to 04:00.
    assert quiet.free_from(town, hours, at(2026, 10, 25, 1, 10)) == at(2026, 10, 25, 1, 30)
    assert quiet.free_from(town, hours, at(2026, 10, 25, 0, 10)) == at(2026, 10, 25, 0, 30)
    assert quiet.free_from(town, hours, at(2026, 3, 29, 0, 30)) >= at(2026, 3, 29, 1, 0)


def test_at_night_codes_receipts_and_emergencies_go_and_the_rest_waits(outbox: Post) -> None:
    outbox.core.clock.set(NIGHT)  # type: ignore[attr-defined]
    subscribe(outbox.core, outbox.town, (Way.TEXT, "+306912300001"))
    for kind in (Kind.INTERRUPTION, Kind.EMERGENCY):
        id_ = announce(outbox.core, outbox.town, kind)
        Telling(outbox.database, outbox.core.clock)(outbox.town, {"announcement": id_, "version": 1})
    with outbox.database.work(outbox.town) as work:
        for purpose in ("receipt", "notice"):
            post(work, Draft(Way.TEXT, "+306900000001", "x", "el", purpose), NIGHT)
    email = outbox.write(way=Way.EMAIL, to="maria@example.org")
    outbox.worker.drain()
    assert sorted(letter.purpose for letter in outbox.real.sent) == ["emergency", "notice", "receipt"]
    assert outbox.state(email) == "accepted"
    with outbox.database.reading(outbox.town) as work:
        held = work.execute(select(Message.due_at).where(Message.purpose == "notice", Message.way == "text")).scalar_one()
    assert held == MORNING

    outbox.core.clock.set(MORNING)  # type: ignore[attr-defined]
    outbox.worker.drain()
    assert sorted(letter.purpose for letter in outbox.real.sent)[0] == "announcement"
    assert len(outbox.real.sent) == 5


def test_a_subscriber_who_sleeps_by_day_is_told_in_the_evening_and_holds_up_nobody(outbox: Post) -> None:
    sleepers = [subscribe(outbox.core, outbox.town, (Way.TEXT, f"+30691230{number:04d}")) for number in range(30)]
    with outbox.database.work(outbox.town) as work:
        work.execute(update(Subscriber).where(Subscriber.id.in_(sleepers)).values(quiet_from=9 * 60, quiet_until=18 * 60))
    subscribe(outbox.core, outbox.town, (Way.TEXT, "+306912309999"))
    id_ = announce(outbox.core, outbox.town)
    Telling(outbox.database, outbox.core.clock)(outbox.town, {"announcement": id_, "version": 1})
    outbox.worker.drain()
    assert [letter.to for letter in outbox.real.sent] == ["+306912309999"]
    with outbox.database.reading(outbox.town) as work:
        hours = work.execute(select(Message.due_at, func.count()).where(Message.state == "queued").group_by(Message.due_at)).all()
    assert hours == [(at(2026, 11, 16, 16, 0), 30)]
