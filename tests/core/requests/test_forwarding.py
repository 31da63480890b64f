"""Other departments and other bodies: who is told, what stays, and that we go on watching."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.bootstrap import Core
from core.errors import Conflict, InvalidAnswer
from core.messages.tables import Message
from core.municipalities.bodies import directory
from core.municipalities.model import Municipality
from core.requests import actions
from core.requests.moves import State
from core.staff import accounts
from core.staff.accounts import NewMember
from core.staff.roles import Role
from tests.stopped import Stopped
from tests.worked import MARIA, Worked, worked


@pytest.fixture
def light(core: Core, town: Municipality, clock: Stopped) -> Worked:
    return worked(core, town, clock)


def forward(one: Worked, body: str = "traffic-police", words: str = "Είναι θέμα της Τροχαίας.") -> None:
    one.do(lambda work, request: actions.forward(work, request, MARIA, directory(one.town)[body], words, one.now))


def to_staff(one: Worked) -> list[str]:
    with one.core.database.reading(one.town) as work:
        return list(work.session.scalars(select(Message.to).where(Message.purpose == "staff").order_by(Message.id)))


def test_another_department_gets_it_with_the_reason_and_the_citizen_is_told_at_once(light: Worked) -> None:
    before = light.look().request.due_on
    light.do(lambda work, request: actions.move(work, request, MARIA, "roads", "Το φανάρι, όχι η λάμπα.", light.now))
    found = light.look()
    assert (found.request.department, found.request.due_on, found.request.claimed_by) == ("roads", before, None)
    assert found.events[-1].code == "lighting>roads"
    assert found.events[-1].body["words"] == "Το φανάρι, όχι η λάμπα."
    assert len(found.messages) == 1
    assert "Τμήμα Οδοποιίας και Κυκλοφορίας" in found.messages[0].body
    assert "Το φανάρι" not in found.messages[0].body


@pytest.mark.parametrize("department", ["lighting", "no-such", ""])
def test_it_goes_to_no_department_that_is_not_another_one(light: Worked, department: str) -> None:
    with pytest.raises(InvalidAnswer):
        light.do(lambda work, request: actions.move(work, request, MARIA, department, "Γιατί.", light.now))
    assert light.messages == ()


def test_another_body_gets_it_and_the_citizen_hears_how_to_reach_it(light: Worked) -> None:
    before = light.look().request.due_on
    forward(light)
    found = light.look()
    assert (found.request.state, found.request.forwarded_to) == (State.FORWARDED, "traffic-police")
    assert (found.request.due_on, found.request.watch_on) == (before, light.today + timedelta(days=10))
    assert "Τροχαία: +302431000090" in found.messages[0].body


def test_of_a_body_that_nobody_knows_how_to_reach_nothing_is_invented(light: Worked) -> None:
    forward(light, "region", "Ο δρόμος είναι της Περιφέρειας.")
    assert light.messages[0].body.rstrip().endswith("Ο δρόμος είναι της Περιφέρειας.")
    assert light.look().request.watch_on == light.today + timedelta(days=15)


def test_its_clerk_is_reminded_once_to_ask_again_and_once_more_after_that_day(core: Core, light: Worked) -> None:
    new = NewMember("lampros@trikala.example", "Lampros", Role.CLERK, ("lighting",))
    accounts.add(core.database, light.town, new, light.now)
    forward(light)
    light.a_day(9)
    assert "watch" not in light.kinds
    light.a_day(2)
    light.a_day()
    assert light.kinds.count("watch") == 1
    assert to_staff(light) == ["lampros@trikala.example"]
    assert light.look().request.state == State.FORWARDED
    until = light.today + timedelta(days=5)
    light.do(lambda work, request: actions.wait_on(work, request, MARIA, "Ρώτησα ξανά.", until, light.now))
    light.a_day(4)
    assert light.kinds.count("watch") == 1
    light.a_day()
    assert light.kinds.count("watch") == 2


def test_what_was_taken_back_is_watched_no_more(light: Worked) -> None:
    forward(light)
    light.do(lambda work, request: actions.take_back(work, request, MARIA, "Το έστειλαν πίσω.", light.now))
    light.a_day(20)
    assert "watch" not in light.kinds
    found = light.look().request
    assert (found.state, found.forwarded_to, found.watch_on) == (State.IN_PROGRESS, "", None)
    with pytest.raises(Conflict):
        light.do(lambda work, request: actions.take_back(work, request, MARIA, "Ξανά.", light.now))


def test_the_day_of_asking_again_lies_ahead(light: Worked) -> None:
    forward(light)
    with pytest.raises(InvalidAnswer):
        light.do(lambda work, request: actions.wait_on(work, request, MARIA, "Ρώτησα.", light.today, light.now))
