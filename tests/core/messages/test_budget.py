"""Nobody floods a number or spends a town's money: beyond the day's budget, a clerk tells people."""

from dataclasses import replace

import pytest

from core.messages.budget import Budget
from core.messages.outbox import MessageState
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
