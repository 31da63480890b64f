"""Who is away, and whose work is whose meanwhile: chains, circles, and a substitute who left."""

from datetime import date, timedelta

import pytest

from core.bootstrap import Core
from core.errors import InvalidAnswer, NotFound
from core.municipalities.model import Municipality
from core.staff import absences, accounts
from core.staff.roles import Role
from tests.staffed import hire

MONDAY = date(2026, 11, 16)
WEEK = timedelta(days=6)


def enter(core: Core, town: Municipality, who: int, substitute: int | None, since: date = MONDAY) -> object:
    with core.database.work(town) as work:
        return absences.enter(work, who, since, since + WEEK, substitute, "leave")


def stand_ins(core: Core, town: Municipality, who: int, on: date = MONDAY) -> tuple[int, ...]:
    with core.database.reading(town) as work:
        return absences.stands_in_for(work, who, on)


@pytest.fixture
def three(core: Core, town: Municipality) -> tuple[int, int, int]:
    return hire(core, town, "maria"), hire(core, town, "nikos"), hire(core, town, "petros")


def test_a_substitute_has_the_others_work_from_the_first_day_to_the_last(
    core: Core, town: Municipality, three: tuple[int, int, int]
) -> None:
    maria, nikos, _petros = three
    assert enter(core, town, maria, nikos) is None
    days = [MONDAY - timedelta(days=1), MONDAY, MONDAY + WEEK, MONDAY + WEEK + timedelta(days=1)]
    assert [stand_ins(core, town, nikos, day) for day in days] == [(), (maria,), (maria,), ()]


def test_who_stands_in_for_a_substitute_stands_in_for_both(core: Core, town: Municipality, three: tuple[int, int, int]) -> None:
    maria, nikos, petros = three
    enter(core, town, maria, nikos)
    enter(core, town, nikos, petros)
    assert stand_ins(core, town, petros) == tuple(sorted((maria, nikos)))
    assert stand_ins(core, town, nikos) == ()


def test_two_who_stand_in_for_each_other_are_told_and_go_round_in_no_circle(
    core: Core, town: Municipality, three: tuple[int, int, int]
) -> None:
    maria, nikos, petros = three
    enter(core, town, maria, nikos)
    assert enter(core, town, nikos, maria) is not None
    assert [stand_ins(core, town, one) for one in three] == [(), (), ()]
    assert petros


def test_a_substitute_who_left_stands_in_for_nobody(core: Core, town: Municipality, three: tuple[int, int, int]) -> None:
    maria, nikos, petros = three
    enter(core, town, maria, nikos)
    enter(core, town, nikos, petros)
    accounts.remove(core.database, town, nikos)
    assert stand_ins(core, town, petros) == ()
    with pytest.raises(InvalidAnswer):
        enter(core, town, maria, nikos)


def test_wrong_days_oneself_and_who_works_no_requests_are_refused(
    core: Core, town: Municipality, three: tuple[int, int, int]
) -> None:
    maria, nikos, _petros = three
    admin = hire(core, town, "admin", Role.ADMINISTRATOR)
    with core.database.work(town) as work:
        for substitute, until, code in (
            (nikos, MONDAY - WEEK, "until"),
            (maria, MONDAY, "substitute"),
            (admin, MONDAY, "substitute"),
        ):
            with pytest.raises(InvalidAnswer) as refused:
                absences.enter(work, maria, MONDAY, until, substitute, "")
            assert refused.value.code == code
        with pytest.raises(NotFound):
            absences.enter(work, admin, MONDAY, MONDAY, None, "")


def test_an_absence_that_was_struck_is_over(core: Core, town: Municipality, three: tuple[int, int, int]) -> None:
    maria, nikos, _petros = three
    enter(core, town, maria, nikos)
    with core.database.work(town) as work:
        (one,) = absences.coming(work, MONDAY)
        absences.take_back(work, one.id)
        with pytest.raises(NotFound):
            absences.take_back(work, one.id)
    assert stand_ins(core, town, nikos) == ()


def test_another_towns_absences_are_not_ours(
    core: Core, town: Municipality, other_town: Municipality, three: tuple[int, int, int]
) -> None:
    maria, nikos, _petros = three
    enter(core, town, maria, nikos)
    with core.database.reading(other_town) as work:
        assert absences.coming(work, MONDAY) == []
