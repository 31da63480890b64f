"""The routing rules at the desk: written, put in order, switched off, tried out, and obeyed."""

import pytest

from core.bootstrap import Core
from core.municipalities.model import Municipality
from core.requests import dossier
from core.routing import store
from core.staff.roles import Role
from tests.channels.desk.conftest import Desk, Opener
from tests.filed import MOBILE
from tests.talking import Talker
from tests.templates.parsed import parse

HERE = "/desk/routing"


@pytest.fixture
def chief(desk: Opener) -> Desk:
    return desk("eleni", Role.SUPERVISOR)


def rules(core: Core, town: Municipality) -> list[tuple[int, str, bool]]:
    with core.database.reading(town) as work:
        return [(rule.id, rule.note, rule.active) for rule in store.rules_of(work)]


def test_a_rule_is_written_obeyed_at_once_and_named_by_what_it_brought(
    core: Core, town: Municipality, desk: Opener, chief: Desk
) -> None:
    maria = desk("maria")
    fields = {"service": "street-light", "district": "centre", "words": "", "department": "", "person": str(maria.account)}
    assert "The rule is added" in chief.follow(chief.post(HERE, note="Centre to Maria", **fields)).text
    filed = Talker(core, town, contact=MOBILE).file("ΛΑΜΠΑ Ασκληπιού 12", "1", "-", "όχι", "1").reference
    with core.database.reading(town) as work:
        request = dossier.one(work, filed)
    assert (request.department, request.assigned_to, request.district) == ("lighting", maria.account, "centre")
    page = chief.get(f"/desk/requests/{filed}").text
    for words in ("Centre to Maria", "Maria", "Centre"):
        assert words in page
    assert "Brought here by the rule" in maria.get(f"/desk/requests/{filed}").text


def test_the_tester_says_which_rule_fires_and_why_others_do_not(
    core: Core, town: Municipality, desk: Opener, chief: Desk
) -> None:
    desk("maria")
    chief.post(HERE, service="waste", department="cleaning", note="Waste")
    chief.post(HERE, district="south", department="roads", note="South")
    chief.post(HERE, words="κολώνα*, στύλος", department="roads", note="Poles")
    chief.post(HERE, service="street-light", department="traffic", note="Later")
    page = chief.get(f"{HERE}/test?service=street-light&place=Asklipiou+3&said=epese+o+stilos").text
    assert "It would go to Roads" in page
    assert "The place lies in Centre." in page
    for words in ("Waste: is for another service", "South: is for another district"):
        assert words in page
    assert "Later" not in page
    assert parse(page).unbalanced == []
    other = chief.get(f"{HERE}/test?service=street-light&place=Asklipiou+3&said=den+anavei").text
    assert "Poles: its words were not said" in other
    assert "It would go to Municipal Police" in other
    assert "Choose a service." in chief.get(f"{HERE}/test?place=x").text


def test_rules_are_moved_switched_off_and_changed(core: Core, town: Municipality, chief: Desk) -> None:
    for note in ("One", "Two", "Three"):
        chief.post(HERE, service="waste", department="cleaning", note=note)
    ids = [one[0] for one in rules(core, town)]
    chief.post(f"{HERE}/{ids[2]}/move", to="up")
    chief.post(f"{HERE}/{ids[0]}/move", to="up")
    chief.post(f"{HERE}/{ids[1]}/switch", to="off")
    assert [one[1:] for one in rules(core, town)] == [("One", True), ("Three", True), ("Two", False)]
    assert parse(chief.get(HERE).text).unbalanced == []
    assert 'value="One"' in chief.get(f"{HERE}/{ids[0]}").text
    chief.post(f"{HERE}/{ids[0]}", service="tree", department="green", note="Trees")
    assert rules(core, town)[0][1] == "Trees"
    assert chief.post(f"{HERE}/{ids[0]}", service="", department="green", note="Nothing").status_code == 422
    assert chief.get(f"{HERE}/123").status_code == 404


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"department": "roads"}, "service"),
        ({"service": "waste"}, "department"),
        ({"service": "waste", "department": "nowhere"}, "department"),
        ({"district": "moon", "department": "roads"}, "district"),
        ({"words": "!!", "department": "roads"}, "words"),
        ({"service": "waste", "person": "123"}, "person"),
    ],
)
def test_a_rule_that_leads_nowhere_is_refused_with_what_was_typed(
    core: Core, town: Municipality, chief: Desk, fields: dict[str, str], field: str
) -> None:
    answer = chief.post(HERE, note="My rule", **fields)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert 'value="My rule"' in answer.text
    assert rules(core, town) == []


def test_a_rule_names_nobody_who_does_not_work_there(core: Core, town: Municipality, desk: Opener, chief: Desk) -> None:
    maria = desk("maria")
    answer = chief.post(HERE, service="waste", department="cleaning", person=str(maria.account))
    assert answer.status_code == 422
    assert "Maria does not work in Cleaning and Recycling." in answer.text
