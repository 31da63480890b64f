from dataclasses import replace

import pytest

from core.catalogue import Catalogue, catalogue_for
from core.dialogue.answers import Reply
from core.dialogue.service import ServiceForm
from core.municipalities import files
from core.text import Wording

MENU = {
    "11": "street-light",
    "12": "road-damage",
    "21": "waste",
    "22": "bulky-waste",
    "23": "abandoned-vehicle",
    "31": "tree",
    "32": "stray-animal",
    "33": "water-leak",
    "34": "complaint",
    "41": "document-access",
    "42": "pavement-tables",
    "43": "family-status",
}


@pytest.fixture
def catalogue() -> Catalogue:
    return catalogue_for(None, "trikala")


def test_menu_numbers_stay_what_the_posters_say(catalogue: Catalogue) -> None:
    for number, key in MENU.items():
        service = catalogue.by_menu(number)
        assert service is not None
        assert service.key == key
    assert catalogue.by_menu("19") is None
    assert catalogue.by_menu("") is None


def test_every_group_has_a_name_and_the_services_of_its_digit(catalogue: Catalogue) -> None:
    assert [group.digit for group in catalogue.groups] == ["1", "2", "3", "4", "5"]
    assert [service.key for service in catalogue.in_group("1")] == ["street-light", "road-damage"]
    assert {group.branch for group in catalogue.groups} == {"report", "papers"}


def test_the_call_back_is_in_no_menu(catalogue: Catalogue) -> None:
    call_back = catalogue.services["call-back"]
    assert call_back.form is ServiceForm.INTERNAL
    assert call_back not in catalogue.listed()
    assert [question.kind.name for question in call_back.questions] == ["phone", "words"]


def test_applications_are_formal_and_reports_are_not(catalogue: Catalogue) -> None:
    assert catalogue.services["document-access"].formal
    assert catalogue.services["pavement-tables"].formal
    assert not catalogue.services["street-light"].formal


def test_everything_is_offered_by_telephone_and_text(catalogue: Catalogue) -> None:
    assert catalogue.offered(frozenset({Reply.PICK, Reply.DIGITS, Reply.WORDS})) == catalogue.listed()


def test_a_telephone_is_not_asked_more_than_eight_questions(catalogue: Catalogue) -> None:
    assert all(len(service.questions) <= 8 for service in catalogue.listed())


def test_wording_is_plain_enough_to_be_read_aloud(catalogue: Catalogue) -> None:
    for service in catalogue.services.values():
        said: list[Wording] = [service.title, service.short, service.description]
        for question in service.questions:
            said += [question.ask, question.label, question.short, *(option.label for option in question.options)]
        for wording in said:
            assert set(wording.languages) == {"el", "en"}
            assert not any(mark in words for words in wording.languages.values() for mark in "/&%()[]…")


def test_information_says_where_the_paper_is_issued(catalogue: Catalogue) -> None:
    service = catalogue.services["family-status"]
    assert service.form is ServiceForm.INFORMATION
    assert service.mitos_id == "M955481"
    assert service.advice is not None
    assert "gov.gr" in service.advice.languages["el"]
    assert not service.questions


def test_legal_clocks_name_their_law(catalogue: Catalogue) -> None:
    for key, days in (("complaint", 50), ("document-access", 20), ("pavement-tables", 50)):
        clock = catalogue.services[key].clock
        assert clock is not None
        assert (clock.kind, clock.days) == ("calendar", days)
        assert "2690/1999" in clock.source


def test_services_whose_department_a_town_has_not_are_told() -> None:
    town = files.demonstration()[0]
    shipped = catalogue_for(None, town.key)
    lean = replace(town, departments=tuple(one for one in town.departments if one.key != "lighting"))
    assert shipped.homeless(town) == ()
    assert [one.key for one in shipped.homeless(lean)] == ["street-light"]
