"""Who speaks? Asked for what is missing and no more, by what the medium can carry; and it stays in its session."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from core.bootstrap import Core, build
from core.dialogue.service import Assurance
from core.dialogue.steps import Done, GiveCode, Identify, Menu, Notice, Review, ShowStatus, Step
from core.dialogue.tables import ConversationRow, TurnRow
from core.municipalities import files
from core.municipalities.model import Municipality
from core.people import authorising
from core.people.known import Proof
from core.people.proving import How
from core.requests.tables import Request
from core.settings import Settings
from tests import assured
from tests.assured import LANDLINE, MARIA, MOBILE, NIKOS, PIN, last_code, signed_in, with_pin, wrong
from tests.stopped import Stopped
from tests.talking import CALLING, FORMS, TEXTING, Talker

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PAGES = replace(FORMS, proves=frozenset({How.LOGIN, How.PIN, How.CODE}))
CALLS = replace(CALLING, proves=frozenset({How.PIN, How.CODE}), keys={"9": "repeat", "0": "operator", "*": "back", "8": "skip"})
TEXTS = replace(TEXTING, proves=frozenset({How.CODE}))


@pytest.fixture
def core(settings: Settings, clock: Stopped, tmp_path: Path) -> Any:
    made = build(Settings(**settings.model_dump() | {"catalogue": assured.write(tmp_path / "own")}), clock=clock)  # type: ignore[arg-type]
    for one in files.demonstration():
        made.directory.add(one, clock.now())
    yield made
    made.database.close()


@pytest.fixture
def page(core: Core, town: Municipality) -> Talker:
    return Talker(core, town, contact="", medium=PAGES, session="browser-1")


@pytest.fixture
def caller(core: Core, town: Municipality) -> Talker:
    return Talker(core, town, contact=LANDLINE, medium=CALLS, session="CA1")


@pytest.fixture
def texter(core: Core, town: Municipality) -> Talker:
    return Talker(core, town, contact=MOBILE, medium=TEXTS)


def begin(talker: Talker, rung: str) -> Step | None:
    """Up to the question who they are, if it comes."""
    talker.say("", service=f"paper-{rung}", opening=True)
    talker.say("2", question="copies")
    if talker.medium.shows_forms:
        return talker.say("none", question="tell_by")
    return talker.say("3" if talker.medium.drops else "4")


def ways(step: Step | None) -> list[str]:
    assert isinstance(step, Identify), step
    return [pick.value for pick in step.picks]


def asked(step: Step | None) -> str:
    assert isinstance(step, Identify), step
    return step.question.key if step.question else ""


def filed(core: Core, town: Municipality) -> Request:
    with core.database.reading(town) as work:
        request = work.session.scalars(select(Request).order_by(Request.id.desc())).first()
        assert request is not None
        return request


def send(talker: Talker) -> Done:
    assert isinstance(talker.step, Review), talker.step
    done = talker.say("", command="send")
    assert isinstance(done, Done)
    return done


@pytest.mark.parametrize(
    ("rung", "on_page", "by_phone", "by_text"),
    [
        ("contact", ["login", "pin", "code"], ["pin"], ["code"]),
        ("pin", ["login", "pin"], ["pin"], []),
        ("identity", ["login"], [], []),
    ],
)
def test_each_medium_offers_what_suffices(
    core: Core,
    page: Talker,
    caller: Talker,
    texter: Talker,
    rung: str,
    on_page: list[str],
    by_phone: list[str],
    by_text: list[str],
) -> None:
    rest = ["for-another", "later"]
    assert ways(begin(page, rung)) == [*on_page, *rest]
    assert ways(begin(caller, rung)) == [*by_phone, *rest]
    assert ways(begin(texter, rung)) == [*by_text, *rest]


def test_a_mobile_caller_is_offered_a_code_by_text(core: Core, town: Municipality) -> None:
    assert ways(begin(Talker(core, town, MOBILE, CALLS, session="CA2"), "contact"))[:2] == ["pin", "code"]
    assert ways(begin(Talker(core, town, "", CALLS, session="CA3"), "contact"))[0] == "pin"


def test_without_a_login_configured_none_is_offered(settings: Settings, core: Core, town: Municipality) -> None:
    without = build(settings, clock=core.clock, database=core.database, logins=lambda _town: None)
    without = replace(without, conversing=replace(without.conversing, catalogue=core.conversing.catalogue))
    assert "login" not in ways(begin(Talker(without, town, "", PAGES, session="b"), "identity"))


def test_a_medium_that_proves_nothing_and_a_service_that_needs_nothing_ask_nothing(core: Core, town: Municipality) -> None:
    assert isinstance(begin(Talker(core, town, "", FORMS, session="b"), "identity"), Review)
    lamp = Talker(core, town, MOBILE, TEXTS)
    for words in ("ΛΑΜΠΑ Ασκληπιού 12", "1", "-", "όχι"):
        lamp.say(words)
    assert isinstance(lamp.say("4"), Review)


@pytest.mark.parametrize("rung", ["contact", "pin", "identity"])
def test_later_stops_no_filing(core: Core, town: Municipality, caller: Talker, rung: str) -> None:
    begin(caller, rung)
    assert isinstance(caller.step, Identify)
    caller.say(str(len(caller.step.picks)))
    assert send(caller).needs_proof
    request = filed(core, town)
    assert (request.state, request.assurance, request.person_id) == ("waiting_identity", "none", None)


def test_a_person_is_one_key_away_and_nothing_is_lost(caller: Talker) -> None:
    begin(caller, "pin")
    caller.say("0")
    assert isinstance(caller.say("9"), Identify)


def test_afm_and_pin_by_telephone(core: Core, town: Municipality, caller: Talker) -> None:
    person = with_pin(core, town)
    begin(caller, "pin")
    assert asked(caller.say("1")) == "afm"
    assert asked(caller.say(MARIA.afm, question="afm")) == "pin"
    assert isinstance(caller.say(PIN, question="pin"), Review)
    assert not send(caller).needs_proof
    request = filed(core, town)
    assert (request.state, request.assurance, request.person_id) == ("received", "pin", person)


def test_who_was_identified_is_not_asked_again_in_the_same_call(core: Core, town: Municipality, caller: Talker) -> None:
    with_pin(core, town)
    begin(caller, "pin")
    for words, question in (("1", ""), (MARIA.afm, "afm"), (PIN, "pin")):
        caller.say(words, question=question)
    send(caller)
    assert isinstance(begin(caller, "contact"), Review)
    caller.core.clock.move(hours=1)  # type: ignore[attr-defined]
    assert isinstance(begin(caller, "contact"), Identify)


@pytest.mark.parametrize("words", ["094259217", "12345678", "000000000", "Μαρία"])
def test_a_wrong_afm_gets_its_sentence(core: Core, caller: Talker, words: str) -> None:
    begin(caller, "pin")
    caller.say("1")
    step = caller.say(words, question="afm")
    assert asked(step) == "afm"
    assert isinstance(step, Identify)
    assert step.problem is not None


def test_a_wrong_pin_gets_its_sentence_and_nothing_is_lost(core: Core, town: Municipality, caller: Talker) -> None:
    with_pin(core, town)
    begin(caller, "pin")
    caller.say("1")
    caller.say(MARIA.afm, question="afm")
    step = caller.say("730158", question="pin")
    assert asked(step) == "pin"
    assert isinstance(step, Identify)
    assert step.problem is not None
    assert asked(caller.say("48291", question="pin")) == "pin"
    assert isinstance(caller.say(PIN, question="pin"), Review)


def test_a_pin_is_asked_after_its_afm_and_late_answers_are_none(core: Core, town: Municipality, page: Talker) -> None:
    with_pin(core, town)
    begin(page, "pin")
    page.say("pin", question="identify")
    step = page.say(PIN, question="pin")
    assert asked(step) == "afm"
    assert isinstance(step, Identify)
    assert step.problem is not None


def test_a_pin_is_kept_nowhere_as_it_was_keyed(core: Core, town: Municipality, caller: Talker, page: Talker) -> None:
    with_pin(core, town)
    for talker, way in ((caller, "1"), (page, "pin")):
        begin(talker, "pin")
        talker.say(way)
        talker.say(MARIA.afm, question="afm")
        talker.say(PIN, question="pin")
    with core.database.reading(town) as work:
        said = work.execute(select(TurnRow.said)).scalars().all()
        states = str(work.execute(select(ConversationRow.state)).all())
    assert "······" in said
    assert not any(PIN in (one or "") for one in said)
    assert PIN not in states
    assert MARIA.afm not in states, "what was asked for a proof is forgotten with it"
    one, other = caller.turn(PIN, "x", question="pin"), caller.turn("730158", "x", question="pin")
    assert one.digest() == other.digest(), "six digits are found from their digest"


def test_the_same_pin_turn_twice_counts_once(core: Core, town: Municipality, caller: Talker) -> None:
    with_pin(core, town)
    begin(caller, "pin")
    caller.say("1")
    caller.say(MARIA.afm, question="afm")
    caller.say("730158", "CA1:7", question="pin")
    first = caller.heard
    assert caller.say("730158", "CA1:7", question="pin") is None
    assert caller.heard == first
    from core.people.known import PersonPin

    with core.database.reading(town) as work:
        assert work.session.scalars(select(PersonPin)).one().wrong_in_a_row == 1


def test_after_five_wrong_ones_the_pin_needs_a_code_as_well(core: Core, town: Municipality) -> None:
    with_pin(core, town, contact="+306900000078")
    for number in range(5):
        guesser = Talker(core, town, f"+3024310123{number:02d}", CALLS, session=f"CAx{number}")
        begin(guesser, "pin")
        guesser.say("1")
        guesser.say(MARIA.afm, question="afm")
        guesser.say("730158", question="pin")
    maria = Talker(core, town, "", PAGES, session="maria")
    begin(maria, "pin")
    maria.say("pin")
    maria.say(MARIA.afm, question="afm")
    step = maria.say(PIN, question="pin")
    assert asked(step) == "code"
    assert "78" in maria.notes
    assert "90000" not in maria.notes
    code = last_code(core, town)
    assert asked(maria.say(wrong(code), question="code")) == "code"
    assert isinstance(maria.say(code, question="code"), Review)
    again = Talker(core, town, LANDLINE, CALLS, session="CA9")
    begin(again, "pin")
    for words, question in (("1", ""), (MARIA.afm, "afm"), (PIN, "pin")):
        again.say(words, question=question)
    assert isinstance(again.step, Review), "the code has lifted it"


def test_a_blocked_pin_without_a_telephone_for_codes_says_where_to_go(core: Core, town: Municipality, caller: Talker) -> None:
    with_pin(core, town)
    for number in range(5):
        guesser = Talker(core, town, f"+3024310123{number:02d}", CALLS, session=f"CAx{number}")
        begin(guesser, "pin")
        guesser.say("1")
        guesser.say(MARIA.afm, question="afm")
        guesser.say("730158", question="pin")
    begin(caller, "pin")
    caller.say("1")
    caller.say(MARIA.afm, question="afm")
    step = caller.say(PIN, question="pin")
    assert ways(step)[0] == "pin"
    assert isinstance(step, Identify)
    assert step.problem is not None


def test_a_code_read_back_in_a_text_proves_the_contact(core: Core, town: Municipality, texter: Talker) -> None:
    begin(texter, "contact")
    assert asked(texter.say("1")) == "code"
    code = last_code(core, town)
    assert code not in texter.heard, "the reply is kept; the code comes by a text of its own"
    assert asked(texter.say(wrong(code))) == "code"
    assert isinstance(texter.say(code), Review)
    texter.say("ΟΚ")
    request = filed(core, town)
    assert (request.state, request.assurance, request.person_id) == ("received", "contact", None)
    with core.database.reading(town) as work:
        said = [one or "" for one in work.execute(select(TurnRow.said)).scalars()]
        assert not any(code in one or wrong(code) in one for one in said)
        assert work.execute(select(Proof.how, Proof.assurance, Proof.person_id)).all() == [("code", "contact", None)]


def test_a_new_code_can_be_had_and_the_old_one_is_void(core: Core, town: Municipality, texter: Talker) -> None:
    begin(texter, "contact")
    texter.say("1")
    old = last_code(core, town)
    assert asked(texter.say("ΝΕΟ")) == "code"
    new = last_code(core, town)
    if old != new:
        assert asked(texter.say(old)) == "code"
    assert isinstance(texter.say(new), Review)


@pytest.mark.parametrize("words", ["PIN 482913", "το pin μου είναι 482913", "ΠΙΝ: 482 913"])
def test_a_pin_in_a_text_is_refused_and_not_kept(core: Core, town: Municipality, texter: Talker, words: str) -> None:
    with_pin(core, town)
    for _where in ("menu", "identify"):
        step = texter.say(words)
        assert isinstance(step, Notice)
        assert "PIN" in str(step.text)
        begin(texter, "pin")
    with core.database.reading(town) as work:
        assert not any("913" in (one or "") for one in work.execute(select(TurnRow.said)).scalars())


def test_a_page_asks_where_to_send_the_code_and_says_no_more(core: Core, town: Municipality, page: Talker) -> None:
    begin(page, "contact")
    assert asked(page.say("code", question="identify")) == "code_phone"
    step = page.say("90 1123 4567", question="code_phone")
    assert isinstance(step, Identify)
    assert step.problem is not None
    assert asked(page.say("2431012345", question="code_phone")) == "code"
    assert isinstance(page.say(last_code(core, town), question="code"), Review)


def test_a_page_uses_the_address_at_which_they_want_to_be_told(core: Core, town: Municipality, page: Talker) -> None:
    page.say("", service="paper-contact", opening=True)
    for words, question in (("2", "copies"), ("email", "tell_by"), ("maria@example.org", "tell_email")):
        page.say(words, question=question)
    assert asked(page.say("code", question="identify")) == "code"
    from core.messages.tables import Message

    with core.database.reading(town) as work:
        assert work.execute(select(Message.way, Message.to, Message.purpose)).all() == [("email", "maria@example.org", "code")]


def test_back_leads_to_the_ways_and_then_to_the_question_before(caller: Talker) -> None:
    begin(caller, "pin")
    caller.say("1")
    assert ways(caller.say("*"))[0] == "pin"
    caller.say("*")
    assert caller.asked == "tell_by"


def test_a_login_that_the_browser_brings_is_enough(core: Core, town: Municipality, page: Talker) -> None:
    person, proof = signed_in(core, town)
    page.say("", service="paper-identity", opening=True)
    page.say("2", question="copies")
    assert isinstance(page.say("none", question="tell_by", proof=proof), Review)
    assert isinstance(page.say("", command="send", proof=proof), Done)
    assert (filed(core, town).state, filed(core, town).person_id) == ("received", person)


def test_a_login_of_another_town_or_of_yesterday_is_none(
    core: Core, town: Municipality, other_town: Municipality, page: Talker, clock: Stopped
) -> None:
    _person, elsewhere = signed_in(core, other_town)
    _person, old = signed_in(core, town)
    clock.move(hours=1)
    page.say("", service="paper-identity", opening=True)
    page.say("2", question="copies")
    for proof in (elsewhere, old):
        assert isinstance(page.say("none", question="tell_by", proof=proof), Identify)


def identified(core: Core, town: Municipality) -> Talker:
    """Maria in a call, known by her PIN, with a review before her."""
    with_pin(core, town)
    maria = Talker(core, town, LANDLINE, CALLS, session="CA-maria")
    begin(maria, "pin")
    for words, question in (("1", ""), (MARIA.afm, "afm"), (PIN, "pin")):
        maria.say(words, question=question)
    assert isinstance(maria.step, Review)
    return maria


def test_a_hand_over_code_carries_the_talk_and_not_who_was_identified(core: Core, town: Municipality, page: Talker) -> None:
    maria = identified(core, town)
    given = maria.say("", command="code")
    assert isinstance(given, GiveCode)
    step = page.say(given.code, command="resume")
    assert isinstance(step, Identify)
    assert step.has is Assurance.NONE
    with core.database.reading(town) as work:
        state = work.execute(select(ConversationRow.state).where(ConversationRow.session == "browser-1")).scalar_one()
    assert not {"person", "assurance", "proof", "acts_for", "later"} & set(state)


def test_what_was_begun_for_a_proof_does_not_travel(core: Core, town: Municipality, page: Talker, texter: Talker) -> None:
    begin(texter, "contact")
    texter.say("1")
    code = last_code(core, town)
    given = texter.say("ΚΩΔΙΚΟΣ")
    assert isinstance(given, GiveCode)
    page.say(given.code, command="resume")
    assert ways(page.step)[0] == "login"
    assert asked(page.say(code, question="identify")) == "", "the code of another session proves nothing here"


def test_a_call_that_was_cut_goes_on_without_who_was_identified(core: Core, town: Municipality) -> None:
    identified(core, town)
    again = Talker(core, town, LANDLINE, CALLS, session="CA-again")
    assert isinstance(again.say("", opening=True), Menu)
    step = again.say("1")
    assert isinstance(step, Identify)
    assert step.has is Assurance.NONE


def test_a_talk_that_was_put_aside_comes_back_with_what_the_session_knows_now(
    core: Core, town: Municipality, clock: Stopped
) -> None:
    maria = identified(core, town)
    maria.say("", command="call-back")
    clock.move(minutes=61)
    maria.say("", command="back")
    maria.say("", command="back")
    while not isinstance(maria.step, (Identify, Review, Menu)):
        maria.say("", command="back")
    assert not isinstance(maria.step, Review), "what was proved an hour ago does not come back with the talk"


def test_another_number_that_texts_is_another_session(core: Core, town: Municipality, texter: Talker) -> None:
    begin(texter, "contact")
    texter.say("1")
    texter.say(last_code(core, town))
    assert isinstance(begin(Talker(core, town, "+306900000099", TEXTS), "contact"), Identify)


def test_acting_for_somebody_else(core: Core, town: Municipality, caller: Talker) -> None:
    maria, _proof = signed_in(core, town)
    nikos = with_pin(core, town, NIKOS, "730158")
    with core.database.work(town) as work:
        _row, code = authorising.allow(work, core.codes, maria, "Νίκος Δοκιμής", "paper-pin", 5, "web", core.clock.now())
    begin(caller, "pin")
    assert asked(caller.say("2")) == "authorisation"
    assert asked(caller.say("1234567890", question="authorisation")) == "authorisation"
    assert ways(caller.say(code, question="authorisation")) == ["pin", "later"]
    for words, question in (("1", ""), (NIKOS.afm, "afm"), ("730158", "pin")):
        caller.say(words, question=question)
    send(caller)
    request = filed(core, town)
    assert request.person_id == nikos
    with core.database.reading(town) as work:
        used = authorising.of_request(work, request.id)
        assert used is not None
        assert (used.person_id, used.other_name) == (maria, "Νίκος Δοκιμής")
        said = work.execute(select(TurnRow.said)).scalars().all()
        assert code not in said


def test_an_authorisation_that_ended_meanwhile_stops_no_filing(
    core: Core, town: Municipality, caller: Talker, clock: Stopped
) -> None:
    maria, _proof = signed_in(core, town)
    with core.database.work(town) as work:
        _row, code = authorising.allow(work, core.codes, maria, "Νίκος", "", 1, "web", core.clock.now())
    begin(caller, "pin")
    caller.say("2")
    caller.say(code, question="authorisation")
    caller.say("2")
    clock.move(days=1)
    assert isinstance(caller.say("", command="send"), Review)
    assert isinstance(caller.say("", command="send"), Done)


def test_proving_it_afterwards_by_telephone(core: Core, town: Municipality, caller: Talker) -> None:
    person = with_pin(core, town)
    begin(caller, "pin")
    caller.say("3")
    done = send(caller)
    later = Talker(core, town, "+302431055555", CALLS, session="CA-later")
    later.say("", opening=True)
    later.say("", command="status")
    status = later.say(done.reference)
    assert isinstance(status, ShowStatus)
    assert not status.can_prove, "first the receipt code"
    later.say("", command="prove")
    status = later.say(done.receipt_code)
    assert isinstance(status, ShowStatus)
    assert status.can_prove
    assert ways(later.say("", command="prove"))[0] == "pin"
    for words, question in (("1", ""), (MARIA.afm, "afm"), (PIN, "pin")):
        later.say(words, question=question)
    assert isinstance(later.step, ShowStatus)
    assert not later.step.can_prove
    request = filed(core, town)
    assert (request.state, request.person_id, request.assurance) == ("received", person, "pin")


def test_a_service_that_needs_nothing_costs_no_statement_more(
    core: Core, town: Municipality, make_talker: Callable[..., Talker]
) -> None:
    from sqlalchemy import event

    asked_for: list[str] = []
    event.listen(core.database.engine, "before_cursor_execute", lambda *all_: asked_for.append(str(all_[2])))
    lamp = make_talker(medium=TEXTS)
    for words in ("ΛΑΜΠΑ Ασκληπιού 12", "1", "-", "όχι", "4", "ΟΚ"):
        lamp.say(words)
    assert isinstance(lamp.step, Done)
    ours = ("proof", "person", "one_time_code", "authorisation")
    assert [one for one in asked_for if any(f" {table} " in one or f"FROM {table}" in one for table in ours)] == []
