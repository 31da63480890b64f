"""A fault is reported by telephone: keys, a voice message, and a receipt that is heard twice."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from core.bootstrap import Core
from core.messages.tables import Job, Message
from core.people import consent
from core.people.contact import Way
from core.requests.receiptcode import CODE_MARK, receipt_code
from core.requests.tables import Attachment, Content, Request
from tests.channels.ivr.caller import Caller

Calls = Callable[..., Caller]
TO_STREET_LIGHT = ("2", "1", "1", "1")


def all_of(core: Core, table: type, town: str = "trikala") -> list:
    with core.database.reading(core.directory.by_key(town)) as work:
        return list(work.session.scalars(select(table)))


def reported(call: Caller, tell_by: str = "3") -> str:
    """Report a street light; gives what is heard as the receipt."""
    call.press(*TO_STREET_LIGHT)
    call.speak()
    return call.press("1", "#", tell_by, "#")


def test_a_street_light_is_reported_from_menu_to_receipt(calls: Calls, core: Core) -> None:
    call = calls()
    assert "Where is the lamp?" in call.press(*TO_STREET_LIGHT)
    assert "Only your answer is recorded" in call.heard
    assert "Thank you, we have your message." in call.speak(6, "#", "https://api.twilio.com/recording")
    assert "It flickers: press 2." in call.heard
    assert "To leave it out, press only hash." in call.press("2")
    assert "a text message: press 1." in call.press("4711#")
    review = call.press("1")
    assert "1. Where: your voice message 2. What is wrong: It flickers 3. Pole number: 4711" in review
    receipt = call.press("#")
    (request,) = all_of(core, Request)
    spaced = ", ".join(" ".join(part) for part in re.findall("...", request.reference))
    code = " ".join(receipt_code(core.codes, request.municipality_id, request.reference))
    assert receipt.count(spaced) == 2
    assert receipt.count(code) == 2
    assert (request.service, request.channel, request.language, request.state) == ("street-light", "ivr", "en", "received")
    (content,) = (one for one in all_of(core, Content) if one.kind == "answers")
    assert content.body["fault"] == {"value": "flickering", "form": "keyed"}
    assert content.body["pole"] == {"value": 4711, "form": "keyed"}
    assert content.body["place"]["form"] == "recorded"


def test_a_voice_message_becomes_the_requests_and_is_fetched_afterwards(calls: Calls, core: Core) -> None:
    call = calls()
    call.press(*TO_STREET_LIGHT)
    call.speak(6, "#", "https://api.twilio.com/recording")
    call.press("2", "#", "3", "#")
    (request,) = all_of(core, Request)
    (recording,) = all_of(core, Attachment)
    assert (recording.kind, recording.source, recording.request_id) == (
        "recording",
        "https://api.twilio.com/recording",
        request.id,
    )
    assert [job.payload for job in all_of(core, Job)] == [{"attachment": recording.id}]


def test_the_receipt_is_heard_again_and_star_begins_something_new(calls: Calls) -> None:
    call = calls()
    receipt = reported(call)
    numbers = re.findall(r"\d \d \d(?:, | \d)[\d ,]*", receipt)
    assert numbers[0] in call.press("9")
    assert numbers[1] in call.heard
    assert "report a problem: press 1." in call.press("*")


def test_who_has_heard_the_receipt_and_stays_silent_is_let_go(calls: Calls) -> None:
    call = calls()
    reported(call)
    call.silent()
    assert call.heard.count("To hear it again press 9.") == 1
    call.silent(2)
    assert "Good-bye" in call.heard
    assert call.call.ended == "hangup"


@pytest.mark.parametrize(("number", "tell_by"), [("+306912345678", "3"), ("+306912345678", "1"), ("+306912345678", "2")])
def test_a_mobile_caller_gets_the_receipt_as_a_text_once(calls: Calls, core: Core, number: str, tell_by: str) -> None:
    reported(calls(number), tell_by)
    (text,) = [message for message in all_of(core, Message) if message.way == "text"]
    assert text.to == number
    assert CODE_MARK in text.body


def test_a_fixed_telephone_and_one_that_said_stop_get_no_text(calls: Calls, core: Core) -> None:
    reported(calls("+302431012345"))
    town = core.directory.by_key("trikala")
    with core.database.work(town) as work:
        consent.record(work, Way.TEXT, "+306912345678", False, "sms", "STOP", core.clock.now())
    receipt = reported(calls())
    assert all_of(core, Message) == []
    assert "text" not in receipt


def test_who_wants_texts_at_a_fixed_telephone_is_asked_for_another_number(calls: Calls, core: Core) -> None:
    call = calls("+302431012345")
    call.press(*TO_STREET_LIGHT)
    call.speak()
    assert "Which telephone number shall we use?" in call.press("1", "#", "1")
    call.press("6987654321#", "#")
    (text,) = all_of(core, Message)
    assert text.to == "+306987654321"


def test_who_withholds_their_number_is_asked_for_one(calls: Calls, core: Core) -> None:
    call = calls("anonymous")
    call.press(*TO_STREET_LIGHT)
    call.speak()
    assert "Which telephone number shall we use?" in call.press("1", "#", "2")
    call.press("6987654321#", "#")
    (request,) = all_of(core, Request)
    assert (request.contact, request.tell_by, request.tell_to) == ("", "call", "+306987654321")


def test_an_answer_is_changed_at_the_review_and_a_message_recorded_anew(calls: Calls, core: Core) -> None:
    call = calls()
    call.press(*TO_STREET_LIGHT)
    call.speak(url="https://api.twilio.com/first")
    call.press("1", "#", "3")
    assert "Where is the lamp?" in call.press("1")
    assert "This is what we will send." in call.speak(url="https://api.twilio.com/second")
    assert "What exactly is wrong?" in call.press("2")
    assert "It flickers" in call.press("2")
    call.press("#")
    used = [one.source for one in all_of(core, Attachment) if one.request_id is not None]
    assert used == ["https://api.twilio.com/second"]


def test_a_service_is_reached_by_the_two_digits_on_the_poster(calls: Calls) -> None:
    call = calls()
    assert "Key the two digits of the service." in call.press("2", "#")
    assert "Where is the lamp?" in call.press("11")
    assert "There is no choice with that number." in calls().press("2", "#", "77")


def test_two_presses_ahead_of_the_voice_are_not_lost(calls: Calls) -> None:
    assert "Where is the lamp?" in calls().press("2111")


def test_a_request_that_comes_twice_is_taken_once(calls: Calls, core: Core) -> None:
    call = calls()
    reported(call)
    path, fields = call.asked[-1]
    first = call.documents[-1]
    assert call.post(path, fields)[2] == first
    assert len(all_of(core, Request)) == 1


def test_what_is_happening_is_told_by_reference(calls: Calls, core: Core) -> None:
    reported(calls())
    (request,) = all_of(core, Request)
    call = calls("+306900000099")
    told = call.press("2", "3", request.reference + "#")
    assert "Street light fault" in told
    assert "So the last day is" in told
    code = receipt_code(core.codes, request.municipality_id, request.reference)
    assert "That is not the receipt code" in call.press(("1111" if code != "1111" else "2222") + "#")
    assert "That is not the receipt code" not in call.press(code + "#")


def test_information_is_read_and_files_nothing(calls: Calls, core: Core) -> None:
    assert "gov dot gr" in calls().press("2", "#", "43")
    assert all_of(core, Request) == []


def test_greek_is_spoken_by_a_greek_voice(calls: Calls) -> None:
    call = calls()
    call.press("1", "1", "1", "1")
    assert "Πού βρίσκεται η λάμπα;" in call.heard
    assert {one.voice for one in call.call.captions if one.kind == "say"} == {"Google.el-GR-Standard-B"}
