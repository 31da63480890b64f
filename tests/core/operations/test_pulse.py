"""What waits too long, and how much waits: on both databases."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from core.bootstrap import Core
from core.messages.outbox import Draft, Priority, post
from core.messages.tables import Line, Message
from core.municipalities.model import Municipality
from core.operations import pulse
from core.people.contact import Way
from tests.stopped import Stopped


@pytest.fixture
def real(core: Core) -> Municipality:
    town = replace(core.directory.by_key("trikala"), key="volos", demonstration=False, hosts=("v.example.org",), numbers=())
    return core.directory.add(town, core.clock.now())


def write(core: Core, town: Municipality, count: int = 1) -> None:
    with core.database.work(town) as work:
        for _message in range(count):
            post(work, Draft(Way.TEXT, "+306912345678", "Έγινε.", "el", "notice"), core.clock.now())


def line(core: Core, town: Municipality, free_at: datetime, down_since: datetime | None) -> None:
    with core.database.work(town) as work:
        of_it = {"failures": 0, "open_until": None, "setup": "", "day": free_at.date(), "spent": 0}
        work.session.merge(
            Line(municipality_id=town.id, way="text", gateway="g", free_at=free_at, down_since=down_since, **of_it)
        )


def test_an_emergency_that_waits_is_trouble_unless_its_line_is_as_fast_as_it_may_be(
    core: Core, real: Municipality, clock: Stopped
) -> None:
    write(core, real)
    with core.database.work(real) as work:
        work.execute(update(Message).values(priority=int(Priority.EMERGENCY), purpose="emergency", announcement_id=7))
    clock.move(minutes=20)
    now, waits = clock.now(), timedelta(minutes=20)
    assert pulse.feel(core.database, now).oldest == waits
    for free_at, down_since, oldest in (
        (now + timedelta(seconds=2), None, timedelta()),
        (now + timedelta(seconds=2), now - timedelta(minutes=1), waits),
        (now - timedelta(minutes=6), None, waits),
    ):
        line(core, real, free_at, down_since)
        assert pulse.feel(core.database, now).oldest == oldest
    with core.database.work(real) as work:
        work.execute(update(Message).values(priority=int(Priority.BULK)))
    assert pulse.feel(core.database, now).oldest == timedelta()


def test_so_many_that_nobody_counts_them_are_said_to_be_more(
    core: Core, real: Municipality, town: Municipality, clock: Stopped, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulse, "COUNTED", 3)
    write(core, town, 5)
    write(core, real, 3)
    felt = pulse.feel(core.database, clock.now())
    assert (felt.messages, felt.waiting, felt.is_more) == ({"queued": 3}, 3, False)
    write(core, real, 2)
    felt = pulse.feel(core.database, clock.now())
    assert (felt.messages, felt.waiting, felt.is_more) == ({"queued": 4}, 3, True)
