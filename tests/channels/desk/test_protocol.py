"""The protocol at the desk: read by the day, searched, printed, given as a table; entered and voided by hand."""

import csv
import io

import pytest
from sqlalchemy import select

from core.bootstrap import Core
from core.dialogue.answers import Answer
from core.municipalities.model import Municipality
from core.requests.tables import ProtocolEntry
from core.staff.roles import Role
from tests.channels.desk.conftest import Desk, Opener, between
from tests.filed import file_one
from tests.stopped import Stopped
from tests.templates.parsed import parse

PAPER = {
    "direction": "in",
    "subject": "Ερώτημα για το υδραγωγείο",
    "party": "Περιφέρεια Θεσσαλίας",
    "precision": "ΕΜΠ",
    "external": "4512",
    "external_by": "Περιφέρεια",
    "answers": "",
}
APPLICANT = {"name": Answer("Ελένη Παππά")}


def enter(here: Desk, **more: str) -> object:
    turn = between(here.get("/desk/protocol").text, 'name="turn" value="', '"')
    return here.post("/desk/protocol", **({"turn": turn} | PAPER | more))


def entries(core: Core, town: Municipality) -> list[ProtocolEntry]:
    with core.database.reading(town) as work:
        return list(work.session.scalars(select(ProtocolEntry).order_by(ProtocolEntry.seq)))


def test_papers_and_letters_are_entered_by_hand(core: Core, town: Municipality, desk: Opener) -> None:
    here = desk()
    page = here.follow(enter(here))
    assert "Entered in the protocol under 2026/000001." in page.text
    enter(here, direction="out", subject="Απάντηση", external="", external_by="", answers="1")
    first, second = entries(core, town)
    assert (first.direction, first.party, first.precision, first.external) == ("in", "Περιφέρεια Θεσσαλίας", "ΕΜΠ", "4512")
    assert (second.direction, second.answers_year, second.answers_seq) == ("out", 2026, 1)
    assert second.entered_by == f"staff:{here.account}"


def test_the_same_page_sent_twice_enters_it_once(core: Core, town: Municipality, desk: Opener) -> None:
    here = desk()
    turn = between(here.get("/desk/protocol").text, 'name="turn" value="', '"')
    for _time in range(2):
        assert here.post("/desk/protocol", turn=turn, **PAPER).status_code == 303
    assert len(entries(core, town)) == 1


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"subject": " "}, "Write the subject."),
        ({"party": ""}, "Write who sent it, or to whom it goes."),
        ({"direction": "up"}, "Choose whether it came in or goes out."),
        ({"precision": "top"}, "Choose how closely it is kept."),
        ({"answers": "the other one"}, "Write a protocol number like 2026/000123."),
        ({"answers": "2026/99"}, "The protocol has no entry with this number."),
        ({"subject": "x" * 400}, "Write at most 300 characters."),
    ],
)
def test_what_is_missing_is_said_and_the_rest_stays(
    core: Core, town: Municipality, desk: Opener, wrong: dict[str, str], problem: str
) -> None:
    answer = enter(desk(), **wrong)
    assert answer.status_code == 422
    assert problem in answer.text
    assert 'value="4512"' in answer.text
    assert entries(core, town) == []


def test_a_day_is_shown_with_the_ways_to_the_days_around_it(desk: Opener, clock: Stopped) -> None:
    here = desk()
    here.follow(enter(here))
    clock.move(days=1)
    here.sign_in("maria@trikala.example")
    today = here.get("/desk/protocol").text
    assert "2026/000001" not in today
    assert 'href="/desk/protocol?day=2026-11-16"' in today
    before = here.get("/desk/protocol?day=2026-11-16").text
    assert "2026/000001" in before
    assert 'href="/desk/protocol?day=2026-11-17"' in before


@pytest.mark.parametrize("day", ["", "yesterday", "0001-01-01", "9999-12-31", "2026-13-40"])
def test_a_day_that_is_none_is_today(desk: Opener, day: str) -> None:
    here = desk()
    enter(here)
    assert "2026/000001" in here.get(f"/desk/protocol?day={day}").text
    if day:
        assert here.get(f"/desk/protocol/{day}/print").status_code == 404


@pytest.mark.parametrize("asked", ["ΥΔΡΑΓΩΓΕΙΟ", "2026/1", "4512", "περιφερεια"])
def test_a_years_entries_are_searched(desk: Opener, asked: str) -> None:
    here = desk()
    enter(here)
    assert "2026/000001" in here.get(f"/desk/protocol?q={asked}").text
    assert "2026/000001" not in here.get(f"/desk/protocol?q={asked.replace('2026', '2025')}&year=2025").text


@pytest.mark.parametrize("address", ["/desk/protocol", "/desk/protocol/2026-11-16/print", "/desk/protocol/2026-11-16.csv"])
def test_of_another_departments_request_number_time_and_subject_are_told(
    core: Core, town: Municipality, desk: Opener, address: str
) -> None:
    filed = file_one(core, town, "document-access", answers=APPLICANT)
    stranger, own = desk().get(address).text, desk("eleni", service="document-access").get(address).text
    for text in (stranger, own):
        assert "2026/000001" in text
        assert "Πρόσβαση σε δημόσια έγγραφα" in text
    assert "Ελένη Παππά" in own
    assert "Ελένη Παππά" not in stranger
    assert filed.reference not in stranger
    assert "ΠΔ" not in stranger.replace("(ΠΔ)", "").replace('value="ΠΔ"', "")


def test_another_towns_entries_are_not_here(core: Core, town: Municipality, other_town: Municipality, desk: Opener) -> None:
    file_one(core, other_town, "document-access", answers=APPLICANT)
    here = desk(role=Role.SUPERVISOR)
    assert "2026/000001" not in here.get("/desk/protocol").text
    assert here.get("/desk/protocol/2026/1/void").status_code == 404


def test_an_entry_is_void_with_a_reason_and_stays_struck_out(core: Core, town: Municipality, desk: Opener) -> None:
    here = desk(role=Role.SUPERVISOR)
    enter(here)
    assert "/desk/protocol/2026/1/void" in here.get("/desk/protocol").text
    assert here.post("/desk/protocol/2026/1/void", reason=" ").status_code == 422
    page = here.follow(here.post("/desk/protocol/2026/1/void", reason="Διπλή καταχώριση"))
    assert "<s>2026/000001</s>" in page.text
    assert "Διπλή καταχώριση · Maria, November 16, 2026, 11:30" in page.text
    assert here.post("/desk/protocol/2026/1/void", reason="Again").status_code == 409
    enter(here)
    assert [one.seq for one in entries(core, town)] == [1, 2]


def test_voiding_a_requests_entry_warns(core: Core, town: Municipality, desk: Opener) -> None:
    filed = file_one(core, town, "document-access")
    page = desk(role=Role.SUPERVISOR).get("/desk/protocol/2026/1/void").text
    assert "This is the entry of a request." in page
    assert f"/desk/requests/{filed.reference}" in page


def test_a_clerk_voids_nothing(core: Core, town: Municipality, desk: Opener) -> None:
    here = desk()
    enter(here)
    assert here.post("/desk/protocol/2026/1/void", reason="Mine").status_code == 403
    assert entries(core, town)[0].void_reason == ""


def test_a_day_on_paper_says_which_numbers_it_has(desk: Opener, town: Municipality, clock: Stopped) -> None:
    here = desk(role=Role.SUPERVISOR)
    for _each in range(3):
        enter(here)
    here.post("/desk/protocol/2026/2/void", reason="Διπλή καταχώριση")
    sheet = here.get("/desk/protocol/2026-11-16/print").text
    assert town.name.best("en")[0] in sheet
    assert "Protocol of November 16, 2026" in sheet
    assert "3 entries, numbers 2026/000001 to 2026/000003, 1 of them void." in sheet
    assert "This page was closed on November 16, 2026, 11:30." in sheet
    assert "there may be further entries" in sheet
    for words in ("ΕΙΣ", "ΕΜΠ", "Περιφέρεια Θεσσαλίας", "4512", "<s>2026/000002</s>"):
        assert words in sheet


def test_a_day_and_a_year_are_given_as_tables(desk: Opener) -> None:
    here = desk()
    enter(here, subject='=HYPERLINK("http://evil")')
    for span in ("2026-11-16", "2026"):
        answer = here.get(f"/desk/protocol/{span}.csv")
        assert answer.mimetype == "text/csv"
        rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
        assert rows[0][:3] == ["Number", "Date", "Time"]
        number, day, time, direction, subject, *_rest = rows[1]
        assert (number, day, time, direction) == ("2026/000001", "2026-11-16", "11:30", "ΕΙΣ")
        assert subject.startswith("'=")
    assert here.get("/desk/protocol/tomorrow.csv").status_code == 404


@pytest.mark.parametrize(
    "address", ["/desk/protocol", "/desk/protocol?q=1", "/desk/protocol/2026-11-16/print", "/desk/protocol/2026/1/void"]
)
def test_the_pages_are_sound_and_every_field_has_a_label(desk: Opener, address: str) -> None:
    here = desk(role=Role.SUPERVISOR)
    enter(here)
    page = parse(here.get(address).text)
    assert page.unbalanced == []
    assert len(page.ids) == len(set(page.ids))
    labelled = {one.attributes["for"] for one in page.all("label")}
    fields = [one for one in page.all("input", "textarea", "select") if one.attributes.get("type") != "hidden"]
    assert [one.attributes for one in fields if one.attributes.get("id") not in labelled] == []
    assert [one for one in page.elements if "style" in one.attributes or one.tag == "style"] == []
