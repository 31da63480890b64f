"""What is happening? By reference alone, with the receipt code, from a list, and by answering what was asked."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from core.bootstrap import Core
from core.codes import check_digit
from core.dialogue.steps import Ask, Done, Menu, ShowStatus
from core.municipalities.model import Municipality
from core.requests import actions
from core.requests.moves import Outcome
from core.requests.receiptcode import receipt_code
from core.requests.tables import Content, Event, Request
from tests.filed import MOBILE, file_one
from tests.talking import FORMS, Talker

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
CLERK = actions.Actor("desk", 7)
UNKNOWN = "12345678" + check_digit("12345678")


def code_of(core: Core, town: Municipality, reference: str) -> str:
    return receipt_code(core.codes, town.id, reference)


def shown(talker: Talker) -> ShowStatus:
    assert isinstance(talker.step, ShowStatus), talker.step
    return talker.step


def ask_citizen(core: Core, town: Municipality, id_: int, words: str = "Ποια κολόνα;") -> None:
    with core.database.work(town) as work:
        request = work.session.get_one(Request, (town.id, id_))
        actions.claim(work, request, CLERK, core.clock.now())
        actions.ask(work, request, CLERK, words, core.clock.now())


@pytest.mark.parametrize("written", ["{0}", "ΚΑΤΑΣΤΑΣΗ {0}", "status {0}", "{1}", "τι γίνεται με το {0};", "KATASTASH {1}"])
def test_a_reference_is_enough_for_a_report(core: Core, town: Municipality, citizen: Talker, written: str) -> None:
    filed = file_one(core, town)
    grouped = " ".join((filed.reference[:3], filed.reference[3:6], filed.reference[6:]))
    stranger = Talker(core, town, contact="+306999999999")
    stranger.say(written.format(filed.reference, grouped))
    status = shown(stranger).status
    assert (status.reference, status.service, status.full, status.opened) == (filed.reference, "street-light", True, False)
    assert status.due is not None
    assert status.told == ()


def test_an_application_tells_a_stranger_only_how_far_it_is(core: Core, town: Municipality, citizen: Talker) -> None:
    filed = file_one(core, town, "document-access")
    with core.database.work(town) as work:
        request = work.session.get_one(Request, (town.id, filed.id))
        actions.claim(work, request, CLERK, core.clock.now())
        actions.close(work, request, CLERK, actions.Closing(Outcome.REFUSED, "Δεν υπάρχει έννομο συμφέρον."), core.clock.now())
    citizen.say(filed.reference)
    status = shown(citizen).status
    assert (status.service, status.outcome, status.protocol, status.history, status.told, status.due) == (
        "", None, "", (), (), None
    )  # fmt: skip
    assert shown(citizen).service is None
    assert "refused" not in repr(status.how_far)


def test_the_receipt_code_opens_the_request(core: Core, town: Municipality, citizen: Talker) -> None:
    filed = file_one(core, town, "document-access")
    citizen.say(filed.reference)
    citizen.say(code_of(core, town, filed.reference))
    status = shown(citizen).status
    assert (status.service, status.opened, status.protocol) == ("document-access", True, filed.protocol)


def test_unknown_foreign_expired_and_mistyped_references_answer_alike(
    core: Core, town: Municipality, other_town: Municipality, make_talker: Callable[..., Talker]
) -> None:
    foreign, expired = file_one(core, other_town).reference, file_one(core, town)
    with core.database.work(town) as work:
        work.execute(update(Request).values(state="closed", outcome="done", closed_at=core.clock.now()))
    core.clock.move(days=800)  # type: ignore[attr-defined]
    answers = []
    for number, reference in enumerate((foreign, expired.reference, UNKNOWN)):
        talker = make_talker(contact=f"+30690000020{number}")
        talker.say("ΚΑΤΑΣΤΑΣΗ")
        talker.say(reference)
        answers.append(talker.heard)
    assert len(set(answers)) == 1
    assert isinstance(talker.step, Ask)


def test_after_ten_wrong_codes_new_sources_are_sent_to_the_counter_and_known_ones_are_not_shut_out(
    core: Core, town: Municipality, make_talker: Callable[..., Talker]
) -> None:
    filed = file_one(core, town, "document-access")
    right = code_of(core, town, filed.reference)
    wrong = f"{(int(right) + 1) % 10_000:04d}"

    honest = make_talker(contact="+306900000301")
    honest.say(filed.reference)
    honest.say(wrong)
    for contact in ("+306900000302", "+306900000303"):
        guesser = make_talker(contact=contact)
        for _each in range(7):
            guesser.say(filed.reference)
            guesser.say(wrong)
        guesser.say(filed.reference)
        guesser.say(right)
        assert not shown(guesser).status.opened if isinstance(guesser.step, ShowStatus) else True

    fresh = make_talker(contact="+306900000304")
    fresh.say(filed.reference)
    fresh.say(right)
    assert not (isinstance(fresh.step, ShowStatus) and fresh.step.status.opened)
    honest.say(filed.reference)
    honest.say(right)
    assert shown(honest).status.opened

    core.clock.move(days=1)  # type: ignore[attr-defined]
    fresh.say(filed.reference)
    fresh.say(right)
    assert shown(fresh).status.opened, "tomorrow is another day"


def test_a_code_opens_this_request_alone(core: Core, town: Municipality, citizen: Talker) -> None:
    first, second = file_one(core, town, "document-access"), file_one(core, town, "document-access")
    citizen.say(first.reference)
    citizen.say(code_of(core, town, first.reference))
    citizen.say(second.reference)
    assert not shown(citizen).status.opened


def test_a_word_about_another_request_in_the_middle_of_a_talk_leaves_it_open(
    core: Core, town: Municipality, citizen: Talker
) -> None:
    filed = file_one(core, town)
    citizen.say("ΣΚΟΥΠΙΔΙΑ")
    citizen.say(f"ΚΑΤΑΣΤΑΣΗ {filed.reference}")
    assert shown(citizen).status.reference == filed.reference
    citizen.say("Ασκληπιού 12")
    assert citizen.asked == "problem"


def test_who_texts_status_is_shown_their_own_open_reports(core: Core, town: Municipality, citizen: Talker) -> None:
    old = file_one(core, town)
    core.clock.move(days=91)  # type: ignore[attr-defined]
    mine = file_one(core, town)
    application = file_one(core, town, "document-access")
    theirs = file_one(core, town, contact="+306999999999")
    closed = file_one(core, town)
    with core.database.work(town) as work:
        request = work.session.get_one(Request, (town.id, closed.id))
        actions.withdraw(work, request, actions.Actor("sms"), core.clock.now())
    step = citizen.say("ΚΑΤΑΣΤΑΣΗ")
    assert isinstance(step, Ask)
    assert [pick.value for pick in step.picks] == [str(mine.id)]
    hidden = {one.reference for one in (old, application, theirs, closed)}
    assert not any(one in citizen.heard for one in hidden)
    citizen.say("1")
    assert shown(citizen).status.reference == mine.reference


def test_nothing_is_listed_where_a_number_is_no_proof(core: Core, make_talker: Callable[..., Talker], town: Municipality) -> None:
    from tests.talking import CALLING

    file_one(core, town)
    for medium in (CALLING, FORMS):
        talker = make_talker(medium=medium, session=f"s-{medium.drops}")
        step = talker.say("", command="status")
        assert isinstance(step, Ask)
        assert step.picks == ()


@pytest.mark.parametrize("words", ["Η τρίτη από τη γωνία", "Η λάμπα μπροστά στο φαρμακείο", "Ναι", "7"])
def test_a_question_that_is_open_to_a_number_is_answered_by_its_next_text(
    core: Core, town: Municipality, citizen: Talker, words: str
) -> None:
    filed = file_one(core, town)
    ask_citizen(core, town, filed.id)
    citizen.say(words)
    with core.database.reading(town) as work:
        request = work.session.get_one(Request, (town.id, filed.id))
        said = work.session.scalars(select(Content).where(Content.kind == "said")).one()
        kinds = work.execute(select(Event.kind).order_by(Event.seq)).scalars().all()
    assert request.state == "in_progress"
    assert said.body is not None
    assert said.body["words"] == words
    assert kinds[-1] == "answered"
    assert "We took it as your answer" in citizen.notes


def test_commands_are_no_answers(core: Core, town: Municipality, citizen: Talker) -> None:
    filed = file_one(core, town)
    ask_citizen(core, town, filed.id)
    for words in ("ΒΟΗΘΕΙΑ", "ΚΑΤΑΣΤΑΣΗ", "ΜΕΝΟΥ", "STOP", filed.reference):
        citizen.say(words)
        citizen.say("ΜΕΝΟΥ")
    with core.database.reading(town) as work:
        assert work.session.get_one(Request, (town.id, filed.id)).state == "waiting_citizen"


def test_with_two_questions_open_it_is_asked_which_one_was_meant(core: Core, town: Municipality, citizen: Talker) -> None:
    first, second = file_one(core, town), file_one(core, town, "road-damage")
    for one in (first, second):
        ask_citizen(core, town, one.id)
    step = citizen.say("Μπροστά στο φαρμακείο")
    assert isinstance(step, Menu)
    assert [pick.value for pick in step.picks] == [str(first.id), str(second.id), "new"]
    citizen.say("2")
    with core.database.reading(town) as work:
        states = {one.id: one.state for one in work.session.scalars(select(Request))}
        said = work.session.scalars(select(Content).where(Content.kind == "said")).one()
    assert states == {first.id: "waiting_citizen", second.id: "in_progress"}
    assert (said.request_id, said.body and said.body["words"]) == (second.id, "Μπροστά στο φαρμακείο")


def test_a_text_about_nothing_from_somebody_with_open_requests_is_asked_about(
    core: Core, town: Municipality, citizen: Talker
) -> None:
    filed = file_one(core, town)
    step = citizen.say("Ξαναήρθε χθες και έφυγε αμέσως ο άνθρωπός σας")
    assert isinstance(step, Menu)
    assert [pick.value for pick in step.picks] == [str(filed.id), "new"]
    citizen.say("1")
    with core.database.reading(town) as work:
        said = work.session.scalars(select(Content).where(Content.kind == "said")).one()
    assert said.request_id == filed.id


def test_a_question_lapses_from_the_list_when_it_was_answered(core: Core, town: Municipality, citizen: Talker) -> None:
    filed = file_one(core, town)
    ask_citizen(core, town, filed.id)
    citizen.say("Η τρίτη")
    citizen.say("ΛΑΜΠΑ")
    assert isinstance(citizen.step, Ask)
    assert citizen.asked == "place"
    assert core.clock.now() - timedelta(days=1)


def test_words_after_the_receipt_code_are_added_to_the_request(
    core: Core, town: Municipality, make_talker: Callable[..., Talker]
) -> None:
    filed = file_one(core, town)
    talker = make_talker(contact="+306999999999")
    talker.say(filed.reference)
    talker.say(code_of(core, town, filed.reference))
    talker.say("Τώρα έσβησε και η διπλανή")
    with core.database.reading(town) as work:
        said = work.session.scalars(select(Content).where(Content.kind == "said")).one()
    assert said.body is not None
    assert said.body["words"] == "Τώρα έσβησε και η διπλανή"


def test_a_receipt_is_told_again_from_the_request(core: Core, citizen: Talker) -> None:
    done = citizen.file("ΛΑΜΠΑ Ασκληπιού 12", "1", "-", "όχι", "4")
    assert isinstance(done, Done)
    assert (len(done.reference), len(done.receipt_code), done.protocol) == (9, 4, "")
    assert done.due is not None
    assert citizen.contact == MOBILE


def test_nothing_is_added_to_a_closed_request_and_that_is_said(core: Core, town: Municipality, citizen: Talker) -> None:
    filed = file_one(core, town)
    citizen.say(filed.reference)
    citizen.say(code_of(core, town, filed.reference))
    with core.database.work(town) as work:
        request = work.session.get_one(Request, (town.id, filed.id))
        actions.withdraw(work, request, actions.Actor("web"), core.clock.now())
    citizen.say("Τώρα έσβησε και η διπλανή")
    assert shown(citizen).status.state == "closed"
    assert "closed" in citizen.heard or "κλείσει" in citizen.heard or "έκλεισε" in citizen.heard, citizen.heard


def test_a_picture_after_the_receipt_code_is_added_to_the_request(core: Core, town: Municipality, citizen: Talker) -> None:
    from core.dialogue.answers import Form, Upload
    from core.requests.tables import Attachment

    filed = file_one(core, town)
    citizen.say(filed.reference)
    citizen.say(code_of(core, town, filed.reference))
    citizen.say("", form=Form.FILE, uploads=(Upload("image/jpeg", source="http://127.0.0.1/media"),))
    with core.database.reading(town) as work:
        assert work.execute(select(Attachment.request_id)).scalars().all() == [filed.id]
