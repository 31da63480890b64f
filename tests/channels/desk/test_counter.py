"""The counter: a clerk types, a visitor is served, and the request is like any other."""

import pytest
from sqlalchemy import select

from core.bootstrap import Core
from core.dialogue.tables import ConversationRow
from core.municipalities.model import Municipality
from core.requests import dossier
from core.requests.tables import Event, Request
from tests.channels.desk.conftest import Desk, Opener, between

LAMP = "/desk/counter/street-light"


def answer(desk: Desk, path: str, **fields: str) -> str:
    """Answer the question of the page that is open, as its form asks; gives the next page."""
    page = desk.get(path).text
    hidden = {name: between(page, f'name="{name}" value="', '"') for name in ("turn", "question", "begins")}
    sent = desk.post(path, **{name: value for name, value in hidden.items() if value} | fields)
    return desk.follow(sent).text if sent.status_code == 303 else sent.text


def serve(desk: Desk, place: str = "Ασκληπιού 12") -> str:
    """Talk a street light through; gives the receipt."""
    answer(desk, f"{LAMP}?new=1", answer=place)
    answer(desk, LAMP, answer="out")
    answer(desk, LAMP, command="skip")
    answer(desk, LAMP, command="skip")
    answer(desk, LAMP, answer="none")
    return answer(desk, LAMP, command="send")


def requests(core: Core, town: Municipality) -> list[Request]:
    with core.database.reading(town) as work:
        return list(work.session.scalars(select(Request).order_by(Request.id)))


def test_a_visitor_is_served_by_menu_number_up_to_the_receipt(core: Core, town: Municipality, desk: Opener) -> None:
    here = desk()
    assert here.post("/desk/counter", words="11").headers["Location"] == LAMP
    receipt = serve(here)
    one = requests(core, town)[0]
    assert (one.channel, one.service, one.place) == ("desk", "street-light", "Ασκληπιού 12")
    assert f"{one.reference[:3]}\u00a0{one.reference[3:6]}" in receipt
    assert "Επόμενος επισκέπτης" in receipt or "Next visitor" in receipt


def test_the_history_says_which_clerk_typed(core: Core, town: Municipality, desk: Opener) -> None:
    here = desk()
    serve(here)
    with core.database.reading(town) as work:
        assert work.session.scalars(select(Event.actor)).all() == [f"staff:{here.account}"]
        found = dossier.collect(work, work.session.scalars(select(Request)).one(), None)
    assert found.people == {here.account: "Maria"}
    assert [turn.channel for turn in found.turns] == ["desk"] * len(found.turns)


def test_the_visitors_own_words_lead_to_the_service_with_its_place(desk: Opener) -> None:
    here = desk()
    sent = here.post("/desk/counter", words="ΚΑΜΕΝΗ ΛΑΜΠΑ ΑΣΚΛΗΠΙΟΥ 12")
    assert sent.headers["Location"] == LAMP
    assert "It is out" in here.follow(sent).text


@pytest.mark.parametrize("words", ["", " ", "ξξξψψψ"])
def test_what_leads_nowhere_is_said_so_with_the_list(desk: Opener, words: str) -> None:
    sent = desk().post("/desk/counter", words=words)
    assert sent.status_code == 422
    assert "There is a problem" in sent.text
    assert LAMP in sent.text


def test_a_wrong_answer_is_shown_again_with_what_was_wrong(desk: Opener) -> None:
    here = desk()
    text = answer(here, f"{LAMP}?new=1", answer="1")
    assert "Error:" in text
    assert 'value="1"' in text


def test_the_next_visitor_sees_nothing_of_the_one_before(core: Core, town: Municipality, desk: Opener) -> None:
    here = desk()
    answer(here, f"{LAMP}?new=1", answer="Ασκληπιού 12")
    assert "It is out" in here.get(LAMP).text
    here.post("/desk/counter/-/next")
    text = here.get(LAMP).text
    assert "It is out" not in text
    assert "Ασκληπιού 12" not in text


def test_two_clerks_serve_two_visitors_apart(core: Core, town: Municipality, desk: Opener) -> None:
    maria, nikos = desk("maria"), desk("nikos")
    answer(maria, f"{LAMP}?new=1", answer="Ασκληπιού 12")
    assert "It is out" not in nikos.get(LAMP).text
    with core.database.reading(town) as work:
        sessions = work.session.scalars(select(ConversationRow.session)).all()
    assert [one.split("|")[0] for one in sessions] == [str(maria.account)]


def test_the_receipt_and_the_messages_are_in_the_visitors_language(core: Core, town: Municipality, desk: Opener) -> None:
    here = desk()
    here.post("/desk/counter/-/language", language="el")
    assert '<html lang="el">' in serve(here)
    here.post("/desk/counter/-/next")
    here.post("/desk/counter/-/language", language="en")
    assert '<html lang="en">' in serve(here)
    assert [one.language for one in requests(core, town)] == ["el", "en"]


def test_the_counter_serves_every_department_and_opens_only_ones_own(core: Core, town: Municipality, desk: Opener) -> None:
    here = desk("vera", service="waste")
    serve(here)
    one = requests(core, town)[0]
    assert here.get(f"/desk/requests?q={one.reference}").status_code == 200
    assert here.get(f"/desk/requests/{one.reference}").status_code == 404


def test_a_service_that_is_not_offered_is_not_found(desk: Opener) -> None:
    here = desk()
    assert here.get("/desk/counter/no-such-service").status_code == 404
    assert here.post("/desk/counter/no-such-service", answer="x").status_code == 404
