"""The counter's one box: what it finds, what it starts, and who is served."""

import pytest

from core.bootstrap import Core
from core.municipalities.model import Municipality
from tests.channels.desk.conftest import Opener, between
from tests.channels.desk.serving import LAMP, events, form_of, requests, send
from tests.filed import MOBILE, file_one


def test_the_visitors_own_words_lead_to_the_service_with_its_place(desk: Opener) -> None:
    here = desk()
    sent = here.post("/desk/counter", words="ΚΑΜΕΝΗ ΛΑΜΠΑ ΑΣΚΛΗΠΙΟΥ 12")
    assert sent.headers["Location"] == LAMP
    assert "ασκληπιου 12" in form_of(here.follow(sent).text).fields["q-place"].lower()


@pytest.mark.parametrize("words", ["", " ", "ξξξψψψ"])
def test_what_leads_nowhere_is_said_so_with_the_list(desk: Opener, words: str) -> None:
    sent = desk().post("/desk/counter", words=words)
    assert sent.status_code == 422
    assert "There is a problem" in sent.text
    assert LAMP in sent.text


def test_a_half_done_visitor_goes_on_with_a_code_and_earlier_answers_are_seen_at_the_check_only(
    core: Core, town: Municipality, desk: Opener
) -> None:
    maria, nikos = desk("maria"), desk("nikos")
    given = send(maria, maria.get(f"{LAMP}?new=1").text, **{"q-place": "Ασκληπιού 12"}, command="code")
    code = "".join(mark for mark in between(given.text, "th-code", "</p>").partition(">")[2] if mark.isdigit())[:8]
    page = nikos.follow(nikos.post("/desk/counter", words=code))
    assert "Ασκληπιού" not in between(page.text, "<h1", "<datalist")
    sent = send(nikos, page.text, **{"q-fault": "out", "q-tell_by": "none"})
    assert "Ασκληπιού 12" in between(sent.text, "Check with the visitor", "</section>")
    assert requests(core, town) == []
    nikos.follow(send(nikos, sent.text))
    assert [one.place for one in requests(core, town)] == ["Ασκληπιού 12"]


def test_a_reference_opens_its_request_and_anothers_department_is_not_found(core: Core, town: Municipality, desk: Opener) -> None:
    one = file_one(core, town)
    sent = desk().post("/desk/counter", words=one.reference)
    assert sent.headers["Location"] == f"/desk/requests/{one.reference}"
    other = desk("vera", service="waste").post("/desk/counter", words=one.reference)
    assert other.status_code == 422
    assert "Nothing was found" in other.text


def test_a_telephone_number_shows_its_open_requests_and_stands_in_the_forms_until_the_next_visitor(
    core: Core, town: Municipality, desk: Opener
) -> None:
    one, closed = file_one(core, town), file_one(core, town)
    here = desk()
    here.act(f"/desk/requests/{closed.reference}", "close", outcome="done", words="Mended.", done="Mended.", sure="yes")
    found = here.post("/desk/counter", words="691 234 5678").text
    assert f"/desk/requests/{one.reference}" in found
    assert f"/desk/requests/{closed.reference}" not in found
    fields = form_of(here.get(f"{LAMP}?new=1").text).fields
    assert (fields["q-tell_by"], fields["q-tell_phone"]) == ("text", MOBILE)
    here.follow(send(here, here.get(f"{LAMP}?new=1").text, **{"q-place": "Ασκληπιού 12", "q-fault": "out"}))
    filed = requests(core, town)[-1]
    assert (filed.contact, filed.tell_by, filed.tell_to) == (MOBILE, "text", MOBILE)
    here.post("/desk/counter/-/next")
    assert MOBILE not in here.get(f"{LAMP}?new=1").text


def test_that_it_was_asked_by_telephone_is_in_the_history(core: Core, town: Municipality, desk: Opener) -> None:
    here = desk()
    here.post("/desk/counter/-/visitor", phone="24310 12345", by="telephone")
    page = here.get(f"{LAMP}?new=1").text
    assert form_of(page).fields["q-tell_by"] == "call"
    here.follow(send(here, page, **{"q-place": "Ασκληπιού 12", "q-fault": "out"}))
    assert events(core, town) == ["filed", "called"]
    assert "Asked for by telephone" in here.get(f"/desk/requests/{requests(core, town)[0].reference}").text


def test_a_number_that_is_none_is_said_so(desk: Opener) -> None:
    sent = desk().post("/desk/counter/-/visitor", phone="12", by="telephone")
    assert sent.status_code == 422
    assert 'value="12"' in sent.text


def test_the_keys_can_be_switched_off_and_stay_so(desk: Opener) -> None:
    here = desk()
    assert "data-keys" in here.get("/desk/counter").text
    here.post("/desk/counter/-/keys", keys="off")
    here.post("/desk/counter/-/next")
    assert "data-keys" not in here.get("/desk/counter").text
    here.post("/desk/counter/-/keys", keys="on")
    assert "data-keys" in here.get("/desk/counter").text


def test_words_that_may_be_about_several_services_offer_them_on_the_same_page(desk: Opener) -> None:
    page = desk().post("/desk/counter", words="κλαδιά").text
    offered = between(page, 'id="offers"', "</section>")
    assert offered.count("?new=1") > 1
    assert offered.count("autofocus") == 1
    assert 'value="κλαδιά"' in page
