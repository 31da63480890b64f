"""Nothing that a clerk typed is lost: it is kept while they type, and when what they sent could not be done."""

import pytest

from channels.desk.sharing import FORMS
from core.bootstrap import Core
from core.municipalities.model import Municipality
from core.requests import actions, dossier
from core.requests.actions import CLAIM_LASTS
from core.requests.tables import Request
from core.staff.roles import Role
from tests.channels.desk.conftest import Desk, Opener, between
from tests.filed import file_one
from tests.stopped import Stopped
from tests.templates.parsed import parse

WORDS = "Το συνεργείο θα έρθει αύριο το πρωί."


@pytest.fixture
def path(core: Core, town: Municipality) -> str:
    return f"/desk/requests/{file_one(core, town).reference}"


def row(core: Core, town: Municipality, path: str) -> Request:
    with core.database.reading(town) as work:
        return dossier.one(work, path.rpartition("/")[2])


def seen(here: Desk, path: str) -> str:
    return between(here.get(path).text, 'name="seen" value="', '"')


def test_the_page_keeps_what_is_typed_and_keeps_the_claim_alive(
    core: Core, town: Municipality, desk: Opener, path: str, clock: Stopped
) -> None:
    here = desk()
    here.post(f"{path}/claim")
    at = seen(here, path)
    clock.move(minutes=29)
    answer = here.post(f"{path}/draft", action="reply", words=WORDS, seen=at)
    assert answer.status_code == 200
    assert answer.get_json() == {"saved": "Kept as a draft at 11:59.", "meanwhile": ""}
    assert row(core, town, path).claimed_until == clock.now() + CLAIM_LASTS
    page = here.get(path).text
    assert WORDS in page
    assert "You began something here: Write to the citizen" in page
    assert parse(page).unbalanced == []


def test_a_draft_is_used_and_is_gone_when_it_is_sent(desk: Opener, path: str) -> None:
    here = desk()
    here.post(f"{path}/draft", action="reply", words=WORDS, seen=seen(here, path))
    filled = here.get(f"{path}?draft=reply").text
    assert f">{WORDS}</textarea>" in filled
    assert here.post(f"{path}/reply", words=WORDS, seen=between(filled, 'name="seen" value="', '"')).status_code == 303
    assert "You began something here" not in here.get(path).text


def test_of_several_reasons_every_one_is_kept(core: Core, town: Municipality, desk: Opener) -> None:
    path, here = f"/desk/requests/{file_one(core, town, 'document-access', answers={}).reference}", desk("maria", Role.SUPERVISOR)
    here.post(f"{path}/draft", action="delay", words=WORDS, reasons=["papers", "load"], seen=seen(here, path))
    page = parse(here.get(f"{path}?draft=delay").text)
    ticked = [one for one in page.all("input") if one.attributes.get("name") == "reasons" and "checked" in one.attributes]
    assert [one.attributes["value"] for one in ticked] == ["papers", "load"]


def test_what_was_only_chosen_is_no_draft_and_no_key_of_ours_is_read_out(desk: Opener, path: str) -> None:
    here = desk()
    at = seen(here, path)
    here.post(f"{path}/draft", action="move", department="roads", words="", seen=at)
    assert "You began something here" not in here.get(path).text
    here.post(f"{path}/draft", action="move", department="roads", words=WORDS, seen=at)
    page = here.get(path).text
    draft = between(page, 'class="dk-draft"', "</section>")
    assert "You began something here: Give to another department" in page
    assert WORDS in draft
    assert "roads" not in draft
    filled = parse(here.get(f"{path}?draft=move").text)
    chosen = [one.attributes["value"] for one in filled.all("option") if "selected" in one.attributes]
    assert "roads" in chosen


def test_every_form_that_is_kept_has_a_name(desk: Opener, path: str) -> None:
    named = {one.attributes.get("data-draft") for one in parse(desk("maria", Role.SUPERVISOR).get(path).text).all("form")}
    assert named - {None} <= set(FORMS)


def test_a_note_that_was_sent_twice_is_one_note(desk: Opener, path: str) -> None:
    here, other = desk("maria"), desk("nikos")
    at = seen(here, path)
    for one in (here, here, other):
        assert one.post(f"{path}/note", words=WORDS, seen=at).status_code == 303
    assert here.act(path, "note", words=WORDS).status_code == 303
    # Hers once, the colleague's, and hers again on a page that had shown both.
    assert here.get(path).text.count(f">{WORDS}<") == 3


def test_a_draft_is_thrown_away_and_is_nobody_elses(desk: Opener, path: str) -> None:
    maria, nikos = desk("maria"), desk("nikos")
    maria.post(f"{path}/draft", action="note", words=WORDS, seen=seen(maria, path))
    assert WORDS not in nikos.get(path).text
    assert maria.post(f"{path}/drop-draft", action="note").status_code == 303
    assert WORDS not in maria.get(path).text


def test_a_supervisor_takes_over_and_the_clerk_sees_it_beside_what_they_typed(desk: Opener, path: str) -> None:
    maria, eleni = desk("maria"), desk("eleni", Role.SUPERVISOR)
    maria.post(f"{path}/claim")
    at = seen(maria, path)
    assert eleni.act(path, "take-over", words="The mayor asked").status_code == 303
    assert eleni.act(path, "reply", words="Τελείωσε σήμερα.").status_code == 303

    heard = maria.post(f"{path}/draft", action="reply", words=WORDS, seen=at).get_json()["meanwhile"]
    assert heard.startswith("Meanwhile:")
    assert "Eleni is working on this request." in heard
    answer = maria.post(f"{path}/reply", words=WORDS, seen=at)
    assert answer.status_code == 409
    assert WORDS in answer.text
    assert "Τελείωσε σήμερα." in answer.text
    # Closing the window loses nothing either.
    again = maria.get(path).text
    draft = between(again, 'class="dk-draft"', "</section>")
    for words in (WORDS, "Taken over", "Eleni", "The mayor asked", "Written to the citizen", "Τελείωσε σήμερα."):
        assert words in draft
    assert "It cannot be sent while a colleague is working on the request." in draft


def test_a_request_withdrawn_while_it_is_answered_keeps_the_answer(
    core: Core, town: Municipality, desk: Opener, path: str, clock: Stopped
) -> None:
    here = desk()
    at = seen(here, path)
    with core.database.work(town) as work:
        actions.withdraw(work, dossier.one(work, path.rpartition("/")[2]), actions.Actor("web"), clock.now())
    assert "Withdrawn by the citizen" in here.post(f"{path}/draft", action="reply", words=WORDS, seen=at).get_json()["meanwhile"]
    answer = here.post(f"{path}/reply", words=WORDS, seen=at)
    assert answer.status_code == 409
    page = here.get(path).text
    assert WORDS in page
    assert "Withdrawn by the citizen" in page
    assert "This cannot be sent any more." in page
    assert f"{path}?draft=reply" not in page


def test_what_is_refused_for_its_own_sake_is_no_draft(desk: Opener, path: str) -> None:
    here = desk()
    assert here.act(path, "close", words=WORDS, outcome="").status_code == 422
    assert "You began something here" not in here.get(path).text


def test_a_request_that_went_to_another_department_leaves_the_words_to_copy(
    core: Core, town: Municipality, desk: Opener, path: str
) -> None:
    here = desk()
    at = seen(here, path)
    with core.database.work(town) as work:
        dossier.one(work, path.rpartition("/")[2]).department = "cleaning"
    answer = here.post(f"{path}/reply", words=WORDS, seen=at)
    assert answer.status_code == 404
    assert f">{WORDS}</textarea>" in answer.text
    assert here.post(f"{path}/draft", action="reply", words=WORDS, seen=at).get_json() == {
        "saved": "",
        "meanwhile": "There is no such request in your departments.",
    }


def test_the_script_comes_from_here_and_its_forms_say_their_names(desk: Opener, path: str) -> None:
    page = parse(desk().get(path).text)
    assert [one.attributes["src"] for one in page.all("script")] == ["/static/desk-drafts.js"]
    named = [one.attributes["data-draft"] for one in page.all("form") if "data-draft" in one.attributes]
    assert {"reply", "note", "ask", "close", "split"} <= set(named)
