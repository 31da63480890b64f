import json
from datetime import date, timedelta
from gettext import NullTranslations
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.dialogue.service import Clock
from core.municipalities.calendar import is_working
from core.municipalities.model import Feast, Municipality
from core.requests.duedate import DueDate, due_date
from core.text import Tongue, Wording

CORFU = Municipality(
    1,
    "corfu",
    Wording({"el": "Δήμος Κέρκυρας"}),
    Wording({"el": "Κέρκυρα"}),
    (),
    (),
    True,
    feasts=(Feast(12, 12, Wording({"el": "Άγιος Σπυρίδων", "en": "Saint Spyridon"})),),
)
FIFTY = Clock("calendar", 50, "ν.2690/1999 art. 4")
FIVE = Clock("working", 5, "")
STOPPING = Clock("calendar", 50, "", stops=True)


def told(due: DueDate, language: str = "en") -> list[str]:
    return [Tongue(language, NullTranslations())(line) for line in due.explain()]


def test_fifty_calendar_days_from_the_first_of_july() -> None:
    due = due_date(FIFTY, date(2026, 7, 1), CORFU)
    assert due.on == date(2026, 8, 20)
    assert due.rolled_from is None and due.skipped == ()
    assert told(due) == [
        "We received it on July 1, 2026.",
        "We have 50 days from the next day on.",
        "So the last day is August 20, 2026.",
        "The rule: ν.2690/1999 art. 4.",
    ]


def test_five_working_days_over_christmas_skip_both_holidays_by_name() -> None:
    due = due_date(FIVE, date(2025, 12, 23), CORFU)
    assert due.on == date(2026, 1, 2)
    assert [day for day, _name in due.skipped] == [date(2025, 12, 25), date(2025, 12, 26), date(2026, 1, 1)]
    assert "Holidays not counted: Χριστούγεννα (25 Δεκεμβρίου 2025)" in told(due, "el")[2]
    assert "Christmas Day (December 25, 2025)" in told(due)[2]


def test_five_working_days_around_the_orthodox_easter_of_2026() -> None:
    due = due_date(FIVE, date(2026, 4, 8), CORFU)
    assert due.on == date(2026, 4, 17)
    assert [day for day, _name in due.skipped] == [date(2026, 4, 10), date(2026, 4, 13)]


def test_the_towns_own_feast_is_not_counted() -> None:
    due = due_date(Clock("working", 1, ""), date(2028, 12, 11), CORFU)
    assert due.on == date(2028, 12, 13)
    assert "Saint Spyridon" in told(due)[2]


def test_a_holiday_on_a_weekend_is_not_listed_as_skipped() -> None:
    assert due_date(FIVE, date(2026, 8, 13), CORFU).skipped == ()


@pytest.mark.parametrize(
    ("started_on", "on", "reason"),
    [
        (date(2026, 7, 3), date(2026, 8, 24), "August 22, 2026 is a Saturday, so it moves to the next working day."),
        (date(2026, 7, 4), date(2026, 8, 24), "August 23, 2026 is a Sunday, so it moves to the next working day."),
        (
            date(2026, 9, 8),
            date(2026, 10, 29),
            "October 28, 2026 is a holiday (Ohi Day), so it moves to the next working day.",
        ),
    ],
)
def test_a_last_day_that_is_free_moves_on_and_says_why(started_on: date, on: date, reason: str) -> None:
    due = due_date(FIFTY, started_on, CORFU)
    assert due.on == on
    assert reason in told(due)


def test_without_the_roll_over_rule_the_last_day_stays_where_it_is() -> None:
    due = due_date(Clock("calendar", 50, "", roll="none"), date(2026, 9, 8), CORFU)
    assert (due.on, due.rolled_from) == (date(2026, 10, 28), None)


def test_time_that_stood_still_is_added_and_told() -> None:
    due = due_date(STOPPING, date(2026, 7, 1), CORFU, [(date(2026, 7, 10), date(2026, 7, 15))])
    assert due.on == date(2026, 8, 25)
    assert told(due)[2] == (
        "The time stood still for 5 days, from July 10, 2026 to July 15, 2026, while we waited for something from you."
    )


def test_stops_that_overlap_or_come_too_late_are_not_counted_twice() -> None:
    stops = [
        (date(2026, 7, 12), date(2026, 7, 15)),
        (date(2026, 7, 10), date(2026, 7, 13)),
        (date(2026, 10, 1), date(2026, 11, 1)),
    ]
    due = due_date(STOPPING, date(2026, 7, 1), CORFU, stops)
    assert due.on == date(2026, 8, 25)
    assert sum((until - since).days for since, until in due.stopped) == 5


def test_a_clock_that_may_not_stop_does_not() -> None:
    due = due_date(FIFTY, date(2026, 7, 1), CORFU, [(date(2026, 7, 10), date(2026, 7, 15))])
    assert (due.on, due.stopped) == (date(2026, 8, 20), ())


def test_working_days_within_a_stop_are_not_counted() -> None:
    clock = Clock("working", 5, "", stops=True)
    due = due_date(clock, date(2026, 11, 16), CORFU, [(date(2026, 11, 18), date(2026, 11, 25))])
    assert due.on == date(2026, 11, 30)


def test_a_fixed_day_is_the_next_one_of_the_year() -> None:
    clock = Clock("fixed", 0, "", stops=True, fixed_on="02-29", roll="none")
    assert due_date(clock, date(2026, 3, 1), CORFU).on == date(2027, 2, 28)
    assert due_date(clock, date(2028, 1, 10), CORFU, [(date(2028, 1, 11), date(2028, 1, 20))]).on == date(2028, 2, 29)
    assert due_date(Clock("fixed", 0, "", fixed_on="10-31"), date(2026, 11, 2), CORFU).on == date(2027, 11, 1)


# The first holidays asked for take half a second.
@settings(deadline=None)
@given(
    st.sampled_from([FIFTY, FIVE, STOPPING, Clock("working", 20, "", stops=True), Clock("fixed", 0, "", fixed_on="12-31")]),
    st.dates(date(2020, 1, 1), date(2035, 1, 1)),
    st.lists(st.tuples(st.integers(-5, 70), st.integers(0, 30)), max_size=4),
)
def test_a_due_date_lies_ahead_on_a_working_day_and_survives_storing(
    clock: Clock, started_on: date, spans: list[tuple[int, int]]
) -> None:
    stops = [(began := started_on + timedelta(days=begin), began + timedelta(days=length)) for begin, length in spans]
    due = due_date(clock, started_on, CORFU, stops)
    assert due.on > started_on
    assert is_working(due.on, CORFU)
    assert due.on >= due_date(clock, started_on, CORFU).on
    assert DueDate.from_json(json.loads(json.dumps(due.to_json()))) == due
    assert all(told(due)) and all(told(due, "el"))


@pytest.mark.parametrize("clock", [FIFTY, Clock("working", 20, "")])
def test_the_sum_is_fast_once_the_year_is_known(clock: Clock) -> None:
    due_date(clock, date(2026, 7, 1), CORFU)
    best = min(_seconds(clock) for _round in range(20))
    assert best < 50e-6


def _seconds(clock: Clock) -> float:
    start = perf_counter()
    for _each in range(20):
        due_date(clock, date(2026, 7, 1), CORFU)
    return (perf_counter() - start) / 20
