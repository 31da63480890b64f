"""The same things at the same moment, on both databases: tries are counted one by one, and a code is used once."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from core.bootstrap import Core
from core.errors import InvalidAnswer
from core.municipalities.model import Municipality
from core.people import authorising, onetime, pins
from core.people.contact import Reached, Way
from core.people.known import PersonPin
from tests.assured import MARIA, MOBILE, guard, last_code, signed_in, with_pin
from tests.filed import file_one

AT_ONCE = 8


def test_wrong_pins_at_once_are_all_counted(core: Core, town: Municipality) -> None:
    with_pin(core, town)
    checked = core.pins.look(town, MARIA.afm, "730158")

    def guess(number: int) -> str:
        with core.database.work(town) as work:
            try:
                pins.judge(work, guard(core, f"s{number}"), checked, "test", core.clock.now())
            except InvalidAnswer as error:
                return error.code
        return ""

    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert set(pool.map(guess, range(AT_ONCE))) == {"pin"}
    with core.database.reading(town) as work:
        row = work.session.scalars(select(PersonPin)).one()
        assert (row.wrong_in_a_row, row.needs_code) == (AT_ONCE, True)


def test_a_code_read_back_twice_at_once_is_taken_once(core: Core, town: Municipality) -> None:
    with core.database.work(town) as work:
        sent = onetime.send(work, guard(core), Reached(Way.TEXT, MOBILE), onetime.CONTACT, "el", core.clock.now()).id
    code = last_code(core, town)

    def read_back(number: int) -> str:
        with core.database.work(town) as work:
            try:
                onetime.check(work, guard(core, f"s{number}"), sent, code, core.clock.now())
            except InvalidAnswer as error:
                return error.code
        return "taken"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert sorted(pool.map(read_back, range(AT_ONCE))) == ["code-over"] * (AT_ONCE - 1) + ["taken"]


def test_an_authorisation_used_twice_at_once_is_good_for_one(core: Core, town: Municipality) -> None:
    person, _proof = signed_in(core, town)
    with core.database.work(town) as work:
        row, _code = authorising.allow(work, core.codes, person, "Νίκος", "", 5, "web", core.clock.now())
        wanted = row.id
    requests = [file_one(core, town).id for _each in range(4)]

    def use(request: int) -> bool:
        with core.database.work(town) as work:
            if not authorising.still_good(work, wanted, "street-light", core.clock.now()):
                return False
            authorising.use(work, wanted, request, core.clock.now())
            return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(use, requests)) == [False, False, False, True]


def test_first_logins_at_once_end_as_one_person(core: Core, town: Municipality) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _number: signed_in(core, town), range(4)))
    found = {signed_in(core, town)[0], signed_in(core, town)[0]}
    assert len(found) == 1
