"""The file of classes: every service has one, times are understood, and what is kept for ever has no way to go."""

from datetime import UTC, date, datetime

import pytest

from core.catalogue import catalogue_for
from core.municipalities.files import demonstration
from core.retention.classes import Keep, classes, read
from core.retention.things import NEVER, THINGS


def test_every_service_names_a_class_of_requests() -> None:
    known = {one.key for one in classes() if one.of == "request"}
    assert {service.retention.name for service in catalogue_for(None, "").services.values()} <= known


def test_what_is_kept_for_ever_is_no_thing_that_could_go() -> None:
    assert {one.of for one in classes() if one.keep is not None} == set(THINGS)
    assert {one.of for one in classes() if one.keep is None} == {NEVER}
    assert NEVER not in THINGS


def test_months_are_those_of_the_calendar() -> None:
    assert Keep(months=6).before(date(2026, 8, 31)) == date(2026, 2, 28)
    assert Keep(months=24).before(date(2028, 2, 29)) == date(2026, 2, 28)
    assert Keep(days=30).before(date(2026, 3, 1)) == date(2026, 1, 30)


def test_the_yearly_clearing_is_in_the_first_quarter_and_of_whole_years() -> None:
    town = demonstration()[0]
    yearly = next(one for one in classes() if one.key == "applications")
    assert yearly.over_before(town, datetime(2026, 4, 1, 9, tzinfo=UTC)) is None
    assert yearly.over_before(town, datetime(2026, 3, 31, 9, tzinfo=UTC)) == town.midnight(date(2016, 1, 1))


def test_a_time_that_is_none_is_refused() -> None:
    one = {"key": "x", "name": {"el": "x"}, "of": "request", "keep": "a while", "action": "erase", "source": {"el": "x"}}
    with pytest.raises(ValueError, match="a while"):
        read([one])
