"""Ready answers at the desk: who writes, who approves, and what a clerk finds in the form."""

import pytest
from sqlalchemy import update

from core.bootstrap import Core
from core.municipalities.model import Municipality
from core.requests.tables import Request
from core.staff.roles import Role
from core.wording import canned
from tests.channels.desk.conftest import Desk, Opener
from tests.filed import file_one
from tests.templates.parsed import parse

GREEK, ENGLISH = "Για το {reference}: πού ακριβώς, {employee};", "About {reference}: where exactly? {employee}"
FORM = {"title": "Where exactly", "deed": "ask", "outcome": "", "service": "", "text-el": GREEK, "text-en": ENGLISH}


@pytest.fixture
def editor(desk: Opener) -> Desk:
    return desk("sofia", Role.EDITOR)


@pytest.fixture
def supervisor(desk: Opener) -> Desk:
    return desk("eleni", Role.SUPERVISOR)


def the_one(core: Core, town: Municipality) -> int:
    with core.database.reading(town) as work:
        (one,) = canned.every(work)
        return one.id


def approved(core: Core, town: Municipality, editor: Desk, supervisor: Desk, **changed: str) -> int:
    assert editor.post("/desk/wording", **{**FORM, **changed}).status_code == 303
    one = the_one(core, town)
    assert "approved" in supervisor.follow(supervisor.post(f"/desk/wording/{one}/approve")).text
    return one


def test_an_editor_writes_and_a_supervisor_approves(core: Core, town: Municipality, editor: Desk, supervisor: Desk) -> None:
    page = editor.follow(editor.post("/desk/wording", **FORM))
    assert "Clerks can use it when another supervisor has approved it." in page.text
    assert "waits for approval" in page.text and "Sofia" in page.text
    assert "/approve" not in page.text
    one = the_one(core, town)
    assert editor.post(f"/desk/wording/{one}/approve").status_code == 403
    assert "/approve" in supervisor.get("/desk/wording").text
    assert "is approved, and clerks can use it" in supervisor.follow(supervisor.post(f"/desk/wording/{one}/approve")).text


def test_a_supervisor_does_not_approve_their_own(core: Core, town: Municipality, supervisor: Desk) -> None:
    supervisor.post("/desk/wording", **FORM)
    page = supervisor.follow(supervisor.post(f"/desk/wording/{the_one(core, town)}/approve"))
    assert "You wrote this yourself" in page.text and "waits for approval" in page.text


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(editor: Desk) -> None:
    answer = editor.post("/desk/wording", **{**FORM, "text-en": "About {number}"})
    assert answer.status_code == 422
    assert "There is no blank “{number}”." in answer.text
    assert 'href="#text-en"' in answer.text and "About {number}" in answer.text and GREEK in answer.text
    assert editor.post("/desk/wording", **{**FORM, "service": "no-such"}).status_code == 422


def test_a_language_that_is_missing_is_shown(editor: Desk) -> None:
    page = editor.follow(editor.post("/desk/wording", **{**FORM, "text-en": ""}))
    assert "It has no wording yet in: English." in page.text and "No wording yet in: English" in page.text


def test_the_page_is_sound(editor: Desk) -> None:
    editor.post("/desk/wording", **FORM)
    page = parse(editor.get("/desk/wording").text)
    assert page.unbalanced == []
    assert len(page.ids) == len(set(page.ids))
    labelled = {one.attributes["for"] for one in page.all("label")}
    fields = [one for one in page.all("input", "textarea", "select") if one.attributes.get("type") != "hidden"]
    assert [one.attributes for one in fields if one.attributes.get("id") not in labelled] == []


def test_an_answer_is_changed_and_taken_away(core: Core, town: Municipality, editor: Desk, supervisor: Desk) -> None:
    one = approved(core, town, editor, supervisor)
    assert "Where exactly" in editor.get(f"/desk/wording/{one}").text
    editor.post(f"/desk/wording/{one}", **{**FORM, "title": "Where"})
    assert "waits for approval" in editor.get("/desk/wording").text
    editor.post(f"/desk/wording/{one}/remove")
    assert editor.get(f"/desk/wording/{one}").status_code == 404


def test_a_clerk_finds_it_and_it_fills_the_form_in_the_citizens_language(
    core: Core, town: Municipality, desk: Opener, editor: Desk, supervisor: Desk
) -> None:
    editor.post("/desk/wording", **FORM)
    filed = file_one(core, town)
    here, path = desk(), f"/desk/requests/{filed.reference}"
    assert "Where exactly" not in here.get(path).text
    one = the_one(core, town)
    supervisor.post(f"/desk/wording/{one}/approve")
    assert f"{path}?canned={one}&amp;for=ask#ask" in here.get(path).text
    text = here.get(f"{path}?canned={one}&for=ask").text
    spaced = f"{filed.reference[:3]}\u00a0{filed.reference[3:6]}\u00a0{filed.reference[6:]}"
    assert f"Για το {spaced}: πού ακριβώς, Maria;" in text
    assert "parts as a text message" in text or "part as a text message" in text
    assert "Error:" not in text.partition("</title>")[0]


def test_without_the_citizens_language_nothing_takes_its_place(
    core: Core, town: Municipality, desk: Opener, editor: Desk, supervisor: Desk
) -> None:
    one = approved(core, town, editor, supervisor, **{"text-en": ""})
    filed = file_one(core, town)
    with core.database.work(town) as work:
        work.execute(update(Request).where(Request.id == filed.id).values(language="en"))
    here, path = desk(), f"/desk/requests/{filed.reference}"
    assert "not in the citizen's language" in here.get(path).text
    text = here.get(f"{path}?canned={one}&for=ask").text
    assert "has no wording in the citizen&#39;s language (English). Write it yourself." in text
    assert "πού ακριβώς" not in text


def test_a_blank_that_cannot_be_filled_is_said_and_not_sent(
    core: Core, town: Municipality, desk: Opener, editor: Desk, supervisor: Desk
) -> None:
    one = approved(core, town, editor, supervisor, deed="reply", **{"text-el": "Έως {until}.", "text-en": "By {until}."})
    here, path = desk(), f"/desk/requests/{file_one(core, town).reference}"
    text = here.get(f"{path}?canned={one}&for=reply").text
    assert "Something is still to be written in place of {until}." in text
    answer = here.act(path, "reply", words="Έως {until}.")
    assert answer.status_code == 422 and "in place of {until}" in answer.text


def test_an_answer_that_closes_brings_its_outcome(
    core: Core, town: Municipality, desk: Opener, editor: Desk, supervisor: Desk
) -> None:
    one = approved(core, town, editor, supervisor, deed="close", outcome="done", **{"text-el": "Έγινε στο {place}."})
    here, path = desk(), f"/desk/requests/{file_one(core, town).reference}"
    text = here.get(f"{path}?canned={one}&for=close").text
    assert 'value="done" checked' in text and "Έγινε στο Ασκληπιού 12." in text


@pytest.mark.parametrize(
    "asked", ["?canned=1&for=reply", "?canned=x&for=reply", "?canned=1&for=dance", f"?canned={'9' * 40}&for=ask"]
)
def test_an_answer_that_is_none_does_no_harm(core: Core, town: Municipality, desk: Opener, asked: str) -> None:
    here, path = desk(), f"/desk/requests/{file_one(core, town).reference}"
    assert here.get(path + asked).status_code == 200
