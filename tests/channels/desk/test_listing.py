"""The queue as a page."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from core.bootstrap import Core
from core.municipalities.model import Municipality
from core.requests.tables import Request
from core.staff.roles import Role
from tests.channels.desk.conftest import Opener, between
from tests.filed import file_one
from tests.stopped import Stopped


def spaced(reference: str) -> str:
    return f"{reference[:3]}\u00a0{reference[3:6]}\u00a0{reference[6:]}"


def test_a_clerk_sees_their_departments_only_and_a_supervisor_all(core: Core, town: Municipality, desk: Opener) -> None:
    light, waste = file_one(core, town), file_one(core, town, "waste")
    clerk, supervisor = desk().get("/desk/requests").text, desk("eleni", Role.SUPERVISOR).get("/desk/requests").text
    assert (spaced(light.reference) in clerk, spaced(waste.reference) in clerk) == (True, False)
    assert spaced(light.reference) in supervisor
    assert spaced(waste.reference) in supervisor


def test_a_clerk_of_another_town_sees_none_of_it(core: Core, town: Municipality, other_town: Municipality, desk: Opener) -> None:
    one = file_one(core, town)
    there = desk("spyros", Role.SUPERVISOR, at=other_town)
    assert "There is nothing here." in there.get("/desk/requests").text
    assert there.get(f"/desk/requests/{one.reference}").status_code == 404
    for action in ("claim", "release", "take-over", "note", "reply", "ask", "forward", "take-back", "close", "told"):
        assert there.post(f"/desk/requests/{one.reference}/{action}", words="x", seen="1").status_code == 404
    assert "Nothing was found among the requests of your departments." in there.get(f"/desk/requests?q={one.reference}").text


def test_what_is_overdue_or_due_soon_is_said_in_words(core: Core, town: Municipality, desk: Opener, clock: Stopped) -> None:
    today = town.today(clock.now())
    for days in (-2, 0, 1, 3, 4):
        one = file_one(core, town)
        with core.database.work(town) as work:
            work.execute(update(Request).where(Request.id == one.id).values(due_on=today + timedelta(days=days)))
    text = desk().get("/desk/requests").text
    said = [words for words in ("2 days overdue", "due today", "due in 1 day", "due in 3 days") if words in text]
    assert len(said) == 4
    assert "due in 4 days" not in text
    assert text.index("2 days overdue") < text.index("due today") < text.index("due in 1 day")


def test_a_hundred_and_twenty_requests_are_read_page_by_page(core: Core, town: Municipality, desk: Opener) -> None:
    for _each in range(120):
        file_one(core, town)
    here, path, seen = desk(), "/desk/requests", []
    for rows in (50, 50, 20):
        text = here.get(path).text
        found = [line.partition('"')[0] for line in text.split('href="/desk/requests/')[1:]]
        assert len(found) == rows
        seen += found
        path = between(text, 'rel="next" href="', '"').replace("&amp;", "&")
    assert len(set(seen)) == 120
    assert path == ""
    assert "100+" in here.get("/desk/requests").text


def test_the_views_and_departments_filter(core: Core, town: Municipality, desk: Opener) -> None:
    light, waste = file_one(core, town), file_one(core, town, "waste")
    here = desk("eleni", Role.SUPERVISOR)
    here.post(f"/desk/requests/{waste.reference}/claim")
    mine = here.get("/desk/requests?view=mine").text
    assert (spaced(light.reference) in mine, spaced(waste.reference) in mine) == (False, True)
    cleaning = core.catalogue(town).services["waste"].department
    filtered = here.get(f"/desk/requests?department={cleaning}").text
    assert (spaced(light.reference) in filtered, spaced(waste.reference) in filtered) == (False, True)
    assert here.get("/desk/requests?view=nonsense&department=none&after=rubbish").status_code == 200


def test_a_filter_opens_no_other_department(core: Core, town: Municipality, desk: Opener) -> None:
    waste = file_one(core, town, "waste")
    cleaning = core.catalogue(town).services["waste"].department
    assert spaced(waste.reference) not in desk().get(f"/desk/requests?department={cleaning}").text


def test_who_has_a_request_in_hand_is_seen_by_others(core: Core, town: Municipality, desk: Opener) -> None:
    one = file_one(core, town)
    maria, nikos = desk("maria"), desk("nikos")
    maria.post(f"/desk/requests/{one.reference}/claim")
    assert "Maria" in nikos.get("/desk/requests").text
    assert "yours" in maria.get("/desk/requests").text


def test_a_search_for_one_number_opens_its_request(core: Core, town: Municipality, desk: Opener) -> None:
    one = file_one(core, town)
    here = desk()
    for asked in (one.reference, f" {spaced(one.reference)} ", "691 234 5678"):
        assert here.get(f"/desk/requests?q={asked}").headers["Location"] == f"/desk/requests/{one.reference}"
    file_one(core, town)
    assert here.get("/desk/requests?q=6912345678").status_code == 200


@pytest.mark.parametrize("asked", ["ΑΣΚΛΗΠΙΟΥ", "12 ασκληπιού", "ασκληπ"])
def test_a_search_for_words_of_a_place_finds_them_in_any_spelling(
    core: Core, town: Municipality, desk: Opener, asked: str
) -> None:
    one = file_one(core, town)
    file_one(core, town, "waste")
    assert desk().get(f"/desk/requests?q={asked}").headers["Location"] == f"/desk/requests/{one.reference}"


def test_a_search_for_words_that_no_place_has_finds_nothing(core: Core, town: Municipality, desk: Opener) -> None:
    file_one(core, town)
    here = desk()
    for asked in ("Κοραή", "ασκληπιού 13", "a%25b", "a_"):
        assert "Nothing was found" in here.get(f"/desk/requests?q={asked}").text


@pytest.mark.parametrize("asked", ["12", "%00", "😀" * 200])
def test_a_search_for_what_is_neither_number_nor_words_says_what_can_be_searched(desk: Opener, asked: str) -> None:
    answer = desk().get(f"/desk/requests?q={asked}")
    assert answer.status_code == 200
    assert "Search for a reference of nine digits" in answer.text


def test_a_search_finds_nothing_of_another_department(core: Core, town: Municipality, desk: Opener) -> None:
    waste = file_one(core, town, "waste")
    answer = desk().get(f"/desk/requests?q={waste.reference}")
    assert "Nothing was found among the requests of your departments." in answer.text
