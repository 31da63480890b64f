"""Telling the citizen in time, at the desk: dates, other departments and bodies, more time, notices, files, recordings."""

import json

import pytest
from sqlalchemy import select, update

from core.bootstrap import Core
from core.catalogue import Catalogue
from core.messages import outbox
from core.messages.outbox import MessageState
from core.messages.tables import Job, Message
from core.municipalities.model import Municipality
from core.requests import access, actions, attachments, dossier
from core.requests.fetching import FETCH
from core.requests.tables import Attachment, Request
from core.staff.roles import Role
from tests.channels.desk.conftest import Desk, Opener, between
from tests.filed import file_one
from tests.stopped import Stopped


@pytest.fixture
def path(core: Core, town: Municipality) -> str:
    return f"/desk/requests/{file_one(core, town).reference}"


@pytest.fixture
def formal(core: Core, town: Municipality) -> str:
    return f"/desk/requests/{file_one(core, town, 'document-access', answers={}).reference}"


def request_of(core: Core, town: Municipality, path: str) -> Request:
    with core.database.reading(town) as work:
        return dossier.one(work, path.rpartition("/")[2])


def messages(core: Core, town: Municipality) -> list[Message]:
    with core.database.reading(town) as work:
        return list(work.session.scalars(select(Message).order_by(Message.id)))


def test_the_page_says_beforehand_whether_the_clock_stops(core: Core, town: Municipality, desk: Opener, path: str) -> None:
    assert "Meanwhile the time for our answer goes on: until November 23, 2026." in desk().get(path).text
    tables = file_one(core, town, "pavement-tables", answers={})
    with core.database.work(town) as work:
        work.execute(update(Request).where(Request.id == tables.id).values(state="received"))
    text = desk("nikos", service="pavement-tables").get(f"/desk/requests/{tables.reference}").text
    assert "Meanwhile the time for our answer stands still (Κανόνας του δήμου" in text


def test_a_question_has_the_day_that_the_clerk_chose(core: Core, town: Municipality, desk: Opener, path: str) -> None:
    here = desk()
    assert 'value="2026-12-01"' in here.get(path).text
    answer = here.act(path, "ask", words="Which pole?", until="2026-11-17")
    assert answer.status_code == 422
    assert "Choose a day from November 19, 2026 to January 15, 2027." in answer.text
    assert "Which pole?" in answer.text and 'href="#ask-until"' in answer.text
    answer = here.act(path, "ask", words="Which pole?", until="tomorrow")
    assert "Write a day, like 30/11/2026." in answer.text
    assert here.act(path, "ask", words="Which pole?", until="26/11/2026").status_code == 303
    assert str(request_of(core, town, path).asked_until) == "2026-11-26"


def test_what_a_citizen_answered_to_a_clerk_is_their_answer(core: Core, town: Municipality, desk: Opener, clock: Stopped) -> None:
    tables = file_one(core, town, "pavement-tables", answers={})
    with core.database.work(town) as work:
        work.execute(update(Request).where(Request.id == tables.id).values(state="received"))
    here, path = desk(service="pavement-tables"), f"/desk/requests/{tables.reference}"
    due = request_of(core, town, path).due_on
    here.act(path, "ask", words="The plan?")
    clock.move(days=10)
    here.sign_in("maria@trikala.example")
    page = here.follow(here.act(path, "answered", words="She brought it to the counter."))
    assert "the time runs again" in page.text
    found = request_of(core, town, path)
    assert found.state == "in_progress"
    assert found.due_on is not None and due is not None and found.due_on > due
    assert "The time stood still" in page.text


def test_another_department_gets_it_and_who_gave_it_sees_it_no_more(
    core: Core, town: Municipality, desk: Opener, path: str
) -> None:
    here, there = desk(), desk("roads", service="road-damage")
    answer = here.act(path, "move", department="roads", words="A traffic light")
    assert answer.headers["Location"] == "/desk/requests"
    assert "is with Roads now, and the citizen is told." in here.follow(answer).text
    assert here.get(path).status_code == 404
    text = there.get(path).text
    assert "Street Lighting → Roads" in text and "A traffic light" in text
    assert len(messages(core, town)) == 1


def test_a_supervisor_who_moves_a_request_stays_with_it(desk: Opener, path: str) -> None:
    here = desk("eleni", Role.SUPERVISOR)
    assert here.act(path, "move", department="roads", words="Theirs").headers["Location"] == path


@pytest.mark.parametrize(("action", "field"), [("move", "department"), ("forward", "body")])
def test_to_nobody_nothing_is_sent(core: Core, town: Municipality, desk: Opener, path: str, action: str, field: str) -> None:
    answer = desk().act(path, action, words="Long careful words", **{field: "nobody"})
    assert answer.status_code == 422
    assert "Long careful words" in answer.text and f'href="#{action}-{field}"' in answer.text
    assert f'id="{action}-{field}"' in answer.text
    assert messages(core, town) == []


def test_another_body_is_watched(core: Core, town: Municipality, desk: Opener, path: str, clock: Stopped) -> None:
    here = desk()
    page = here.follow(here.act(path, "forward", body="traffic-police", words="It is theirs"))
    assert "The request is with Traffic Police, and the citizen is told." in page.text
    assert "243\u00a0100\u00a00090" in page.text or "+302431000090" in page.text
    assert ">ask them again<" not in page.text
    clock.move(days=10)
    here.sign_in("maria@trikala.example")
    assert ">ask them again<" in here.get(path).text
    assert here.act(path, "wait-on", words="Asked again", until="2026-11-20").status_code == 422
    page = here.follow(here.act(path, "wait-on", words="Asked again", until="2026-12-10"))
    assert "You are reminded again on December 10, 2026." in page.text
    assert str(request_of(core, town, path).watch_on) == "2026-12-10"


def test_several_departments_are_offered_only_where_the_law_has_the_rule(
    core: Core, town: Municipality, desk: Opener, path: str
) -> None:
    here = desk("eleni", Role.SUPERVISOR)
    assert "Other departments must act too" not in here.get(path).text
    refused = here.act(path, "several", departments="roads", words="Why")
    assert "does not give more time for several departments" in refused.text
    complaint = f"/desk/requests/{file_one(core, town, 'complaint', answers={}).reference}"
    before = request_of(core, town, complaint).due_on
    answer = here.act(complaint, "several", departments=["roads", "cleaning"], words="Both must look")
    page = here.follow(answer)
    after = request_of(core, town, complaint).due_on
    assert before is not None and after is not None and after > before
    assert "Other departments must act too (Roads, Cleaning and Recycling), so the time is 10 days longer" in page.text
    assert "which departments?" not in page.text.lower()


def test_a_notice_of_delay_is_shown_before_it_is_sent(core: Core, town: Municipality, desk: Opener, formal: str) -> None:
    here = desk("maria", service="document-access")
    here.post("/desk/account", phone="2431 012345")
    text = here.get(formal).text
    assert 'value="Maria"' in text and 'value="2431012345"' in text
    assert "The law wants it five days ahead: by" in text
    until = between(text, 'id="delay-until" name="until" type="date" value="', '"')
    form = {"reasons": ["papers"], "words": "", "employee": "Maria", "phone": "2431012345", "until": until}
    shown = here.act(formal, "delay", **form)
    assert shown.status_code == 200
    assert "This is what the citizen will read" in shown.text
    assert "Περιμένουμε έγγραφα από άλλη υπηρεσία." in shown.text
    assert messages(core, town) == []
    changed = here.act(formal, "delay", **form, sure="no")
    assert 'value="papers" checked' in changed.text
    page = here.follow(here.act(formal, "delay", **form, sure="yes"))
    assert "The citizen is told that the answer comes by" in page.text
    found = request_of(core, town, formal)
    assert str(found.promised_on) == until
    assert [one.purpose for one in messages(core, town)] == ["delay"]
    assert "2431012345" in messages(core, town)[0].body


def test_a_notice_that_the_law_would_not_take_comes_back_with_what_was_typed(desk: Opener, formal: str) -> None:
    here = desk("maria", service="document-access")
    form = {"words": "", "employee": "Maria Long-Name", "phone": "2431012345", "until": "2027-01-11"}
    answer = here.act(formal, "delay", **form)
    assert answer.status_code == 422
    assert "Say why it takes longer" in answer.text and 'value="Maria Long-Name"' in answer.text
    assert 'href="#delay-reasons"' in answer.text and 'id="delay-reasons"' in answer.text


def test_a_late_notice_is_said_to_be_late_and_sent_all_the_same(
    core: Core, town: Municipality, desk: Opener, formal: str, clock: Stopped
) -> None:
    clock.move(days=30)
    here = desk("maria", service="document-access")
    assert "The time has ended already. The citizen should hear of it all the same." in here.get(formal).text
    form = {"reasons": "load", "words": "", "employee": "Maria", "phone": "2431012345", "until": "2027-01-29"}
    assert "The law wants this notice five days before" in here.act(formal, "delay", **form).text
    assert here.act(formal, "delay", **form, sure="yes").status_code == 303


def test_the_telephone_of_an_account_is_read_as_people_write_it(desk: Opener) -> None:
    here = desk()
    assert "Your telephone is kept." in here.follow(here.post("/desk/account", phone="24310 12345")).text
    assert 'value="+302431012345"' in here.get("/desk/account").text
    answer = here.post("/desk/account", phone="12")
    assert answer.status_code == 422 and 'value="12"' in answer.text
    here.post("/desk/account", phone="")
    assert "+302431012345" not in here.get("/desk/account").text


def test_the_hand_over_file_is_taken_on_paper_and_for_machines_and_it_is_logged(
    core: Core, town: Municipality, desk: Opener, path: str
) -> None:
    here = desk()
    paper = here.get(f"{path}/hand-over.pdf")
    assert (paper.status_code, paper.mimetype, paper.data[:4]) == (200, "application/pdf", b"%PDF")
    machine = here.get(f"{path}/hand-over.json")
    assert json.loads(machine.data)["request"]["reference"] == path.rpartition("/")[2]
    assert "Ασκληπιού" in machine.text
    assert machine.headers["Cache-Control"] == "private, no-store"
    with core.database.reading(town) as work:
        looked = access.looked(work, request_of(core, town, path).id)
    assert [what for _at, _who, what in looked] == ["hand-over", "hand-over"]
    assert "the hand-over file, 2 times" in here.get(path).text


def test_another_departments_hand_over_file_is_not_there(core: Core, town: Municipality, desk: Opener) -> None:
    waste = f"/desk/requests/{file_one(core, town, 'waste').reference}"
    here = desk()
    for ending in ("pdf", "json"):
        assert here.get(f"{waste}/hand-over.{ending}").status_code == 404


def lost(core: Core, town: Municipality, clock: Stopped) -> tuple[str, int]:
    with core.database.work(town) as work:
        one = attachments.attach(work, None, "place", "recording", "audio/wav", clock.now(), source="https://x/1")
        work.session.get_one(Attachment, (town.id, one)).state = "lost"
        work.session.get_one(Attachment, (town.id, one)).reason = "404"
    filed = file_one(core, town)
    with core.database.work(town) as work:
        work.execute(update(Attachment).where(Attachment.id == one).values(request_id=filed.id))
    return f"/desk/requests/{filed.reference}", one


def test_a_recording_that_could_not_be_fetched_says_why_and_is_tried_again(
    core: Core, town: Municipality, desk: Opener, clock: Stopped
) -> None:
    path, one = lost(core, town, clock)
    here = desk()
    text = here.get(path).text
    assert "could not be fetched (the provider has it no more)" in text
    assert "Ask the citizen to send it again" in text
    assert here.post(f"{path}/fetch-again", attachment=str(one)).status_code == 303
    with core.database.reading(town) as work:
        jobs = work.session.scalars(select(Job).where(Job.kind == FETCH)).all()
        assert [job.payload for job in jobs] == [{"attachment": one}]
        assert work.session.get_one(Attachment, (town.id, one)).state == "to_fetch"
    assert here.post(f"{path}/fetch-again", attachment=str(one)).status_code == 409
    assert here.post(f"{path}/fetch-again", attachment="1").status_code == 404


def test_a_message_is_told_step_by_step_with_why_it_failed(
    core: Core, town: Municipality, desk: Opener, path: str, clock: Stopped
) -> None:
    here = desk()
    here.act(path, "reply", words="Soon.")
    message = messages(core, town)[0].id
    with core.database.work(town) as work:
        outbox.receipt(work, message, MessageState.ACCEPTED, "", clock.move(minutes=1))
        outbox.receipt(work, message, MessageState.UNDELIVERED, "30003", clock.move(minutes=1))
    steps = between(here.get(path).text, "Step by step", "</ol>")
    assert steps.index("written") < steps.index("handed to the network") < steps.index("did not arrive")
    assert "reason: the telephone was switched off or out of reach (30003)" in steps


def test_why_a_message_was_not_sent_is_said_in_words(core: Core, town: Municipality, desk: Opener, path: str) -> None:
    here = desk()
    here.act(path, "reply", words="Soon.")
    with core.database.work(town) as work:
        row = work.session.get_one(Message, (town.id, messages(core, town)[0].id))
        row.state, row.reason = MessageState.UNCERTAIN, "restored"
    steps = between(here.get(path).text, "Step by step", "</ol>")
    assert "reason: it waited when the back-up was made" in steps


def test_a_request_withdrawn_while_it_is_being_answered_keeps_the_words(
    core: Core, town: Municipality, desk: Opener, path: str, clock: Stopped
) -> None:
    here: Desk = desk()
    seen = between(here.get(path).text, 'name="seen" value="', '"')
    with core.database.work(town) as work:
        actions.withdraw(work, dossier.one(work, path.rpartition("/")[2]), actions.Actor("web"), clock.now())
    for action in ("reply", "ask", "forward", "move", "several", "delay"):
        fields = {
            "department": "roads",
            "departments": "roads",
            "body": "region",
            "employee": "M",
            "phone": "2",
            "until": "2026-12-15",
        }
        answer = here.post(f"{path}/{action}", words="A long careful answer", seen=seen, **fields)
        assert answer.status_code == 409, action
        assert "A long careful answer" in answer.text, action
        assert "Withdrawn by the citizen" in answer.text
    assert messages(core, town) == []


def test_a_request_of_a_service_that_is_gone_is_still_worked(
    core: Core, town: Municipality, desk: Opener, path: str, clock: Stopped, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, due = desk(), request_of(core, town, path).due_on
    whole = core.catalogue(town)
    left = {key: one for key, one in whole.services.items() if key != "street-light"}
    smaller = Catalogue(left, whole.groups)
    monkeypatch.setattr("core.bootstrap.Core.catalogue", lambda _core, _town: smaller)
    text = here.get(path).text
    assert "This service is in the catalogue no more" in text
    assert "How the date was counted" in text
    assert here.act(path, "reply", words="Soon.").status_code == 303
    assert here.act(path, "ask", words="Where?").status_code == 303
    with core.database.work(town) as work:
        actions.answer(work, dossier.one(work, path.rpartition("/")[2]), actions.Actor("sms"), "Here.", clock.now())
    assert request_of(core, town, path).due_on == due
    assert here.act(path, "delay", reasons="load", employee="M", phone="2431000000", until="2026-12-15").status_code == 200
    assert here.act(path, "close", outcome="done", words="Mended.", done="Mended.", sure="yes").status_code == 303


def test_who_looked_is_folded_by_day_and_person(desk: Opener, path: str, clock: Stopped) -> None:
    maria, nikos = desk("maria"), desk("nikos")
    for here in (maria, maria, nikos):
        here.get(path)
    clock.move(days=1)
    nikos.sign_in("nikos@trikala.example")
    text = nikos.get(path).text
    assert "Maria, the request, 2 times" in text
    assert "Nikos, the request, 1 time" in text
