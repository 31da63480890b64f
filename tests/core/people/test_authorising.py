"""Acting for somebody else: ten digits, once, for a while, for what was allowed."""

import pytest

from core.bootstrap import Core
from core.codes import valid
from core.errors import InvalidAnswer
from core.municipalities.model import Municipality
from core.people import authorising
from tests.assured import guard, signed_in
from tests.filed import file_one
from tests.stopped import Stopped


def allow(core: Core, town: Municipality, service: str = "", days: int = 30, name: str = "Νίκος Δοκιμής") -> tuple[int, str]:
    person, _proof = signed_in(core, town)
    with core.database.work(town) as work:
        row, code = authorising.allow(work, core.codes, person, name, service, days, "web", core.clock.now())
        return row.id, code


def refusal(core: Core, town: Municipality, code: str, service: str = "street-light", source: str = "nikos") -> str:
    with core.database.work(town) as work:
        try:
            authorising.find(work, guard(core, source), code, service, core.clock.now())
        except InvalidAnswer as error:
            return error.code
        return ""


def test_a_code_is_no_telephone_number_and_checks_itself(core: Core, town: Municipality) -> None:
    for _each in range(20):
        _row, code = allow(core, town)
        assert len(code) == 10
        assert code[0] in "1345789"
        assert valid(code)


def test_it_is_good_for_what_was_allowed_until_it_is_over(
    core: Core, town: Municipality, other_town: Municipality, clock: Stopped
) -> None:
    _row, anything = allow(core, town)
    _row, lamp = allow(core, town, "street-light", 1)
    assert refusal(core, town, f"{lamp[:4]} {lamp[4:7]} {lamp[7:]}") == ""
    assert refusal(core, town, lamp, "tree") == "authorisation"
    assert refusal(core, other_town, lamp) == "authorisation"
    clock.move(days=1)
    assert refusal(core, town, lamp) == "authorisation"
    assert refusal(core, town, anything, "tree") == ""


def test_it_is_used_once(core: Core, town: Municipality) -> None:
    row, code = allow(core, town)
    request = file_one(core, town)
    with core.database.work(town) as work:
        authorising.use(work, row, request.id, core.clock.now())
        found = authorising.of_request(work, request.id)
        assert found is not None
        assert found.other_name == "Νίκος Δοκιμής"
    assert refusal(core, town, code) == "authorisation"
    with core.database.work(town) as work:
        assert not authorising.still_good(work, row, "street-light", core.clock.now())


def test_it_can_be_taken_back_by_its_giver_alone(core: Core, town: Municipality) -> None:
    row, code = allow(core, town)
    person, _proof = signed_in(core, town)
    with core.database.work(town) as work:
        authorising.revoke(work, person + 1, row, core.clock.now())
    assert refusal(core, town, code) == ""
    with core.database.work(town) as work:
        authorising.revoke(work, person, row, core.clock.now())
    assert refusal(core, town, code) == "authorisation"


def test_guessing_is_slowed(core: Core, town: Municipality) -> None:
    _row, code = allow(core, town)
    from core.codes import check_digit

    for number in range(5):
        wrong = f"99999999{number}"
        assert refusal(core, town, wrong + check_digit(wrong), source="guesser") == "authorisation"
    assert refusal(core, town, code, source="guesser") == "source-slowed"
    assert refusal(core, town, code) == ""


@pytest.mark.parametrize(("days", "name", "why"), [(0, "Νίκος", "days"), (91, "Νίκος", "days"), (5, "  ", "other_name")])
def test_neither_for_ever_nor_for_nobody(core: Core, town: Municipality, days: int, name: str, why: str) -> None:
    with pytest.raises(InvalidAnswer) as refused:
        allow(core, town, days=days, name=name)
    assert refused.value.code == why
