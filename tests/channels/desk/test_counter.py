"""The counter: a visitor is served on one page, and the request is like any other."""

from sqlalchemy import func, select

from core.bootstrap import Core
from core.dialogue.tables import ConversationRow, TurnRow
from core.municipalities.model import Municipality
from core.requests import dossier
from core.requests.tables import Event, Request
from tests.channels.desk.conftest import Opener, between
from tests.channels.desk.serving import LAMP, OUT, TREE, events, form_of, requests, send, serve


def test_a_visitor_is_served_by_menu_number_up_to_the_receipt(core: Core, town: Municipality, desk: Opener) -> None:
    here = desk()
    page = here.follow(here.post("/desk/counter", words="11"))
    receipt = here.follow(send(here, page.text, **OUT)).text
    one = requests(core, town)[0]
    assert (one.channel, one.service, one.place, one.state) == ("desk", "street-light", "Ασκληπιού 12", "received")
    assert f"{one.reference[:3]}\u00a0{one.reference[3:6]}" in receipt
    assert "Next visitor" in receipt


def test_the_history_says_which_clerk_typed(core: Core, town: Municipality, desk: Opener) -> None:
    here = desk()
    serve(here)
    with core.database.reading(town) as work:
        assert work.session.scalars(select(Event.actor)).all() == [f"staff:{here.account}"]
        found = dossier.collect(work, work.session.scalars(select(Request)).one(), None)
    assert found.people == {here.account: "Maria"}
    assert [turn.channel for turn in found.turns] == ["desk"] * len(found.turns)


def test_every_wrong_answer_is_named_with_its_field_and_nothing_typed_is_lost(
    core: Core, town: Municipality, desk: Opener
) -> None:
    here = desk()
    sent = send(here, here.get(f"{LAMP}?new=1").text, **{"q-place": "1", "q-pole": "many", "q-tell_by": "none"})
    assert sent.status_code == 422
    for key in ("place", "fault", "pole"):
        assert f'<a href="#q-{key}">' in sent.text
        assert f'id="q-{key}-error"' in sent.text
    fields = form_of(sent.text).fields
    assert (fields["q-place"], fields["q-pole"], fields["q-tell_by"]) == ("1", "many", "none")
    assert requests(core, town) == []
    assert here.follow(send(here, sent.text, **OUT | {"q-pole": "12"})).status_code == 200
    assert len(requests(core, town)) == 1


def test_an_answer_that_is_kept_is_not_said_again(core: Core, town: Municipality, desk: Opener) -> None:
    here = desk()
    sent = send(here, here.get(f"{LAMP}?new=1").text, **OUT | {"q-pole": "many"})
    send(here, sent.text, **{"q-pole": "12"})
    with core.database.reading(town) as work:
        assert work.session.scalars(select(TurnRow.said)).all().count("Ασκληπιού 12") == 1


def test_a_question_that_an_answer_makes_apply_is_shown_before_anything_is_sent(
    core: Core, town: Municipality, desk: Opener
) -> None:
    here = desk()
    page = here.get(f"{TREE}?new=1").text
    hidden = form_of(page).fields["asked"].split()
    sent = send(here, page, **{"q-place": "Ασκληπιού 12", "q-matter": "felling", "q-tell_by": "none"})
    assert sent.status_code == 200
    new = set(form_of(sent.text).fields["asked"].split()) - set(hidden)
    assert len(new) == 1
    assert requests(core, town) == []
    assert form_of(sent.text).fields["q-place"] == "Ασκληπιού 12"
    here.follow(send(here, sent.text, **{f"q-{new.pop()}": "Είναι σάπιο και γέρνει"}))
    assert len(requests(core, town)) == 1


def test_a_question_that_was_filled_in_at_once_costs_no_second_page(core: Core, town: Municipality, desk: Opener) -> None:
    here = desk()
    filled = OUT | {"q-tell_by": "text", "q-tell_phone": "6900000161"}
    assert "tell_phone" not in form_of(here.get(f"{LAMP}?new=1").text).fields["asked"].split()
    assert send(here, here.get(f"{LAMP}?new=1").text, **filled).status_code == 303
    assert [one.tell_to for one in requests(core, town)] == ["+306900000161"]


def test_a_question_that_applies_no_more_leaves_no_answer(core: Core, town: Municipality, desk: Opener) -> None:
    here = desk()
    sent = send(here, here.get(f"{TREE}?new=1").text, **{"q-place": "Ασκληπιού 12", "q-matter": "felling", "q-tell_by": "none"})
    here.follow(send(here, sent.text, **{"q-matter": "pruning", "q-reason": "Είναι σάπιο"}))
    with core.database.reading(town) as work:
        kept = dossier.collect(work, work.session.scalars(select(Request)).one(), core.catalogue(town).get("tree"))
    assert {one.key for one in kept.answers} == {"place", "matter"}


def test_everything_is_read_back_before_it_is_sent_where_the_clerk_wants_to(core: Core, town: Municipality, desk: Opener) -> None:
    here = desk()
    sent = send(here, here.get(f"{LAMP}?new=1").text, **OUT, command="check")
    assert "Check with the visitor" in sent.text
    assert requests(core, town) == []
    here.follow(send(here, sent.text))
    assert len(requests(core, town)) == 1


def test_the_next_visitor_sees_nothing_of_the_one_before(core: Core, town: Municipality, desk: Opener) -> None:
    here = desk()
    here.post("/desk/counter/-/visitor", phone="691 234 5678", by="telephone", language="en")
    half = send(here, here.get(f"{LAMP}?new=1").text, **{"q-place": "Ασκληπιού 12"})
    assert "no-store" in half.headers["Cache-Control"]
    here.post("/desk/counter/-/next")
    for path in (LAMP, "/desk/counter"):
        page = here.get(path)
        assert "no-store" in page.headers["Cache-Control"]
        assert "691" not in between(page.text, "<main", "</main>")
        assert 'value="Ασκληπιού 12"' not in page.text
    assert '<html lang="el">' in serve(here)


def test_the_receipt_is_gone_with_its_visitor(desk: Opener) -> None:
    here = desk()
    serve(here)
    assert "Receipt" in here.get(f"{LAMP}/receipt").text or "Απόδειξη" in here.get(f"{LAMP}/receipt").text
    here.post("/desk/counter/-/next")
    assert here.get(f"{LAMP}/receipt").status_code == 303
    assert "th-code" not in here.get(LAMP).text


def test_two_clerks_serve_two_visitors_apart(core: Core, town: Municipality, desk: Opener) -> None:
    maria, nikos = desk("maria"), desk("nikos")
    send(maria, maria.get(f"{LAMP}?new=1").text, **{"q-place": "Ασκληπιού 12"})
    assert 'value="Ασκληπιού 12"' not in nikos.get(LAMP).text
    with core.database.reading(town) as work:
        sessions = work.session.scalars(select(ConversationRow.session)).all()
    assert [one.split("|")[0] for one in sessions] == [str(maria.account)]


def test_another_clerk_at_the_same_browser_has_another_visitor(core: Core, town: Municipality, desk: Opener) -> None:
    desk("nikos")
    maria = desk("maria")
    page = maria.get(f"{LAMP}?new=1").text
    send(maria, page, **{"q-place": "Ασκληπιού 12"})
    maria.sign_in("nikos@trikala.example")
    assert 'value="Ασκληπιού 12"' not in maria.get(LAMP).text
    assert send(maria, page, **OUT, csrf_token=maria.csrf).status_code == 409
    assert requests(core, town) == []


def test_a_page_of_the_visitor_before_files_nothing_and_keeps_what_was_typed(
    core: Core, town: Municipality, desk: Opener
) -> None:
    """Two tabs: in one the next visitor was called, while in the other the page of the one before still stands."""
    here = desk()
    page = here.get(f"{LAMP}?new=1").text
    here.post("/desk/counter/-/next")
    sent = send(here, page, **OUT)
    assert sent.status_code == 409
    assert "another visitor" in sent.text
    assert form_of(sent.text).fields["q-place"] == "Ασκληπιού 12"
    with core.database.reading(town) as work:
        assert work.execute(select(func.count()).select_from(TurnRow)).scalar() == 0
    here.follow(send(here, sent.text))
    assert len(requests(core, town)) == 1


def test_a_page_sent_twice_files_once(core: Core, town: Municipality, desk: Opener) -> None:
    here = desk()
    page = here.get(f"{LAMP}?new=1").text
    form = form_of(page)
    first = here.post(form.action, **form.fields | OUT)
    again = here.post(form.action, **form.fields | OUT)
    assert first.headers["Location"] == again.headers["Location"]
    assert len(requests(core, town)) == 1
    assert events(core, town) == ["filed"]


def test_a_page_sent_again_with_other_answers_shows_them_and_changes_nothing(
    core: Core, town: Municipality, desk: Opener
) -> None:
    here = desk()
    page = here.get(f"{LAMP}?new=1").text
    send(here, page, **{"q-place": "Ασκληπιού 12"})
    sent = send(here, page, **OUT | {"q-place": "Όθωνος 3"})
    assert sent.status_code == 409
    assert "sent before" in sent.text
    assert form_of(sent.text).fields["q-place"] == "Όθωνος 3"
    here.follow(send(here, sent.text))
    assert [one.place for one in requests(core, town)] == ["Όθωνος 3"]


def test_a_page_left_open_when_its_talk_was_filed_leads_to_the_receipt(core: Core, town: Municipality, desk: Opener) -> None:
    here = desk()
    send(here, here.get(f"{LAMP}?new=1").text, **{"q-place": "Ασκληπιού 12"})
    first, second = here.get(LAMP).text, here.get(LAMP).text
    here.follow(send(here, first, **OUT))
    assert "th-code" in here.follow(send(here, second, **OUT | {"q-fault": "broken"})).text
    assert len(requests(core, town)) == 1


def test_the_same_visitor_has_the_same_service_twice(core: Core, town: Municipality, desk: Opener) -> None:
    here = desk()
    serve(here)
    serve(here, filled=OUT | {"q-place": "Όθωνος 3"})
    assert [one.place for one in requests(core, town)] == ["Ασκληπιού 12", "Όθωνος 3"]


def test_the_receipt_and_the_messages_are_in_the_visitors_language(core: Core, town: Municipality, desk: Opener) -> None:
    here = desk()
    here.post("/desk/counter/-/visitor", language="el")
    assert '<html lang="el">' in serve(here)
    here.post("/desk/counter/-/next")
    here.post("/desk/counter/-/visitor", language="en")
    assert '<html lang="en">' in serve(here)
    assert '<html lang="en">' in here.get(f"{LAMP}/receipt").text
    assert [one.language for one in requests(core, town)] == ["el", "en"]


def test_the_counter_serves_every_department_and_opens_only_ones_own(core: Core, town: Municipality, desk: Opener) -> None:
    here = desk("vera", service="waste")
    serve(here)
    one = requests(core, town)[0]
    assert here.get(f"/desk/requests?q={one.reference}").status_code == 200
    assert here.get(f"/desk/requests/{one.reference}").status_code == 404


def test_a_service_that_is_not_offered_any_more_keeps_what_was_typed(core: Core, town: Municipality, desk: Opener) -> None:
    here = desk()
    assert here.get("/desk/counter/no-such-service").status_code == 404
    sent = here.post("/desk/counter/no-such-service", **{"q-place": "Ασκληπιού 12", "visitor": "x"})
    assert sent.status_code == 404
    assert "Ασκληπιού 12" in sent.text
    assert requests(core, town) == []
