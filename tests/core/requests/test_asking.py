"""Asking the citizen with a date: reminders, answers, silence, and the clock meanwhile."""

from datetime import date, timedelta

import pytest

from core.bootstrap import Core
from core.errors import Conflict, InvalidAnswer
from core.municipalities.model import Municipality
from core.requests import actions
from core.requests.asking import reminder_day
from core.requests.moves import State
from tests.stopped import Stopped
from tests.worked import MARIA, Worked, worked


@pytest.fixture
def light(core: Core, town: Municipality, clock: Stopped) -> Worked:
    return worked(core, town, clock)


@pytest.fixture
def tables(core: Core, town: Municipality, clock: Stopped) -> Worked:
    """An application whose clock stands still while papers are missing, with the identity seen."""
    one = worked(core, town, clock, "pavement-tables", answers={})
    one.do(lambda work, request: actions.identify(work, request, MARIA, "passport", "123", one.now))
    return one


def reminders(one: Worked) -> int:
    return len([message for message in one.messages if message.purpose == "reminder"])


@pytest.mark.parametrize(("days", "after"), [(15, 7), (3, 1), (4, 2), (10, 5), (30, 22), (60, 52)])
def test_the_reminder_of_fifteen_days_comes_on_the_seventh_and_of_others_in_proportion(days: int, after: int) -> None:
    asked = date(2026, 11, 16)
    assert reminder_day(asked, asked + timedelta(days=days)) == asked + timedelta(days=after)


@pytest.mark.parametrize("days", [2, 61, -5])
def test_a_day_too_near_or_too_far_is_refused(light: Worked, days: int) -> None:
    with pytest.raises(InvalidAnswer) as refused:
        light.ask(until=light.today + timedelta(days=days))
    assert refused.value.code == "until"
    assert light.messages == ()


def test_the_chosen_day_is_told_and_kept(light: Worked) -> None:
    until = light.ask(until=light.today + timedelta(days=4))
    assert (light.look().request.asked_until, "20 Νοεμβρίου 2026" in light.messages[0].body) == (until, True)


def test_a_reminder_comes_once_also_where_its_day_was_missed(light: Worked) -> None:
    light.ask()
    light.a_day(6)
    assert reminders(light) == 0
    light.a_day(4)
    light.a_day()
    assert reminders(light) == 1


def test_a_second_question_has_a_reminder_of_its_own(light: Worked) -> None:
    light.ask()
    light.a_day(8)
    light.answer()
    light.ask("Και ο αριθμός της;")
    light.a_day(8)
    assert reminders(light) == 2


def test_a_question_left_unanswered_returns_on_the_day_after(light: Worked) -> None:
    until = light.ask()
    light.a_day(15)
    assert light.look().request.state == State.WAITING_CITIZEN
    light.a_day()
    found = light.look()
    assert (found.request.state, found.request.asked_until) == (State.IN_PROGRESS, until)
    assert light.kinds.count("unanswered") == 1
    light.a_day()
    assert light.kinds.count("unanswered") == 1


def test_what_was_not_answered_in_time_can_lapse_unless_the_answer_comes_after_all(light: Worked) -> None:
    light.ask()
    light.a_day(16)
    assert actions.Outcome.LAPSED in actions.outcomes(light.look().request, light.today)
    light.answer("Συγγνώμη, άργησα.")
    assert light.look().request.asked_until is None
    assert actions.Outcome.LAPSED not in actions.outcomes(light.look().request, light.today)


def test_the_clock_stands_still_only_where_the_services_law_lets_it(light: Worked, tables: Worked) -> None:
    before = {one.reference: one.look().request.due_on for one in (light, tables)}
    for one in (light, tables):
        one.ask()
    light.clock.move(days=10)
    for one in (light, tables):
        one.answer()
    assert light.look().request.due_on == before[light.reference]
    moved = tables.look()
    assert moved.request.due_on is not None and moved.due is not None
    assert moved.request.due_on > before[tables.reference] + timedelta(days=7)  # type: ignore[operator]
    assert moved.due.stood == 10
    assert moved.request.queue_on == moved.request.due_on


def test_the_time_that_stood_still_is_counted_for_an_unanswered_question_too(tables: Worked) -> None:
    tables.ask()
    tables.a_day(16)
    found = tables.look()
    assert found.due is not None
    assert (found.due.stood, found.request.state) == (16, State.IN_PROGRESS)


def test_nothing_is_answered_about_a_closed_request(light: Worked) -> None:
    light.do(
        lambda work, request: actions.close(
            work, request, MARIA, actions.Closing(actions.Outcome.DONE, "Έγινε.", done="Mended."), light.now
        )
    )
    with pytest.raises(Conflict):
        light.answer()
