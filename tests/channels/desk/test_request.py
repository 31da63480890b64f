"""One request at the desk: what is shown, what is done, and who looked."""

import threading

import pytest
from sqlalchemy import select, update

from core.bootstrap import Core
from core.dialogue.answers import Answer, Form
from core.messages.outbox import MessageState
from core.messages.tables import Message
from core.municipalities.model import Municipality
from core.people.contact import Way
from core.requests import access, actions, attachments, dossier
from core.requests.tables import AccessRow, Attachment, Request
from core.staff.roles import Role
from tests.channels.desk.conftest import Desk, Opener, between
from tests.filed import file_one
from tests.stopped import Stopped
from tests.templates.parsed import parse


@pytest.fixture
def path(core: Core, town: Municipality) -> str:
    return f"/desk/requests/{file_one(core, town).reference}"


def request_of(core: Core, town: Municipality, path: str) -> Request:
    with core.database.reading(town) as work:
        return dossier.one(work, path.rpartition("/")[2])


def messages(core: Core, town: Municipality) -> list[Message]:
    with core.database.reading(town) as work:
        return list(work.session.scalars(select(Message).order_by(Message.id)))


def close(desk: Desk, path: str, outcome: str = "done", words: str = "Η λάμπα άλλαξε.", **more: str) -> object:
    return desk.act(path, "close", **{"outcome": outcome, "words": words, "done": "Changed the bulb."} | more)


def test_everything_that_was_said_is_there_with_its_labels(desk: Opener, path: str) -> None:
    text = desk().get(path).text
    for words in ("Where", "Ασκληπιού 12", "It is out", "text message", "691\u00a0234\u00a05678", "How the date was counted"):
        assert words in text


def test_the_page_is_sound_and_every_field_has_a_label(desk: Opener, path: str) -> None:
    page = parse(desk().get(path).text)
    assert page.unbalanced == []
    assert len(page.ids) == len(set(page.ids))
    labelled = {one.attributes["for"] for one in page.all("label")}
    fields = [one for one in page.all("input", "textarea", "select") if one.attributes.get("type") != "hidden"]
    assert [one.attributes for one in fields if one.attributes.get("id") not in labelled] == []
    assert [one for one in page.elements if "style" in one.attributes or one.tag == "style"] == []


def test_every_view_is_in_the_access_log(core: Core, town: Municipality, desk: Opener, path: str) -> None:
    maria, nikos = desk("maria"), desk("nikos")
    for here in (maria, nikos, nikos):
        here.get(path)
    with core.database.reading(town) as work:
        looked = access.looked(work, dossier.one(work, path.rpartition("/")[2]).id)
    assert [(account, what) for _at, account, what in looked] == [
        (nikos.account, "request"),
        (nikos.account, "request"),
        (maria.account, "request"),
    ]


def test_a_view_that_is_refused_is_no_view(core: Core, town: Municipality, desk: Opener) -> None:
    waste = file_one(core, town, "waste")
    assert desk().get(f"/desk/requests/{waste.reference}").status_code == 404
    with core.database.reading(town) as work:
        assert work.session.scalars(select(AccessRow)).all() == []


def test_two_clerks_take_one_request_and_the_second_is_told(desk: Opener, path: str) -> None:
    maria, nikos = desk("maria"), desk("nikos")
    assert maria.post(f"{path}/claim").status_code == 303
    answer = nikos.post(f"{path}/claim")
    assert answer.status_code == 409
    assert "A colleague is working on this request." in answer.text
    assert "Maria is working on this request." in nikos.get(path).text


def test_a_reply_refused_by_a_colleagues_claim_still_shows_its_words(desk: Opener, path: str) -> None:
    maria, nikos = desk("maria"), desk("nikos")
    seen = between(nikos.get(path).text, 'name="seen" value="', '"')
    maria.post(f"{path}/claim")
    for fields in ({"seen": seen}, {"seen": str(int(seen) + 1)}):
        answer = nikos.post(f"{path}/reply", words="A long careful answer", **fields)
        assert answer.status_code == 409
        assert "A long careful answer" in answer.text
    assert nikos.post(f"{path}/note", words="A note is in nobody's way").status_code == 303


def test_a_stale_page_changes_nothing_and_keeps_what_was_typed(
    core: Core, town: Municipality, desk: Opener, path: str, clock: Stopped
) -> None:
    here = desk()
    seen = between(here.get(path).text, 'name="seen" value="', '"')
    with core.database.work(town) as work:
        request = dossier.one(work, path.rpartition("/")[2])
        actions.answer(work, request, actions.Actor("sms"), "There are two of them", clock.now())
    answer = here.post(f"{path}/reply", words="It will be mended", seen=seen)
    assert answer.status_code == 409
    assert "Something happened with this request" in answer.text
    assert "There are two of them" in answer.text
    assert "It will be mended" in answer.text
    assert messages(core, town) == []


def test_a_form_sent_twice_writes_to_the_citizen_once(core: Core, town: Municipality, desk: Opener, path: str) -> None:
    here = desk()
    seen = between(here.get(path).text, 'name="seen" value="', '"')
    assert here.post(f"{path}/reply", words="Soon.", seen=seen).status_code == 303
    assert here.post(f"{path}/reply", words="Soon.", seen=seen).status_code == 409
    assert len(messages(core, town)) == 1


def test_whoever_acts_takes_the_request_in_hand(core: Core, town: Municipality, desk: Opener, path: str) -> None:
    here = desk()
    here.act(path, "reply", words="Soon.")
    assert request_of(core, town, path).claimed_by == here.account


def test_a_supervisor_takes_over_with_a_reason_and_a_clerk_cannot(
    core: Core, town: Municipality, desk: Opener, path: str
) -> None:
    maria, nikos, eleni = desk("maria"), desk("nikos"), desk("eleni", Role.SUPERVISOR)
    maria.post(f"{path}/claim")
    assert nikos.post(f"{path}/take-over", words="I want it").status_code == 403
    assert eleni.post(f"{path}/take-over", words=" ").status_code == 422
    assert eleni.post(f"{path}/take-over", words="Maria is on leave").status_code == 303
    assert request_of(core, town, path).claimed_by == eleni.account
    assert "Maria is on leave" in eleni.get(path).text


def test_a_question_goes_to_the_citizen_with_its_date(core: Core, town: Municipality, desk: Opener, path: str) -> None:
    here = desk()
    page = here.follow(here.act(path, "ask", words="Which pole?"))
    assert "has until December 1, 2026 to answer" in page.text
    assert "waiting for the citizen" in page.text
    assert "Which pole?" in messages(core, town)[0].body


def test_who_asks_themselves_is_not_said_to_have_been_asked(core: Core, town: Municipality, desk: Opener) -> None:
    quiet = f"/desk/requests/{file_one(core, town, tell_by=Way.NONE, tell_to='').reference}"
    here = desk()
    assert "nothing is sent" in here.get(quiet).text
    assert "Nothing was sent" in here.follow(here.act(quiet, "ask", words="Which pole?")).text


def test_closing_shows_the_notice_first_and_sends_it_then(core: Core, town: Municipality, desk: Opener, path: str) -> None:
    here = desk()
    preview = here.act(path, "close", outcome="done", done="Changed the bulb.", words="Η λάμπα άλλαξε.")
    assert preview.status_code == 200
    assert messages(core, town) == []
    shown = between(preview.text, '<div class="th-inset">', "</div>")
    seen = between(preview.text, 'name="seen" value="', '"')
    answer = here.post(f"{path}/close", outcome="done", done="Changed the bulb.", words="Η λάμπα άλλαξε.", seen=seen, sure="yes")
    assert answer.status_code == 303
    assert request_of(core, town, path).outcome == "done"
    assert [message.body for message in messages(core, town)] == [shown]


def test_thinking_again_at_the_notice_keeps_what_was_written(desk: Opener, path: str) -> None:
    answer = desk().act(path, "close", outcome="refused", words="Not on our poles.", sure="no")
    assert answer.status_code == 200
    assert "Not on our poles." in answer.text
    assert 'value="refused" checked' in answer.text
    assert "There is a problem" not in answer.text


@pytest.mark.parametrize(
    ("outcome", "words", "problem"),
    [
        ("done", " ", "Write the reason in a sentence that the citizen understands."),
        ("", "Mended.", "Choose how the request ends."),
        ("lapsed", "No answer.", "Choose how the request ends."),
        ("nonsense", "Mended.", "Choose how the request ends."),
        ("done", "x" * 4001, "Write at most 4,000 characters."),
    ],
)
def test_closing_needs_an_outcome_and_a_reason(
    core: Core, town: Municipality, desk: Opener, path: str, outcome: str, words: str, problem: str
) -> None:
    here = desk()
    for sure in ("", "yes"):
        answer = here.act(path, "close", outcome=outcome, words=words, sure=sure)
        assert answer.status_code == 422
        assert problem in answer.text
    assert request_of(core, town, path).closed_at is None


def test_an_unanswered_question_lapses_only_when_its_time_is_over(
    core: Core, town: Municipality, desk: Opener, path: str, clock: Stopped
) -> None:
    here = desk()
    here.act(path, "ask", words="Which pole?")
    assert 'value="lapsed"' not in here.get(path).text
    clock.move(days=16)
    here.sign_in("maria@trikala.example")
    assert here.act(path, "close", outcome="lapsed", words="No answer came.", sure="yes").status_code == 303
    assert request_of(core, town, path).outcome == "lapsed"


def test_a_closed_request_takes_notes_only(desk: Opener, path: str) -> None:
    here = desk()
    here.act(path, "close", outcome="done", done="Changed the bulb.", words="Mended.", sure="yes")
    assert here.act(path, "note", words="The invoice came").status_code == 303
    for action in ("reply", "ask", "forward", "close", "claim"):
        answer = here.act(path, action, words="x", outcome="done")
        assert answer.status_code == 409, action
    assert here.post(f"{path}/identify", document="passport", last_three="123").status_code == 409


def test_a_request_goes_to_another_authority_and_comes_back(core: Core, town: Municipality, desk: Opener, path: str) -> None:
    here = desk()
    here.act(path, "forward", body="region", words="The region looks after this road.")
    assert request_of(core, town, path).state == "forwarded"
    here.act(path, "take_back".replace("_", "-"), words="They say it is ours.")
    assert request_of(core, town, path).state == "in_progress"


def test_identity_is_noted_by_kind_and_last_three_characters(core: Core, town: Municipality, desk: Opener) -> None:
    one = file_one(core, town, "pavement-tables", answers={})
    here, path = desk(service="pavement-tables"), f"/desk/requests/{one.reference}"
    assert "Identity seen" in here.get(path).text
    assert here.post(f"{path}/identify", document="library-card", last_three="456").status_code == 422
    assert here.post(f"{path}/identify", document="passport", last_three="AB123456").status_code == 422
    page = here.follow(here.post(f"{path}/identify", document="identity-card", last_three=" 4 5 6 "))
    assert request_of(core, town, path).state == "received"
    assert "…456" in page.text


def recorded(core: Core, town: Municipality, clock: Stopped) -> tuple[str, int]:
    """A request whose place was said after the tone."""
    key = f"{town.key}/recording.wav"
    core.storage.put(key, b"RIFF....WAVE")
    with core.database.work(town) as work:
        paper = attachments.attach(work, None, "place", "recording", "audio/wav", clock.now(), storage_key=key, size=12)
    said = {"place": Answer({"text": "", "source": "recorded"}, Form.RECORDED, (paper,))}
    return f"/desk/requests/{file_one(core, town, answers=said).reference}", paper


def test_a_recording_is_played_and_written_down(core: Core, town: Municipality, desk: Opener, clock: Stopped) -> None:
    path, paper = recorded(core, town, clock)
    here = desk()
    assert f'src="/desk/files/{paper}"' in here.get(path).text
    sound = here.get(f"/desk/files/{paper}")
    assert (sound.status_code, sound.data) == (200, b"RIFF....WAVE")
    here.post(f"{path}/write-down", attachment=str(paper), words="Ασκληπιού 12")
    assert "Ασκληπιού 12" in here.get("/desk/requests").text
    with core.database.reading(town) as work:
        request = dossier.one(work, path.rpartition("/")[2])
        assert f"recording:{paper}" in [what for _at, _account, what in access.looked(work, request.id)]


def test_a_recording_of_another_request_is_not_written_down_here(
    core: Core, town: Municipality, desk: Opener, clock: Stopped, path: str
) -> None:
    _other, paper = recorded(core, town, clock)
    here = desk()
    for number in (str(paper), "0", "x", "9" * 30):
        assert here.post(f"{path}/write-down", attachment=number, words="x").status_code == 404


def test_files_are_for_those_who_see_their_request(
    core: Core, town: Municipality, other_town: Municipality, desk: Opener, browser: Opener, clock: Stopped
) -> None:
    _path, paper = recorded(core, town, clock)
    assert desk("vera", service="waste").get(f"/desk/files/{paper}").status_code == 404
    assert desk("spyros", Role.SUPERVISOR, at=other_town).get(f"/desk/files/{paper}").status_code == 404
    assert desk("anna", Role.ADMINISTRATOR).get(f"/desk/files/{paper}").status_code == 403
    assert browser().get(f"/desk/files/{paper}").status_code == 303
    assert desk("eleni", Role.SUPERVISOR).get(f"/desk/files/{paper}").status_code == 200


@pytest.mark.parametrize(("media_type", "inline"), [("image/jpeg", True), ("application/pdf", False), ("text/html", False)])
def test_a_file_can_do_nothing_in_the_page(
    core: Core, town: Municipality, desk: Opener, clock: Stopped, media_type: str, inline: bool
) -> None:
    _path, paper = recorded(core, town, clock)
    with core.database.work(town) as work:
        name = 'a"b\r\nX: y.html'
        work.execute(update(Attachment).where(Attachment.id == paper).values(media_type=media_type, name=name))
    answer = desk().get(f"/desk/files/{paper}")
    assert answer.headers["Content-Disposition"].startswith("inline" if inline else "attachment")
    assert answer.mimetype == (media_type if inline else "application/octet-stream")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "X" not in answer.headers


@pytest.mark.parametrize("state", ["to_fetch", "lost"])
def test_a_file_that_is_not_here_yet_is_said_so(core: Core, town: Municipality, desk: Opener, clock: Stopped, state: str) -> None:
    path, paper = recorded(core, town, clock)
    with core.database.work(town) as work:
        work.execute(update(Attachment).where(Attachment.id == paper).values(state=state))
    here = desk()
    assert here.get(f"/desk/files/{paper}").status_code == 404
    assert ("on its way to us" if state == "to_fetch" else "could not be fetched") in here.get(path).text


def test_whom_no_machine_reached_is_told_by_a_person(core: Core, town: Municipality, desk: Opener, path: str) -> None:
    maria, nikos = desk("maria"), desk("nikos")
    maria.act(path, "reply", words="It will be mended today.")
    with core.database.work(town) as work:
        work.execute(update(Message).values(state=str(MessageState.STOPPED), reason="stop"))
    listed = nikos.get("/desk/by-hand").text
    assert "It will be mended today." in listed
    assert "said STOP" in listed
    assert ": said STOP" in nikos.get(path).text
    message = str(messages(core, town)[0].id)
    form = {"message": message, "from": "by-hand"}
    assert nikos.post(f"{path}/told", **form).headers["Location"] == "/desk/by-hand"
    assert messages(core, town)[0].state == MessageState.DELIVERED
    assert "Everybody has been told." in nikos.get("/desk/by-hand").text
    assert "told by a person" in nikos.get(path).text
    assert maria.post(f"{path}/told", **form).status_code == 409
    assert maria.post(f"{path}/told", message="x").status_code == 409


def test_the_list_of_those_to_be_told_is_of_ones_own_departments(core: Core, town: Municipality, desk: Opener, path: str) -> None:
    desk("maria").act(path, "reply", words="It will be mended today.")
    with core.database.work(town) as work:
        work.execute(update(Message).values(state=str(MessageState.BY_HAND)))
    assert "It will be mended today." not in desk("vera", service="waste").get("/desk/by-hand").text


def test_what_a_citizen_wrote_cannot_become_markup(core: Core, town: Municipality, desk: Opener) -> None:
    evil = {"place": Answer({"text": "<script>alert(1)</script>"}), "fault": Answer("<b>x</b>")}
    one = file_one(core, town, answers=evil)
    here = desk()
    for text in (here.get(f"/desk/requests/{one.reference}").text, here.get("/desk/requests").text):
        assert "<script>alert" not in text
        assert "<b>x</b>" not in text


def test_a_request_whose_service_is_gone_is_still_worked(core: Core, town: Municipality, desk: Opener, path: str) -> None:
    with core.database.work(town) as work:
        work.execute(update(Request).values(service="abolished"))
    here = desk()
    text = here.get(path).text
    assert "abolished" in text
    assert "Ασκληπιού 12" in text
    assert here.act(path, "close", outcome="done", done="Changed the bulb.", words="Mended.", sure="yes").status_code == 303
    assert "abolished" in here.get("/desk/requests?view=closed").text


@pytest.mark.parametrize("reference", ["%00", "1%00", "0" * 3000, "482913053%0a"])
def test_what_is_no_reference_is_not_found(desk: Opener, reference: str) -> None:
    maria = desk()
    assert maria.get(f"/desk/requests/{reference}").status_code == 404
    assert maria.post(f"/desk/requests/{reference}/claim").status_code == 404


def test_one_form_sent_by_several_at_once_is_done_once_and_the_others_are_told(desk: Opener, browser: Opener, path: str) -> None:
    desk("maria").post(f"{path}/claim")
    seen = []
    for _one in range(4):
        again = browser()
        again.sign_in("maria@trikala.example")
        seen.append((again, between(again.get(path).text, 'name="seen" value="', '"')))
    together, answers = threading.Barrier(len(seen)), list[int]()

    def reply(at: Desk, last: str) -> None:
        together.wait()
        answers.append(at.post(f"{path}/reply", seen=last, words="Έρχεται συνεργείο.").status_code)

    clerks = [threading.Thread(target=reply, args=one) for one in seen]
    for one in clerks:
        one.start()
    for one in clerks:
        one.join()
    assert sorted(answers) == [303, 409, 409, 409]
