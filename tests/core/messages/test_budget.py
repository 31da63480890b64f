"""Nobody floods a number or spends a town's money: beyond the day's budget, a clerk tells people."""

from dataclasses import replace

import pytest

from core.announcements.kinds import Kind
from core.announcements.telling import Telling
from core.messages.budget import Budget
from core.messages.limits import Limits
from core.messages.outbox import MessageState
from core.operations import troubles
from core.operations.troubles import Kind as Kind_
from core.people.contact import Way
from core.settings import Settings
from tests.announced import announce, subscribe
from tests.core.messages.conftest import Post

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def run(outbox: Post, budget: Budget) -> None:
    for _round in range(3):
        replace(outbox.delivery, budget=budget).run()


def test_one_number_gets_its_texts_of_the_day_and_no_more(outbox: Post) -> None:
    ids = [outbox.write(f"Μήνυμα {number}") for number in range(4)]
    run(outbox, Budget(a_number=3, a_town=100))
    states = [outbox.look(id_).state for id_ in ids]
    assert sorted(states) == ["accepted", "accepted", "accepted", "by_hand"]
    assert len(outbox.real.sent) == 3


def test_a_town_that_spent_its_day_leaves_the_rest_to_people(outbox: Post) -> None:
    ids = [outbox.write("Έγινε.") for _number in range(3)]
    run(outbox, Budget(a_number=100, a_town=2))
    rows = [outbox.look(id_) for id_ in ids]
    assert sorted(row.state for row in rows) == ["accepted", "accepted", "by_hand"]
    assert {row.reason for row in rows if row.state == MessageState.BY_HAND} == {"budget"}


def test_announcements_are_not_counted_in_it_and_have_a_ceiling_in_money(outbox: Post) -> None:
    for number in range(6):
        subscribe(outbox.core, outbox.town, (Way.TEXT, f"+3069123000{number:02d}"))
    told = [announce(outbox.core, outbox.town, kind) for kind in (Kind.INTERRUPTION, Kind.INTERRUPTION, Kind.EMERGENCY)]
    for id_ in told:
        Telling(outbox.database, outbox.core.clock)(outbox.town, {"announcement": id_, "version": 1})
    # A part costs eight cents, and each text has two: four go, and the lease that crosses the line is the last.
    delivery = replace(outbox.delivery, budget=Budget(a_number=1, a_town=1), ceiling=8 * 8.0, limits=Limits({Way.TEXT: 1}))
    for _second in range(60):
        delivery.run()
        outbox.core.clock.move(seconds=1)  # type: ignore[attr-defined]
    sent = [letter.purpose for letter in outbox.real.sent]
    assert (sent.count("emergency"), sent.count("announcement")) == (6, 4)
    one = outbox.write("Έγινε.")
    delivery.run()
    assert outbox.look(one).state == "accepted", "the small budget is still whole"
    settings = Settings(announcing_a_day=0.3, data=outbox.core.settings.data)  # type: ignore[call-arg]
    wrong = troubles.look(outbox.database, outbox.core.directory, settings, outbox.core.clock.now())
    assert (Kind_.COST, "volos") in {(one.kind, one.subject) for one in wrong}

    outbox.core.clock.move(days=1)  # type: ignore[attr-defined]
    for _second in range(60):
        delivery.run()
        outbox.core.clock.move(seconds=1)  # type: ignore[attr-defined]
    assert [letter.purpose for letter in outbox.real.sent].count("announcement") == 8
