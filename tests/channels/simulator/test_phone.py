"""The telephone does what TwiML says, and fails as the provider fails."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from channels.simulator.phone import Call, NotNow
from channels.simulator.state import Wait
from tests.channels.simulator.webhooks import Webhooks

MENU = "<Gather action='menu?n=1' numDigits='1' timeout='8'><Say language='el-GR'>Πατήστε 1.</Say></Gather><Say>Γεια.</Say>"


def call(answers: dict[str, Any], **more: Any) -> tuple[Call, Webhooks]:
    webhooks = Webhooks(answers)
    made = Call(webhooks, "+306900000000", "+302431000000", "/ivr/twilio", **more)
    made.start()
    return made, webhooks


def test_a_call_begins_with_the_usual_fields() -> None:
    _, webhooks = call({"/ivr/twilio": MENU})
    path, fields = webhooks.asked[0]
    assert path == "/ivr/twilio"
    assert re.fullmatch(r"CA[0-9a-f]{32}", fields["CallSid"])
    assert fields["From"] == fields["Caller"] == "+306900000000"
    assert fields["To"] == fields["Called"] == "+302431000000"
    assert (fields["CallStatus"], fields["Direction"], fields["FromZip"]) == ("ringing", "inbound", "")


def test_what_is_said_is_heard_with_its_language_and_time() -> None:
    said = "<Say voice='Google.el-GR-Wavenet-B'>Δήμος  <sub alias='άλφα'>Α</sub>.</Say><Pause length='3'/><Play>/a.wav</Play>"
    made, _ = call({"/ivr/twilio": said})
    first, second = made.captions
    assert (first.kind, first.text, first.language, first.at) == ("say", "Δήμος άλφα.", "el-GR", 0)
    assert (second.kind, second.text) == ("play", "/a.wav")
    assert second.at > 3
    assert made.ended == "finished"


def test_a_key_answers_while_the_prompt_is_still_heard() -> None:
    made, webhooks = call({"/ivr/twilio": MENU, "/ivr/menu?n=1": "<Say>Ένα.</Say><Hangup/>"})
    assert (made.waiting.kind, made.waiting.num_digits, made.waiting.timeout) == (Wait.GATHER, 1, 8)
    made.press("1")
    assert webhooks.paths[-1] == "/ivr/menu?n=1"
    assert webhooks.last["Digits"] == "1"
    assert webhooks.last["CallStatus"] == "in-progress"
    assert (made.heard, made.ended) == ("Ένα.", "hangup")
    assert made.clock < 2


def test_silence_falls_through_to_the_next_verb() -> None:
    made, webhooks = call({"/ivr/twilio": MENU})
    made.wait()
    assert (made.heard, made.ended, len(webhooks.asked)) == ("Γεια.", "finished", 1)
    assert made.clock > 8


def test_silence_goes_to_the_action_where_it_is_asked_to() -> None:
    made, webhooks = call({"/ivr/twilio": "<Gather action='/silence' actionOnEmptyResult='true'/>", "/silence": "<Hangup/>"})
    made.wait()
    assert webhooks.paths[-1] == "/silence"
    assert webhooks.last["Digits"] == ""


def test_digits_are_kept_until_enough_a_key_or_silence_ends_them() -> None:
    asks = "<Gather action='/code' numDigits='4' finishOnKey='#'/><Hangup/>"
    for way in ("enough", "key", "silence"):
        made, webhooks = call({"/ivr/twilio": asks, "/code": "<Hangup/>"})
        made.press("12")
        assert made.waiting.keys == "12"
        assert len(webhooks.asked) == 1
        if way == "silence":
            made.wait()
        else:
            made.press("34" if way == "enough" else "#")
        assert webhooks.last["Digits"] == ("1234" if way == "enough" else "12")
        assert webhooks.last["FinishedOnKey"] == ("#" if way == "key" else "")


def test_with_no_finishing_key_every_key_is_a_digit() -> None:
    made, webhooks = call({"/ivr/twilio": "<Gather action='/a' numDigits='2' finishOnKey=''/>", "/a": "<Hangup/>"})
    made.press("*#")
    assert webhooks.last["Digits"] == "*#"


def test_a_lone_finishing_key_is_no_answer() -> None:
    made, webhooks = call({"/ivr/twilio": "<Gather action='/a'/><Say>Τίποτα.</Say>"})
    made.press("#")
    assert (len(webhooks.asked), made.heard) == (1, "Τίποτα.")


def test_what_is_pressed_too_much_goes_to_the_next_question_and_then_nowhere() -> None:
    made, webhooks = call(
        {
            "/ivr/twilio": "<Gather action='/a' numDigits='1'/>",
            "/a": "<Gather action='/b' numDigits='1'/>",
            "/b": "<Hangup/>",
        }
    )
    made.press("123")
    assert [fields.get("Digits") for _, fields in webhooks.asked] == [None, "1", "2"]
    assert made.ended == "hangup"


def test_without_an_action_the_same_document_is_asked_again() -> None:
    made, webhooks = call({"/ivr/twilio": "<Gather numDigits='1'/>"})
    made.press("5")
    assert webhooks.paths == ["/ivr/twilio", "/ivr/twilio"]


def test_speech_answers_only_where_it_is_listened_to() -> None:
    made, webhooks = call({"/ivr/twilio": "<Gather input='dtmf speech' action='/a'/>", "/a": MENU})
    made.speak("Καμένη λάμπα.", 0.7)
    assert (webhooks.last["SpeechResult"], webhooks.last["Confidence"]) == ("Καμένη λάμπα.", "0.70000000")
    assert "Digits" not in webhooks.last
    with pytest.raises(NotNow):
        made.speak("ένα")


RECORD = "<Say>Πείτε το.</Say><Record action='/rec' maxLength='20' timeout='4' finishOnKey='0#'/><Say>Δεν ακούσαμε.</Say>"


def recorded() -> tuple[Call, Webhooks]:
    return call({"/ivr/twilio": RECORD, "/rec": "<Say>Ευχαριστούμε.</Say>"})


def test_a_recording_ends_with_silence_a_key_or_its_longest_time() -> None:
    for seconds, key, expected in ((5, "", ("5", None)), (5, "#", ("5", "#")), (50, "#", ("20", None))):
        made, webhooks = recorded()
        assert [one.kind for one in made.captions] == ["say", "beep"]
        made.record(seconds, "https://example.org/a.wav", key)
        assert (webhooks.last["RecordingDuration"], webhooks.last.get("Digits")) == expected
        assert webhooks.last["RecordingUrl"] == "https://example.org/a.wav"
        assert re.fullmatch(r"RE[0-9a-f]{32}", webhooks.last["RecordingSid"])
        assert made.heard == "Ευχαριστούμε."


def test_a_key_instead_of_speaking_ends_the_recording_and_other_keys_are_recorded() -> None:
    made, webhooks = recorded()
    made.press("5")
    assert made.waiting.kind is Wait.RECORD
    made.press("0")
    assert webhooks.last["Digits"] == "0"


def test_an_empty_recording_is_not_reported() -> None:
    made, webhooks = recorded()
    made.wait()
    assert (made.heard, len(webhooks.asked)) == ("Δεν ακούσαμε.", 1)


def test_hanging_up_into_a_recording_still_delivers_it() -> None:
    made, webhooks = recorded()
    made.hang_up(spoken_seconds=7)
    assert webhooks.last["Digits"] == "hangup"
    assert webhooks.last["CallStatus"] == "completed"
    assert webhooks.last["RecordingUrl"].startswith("https://api.twilio.com/")
    assert (made.ended, made.captions) == ("caller", [])


def test_hanging_up_tells_the_status_webhook_and_nobody_else() -> None:
    made, webhooks = call({"/ivr/twilio": MENU, "/status": (204, "", "")}, status_url="/status")
    made.hang_up()
    made.hang_up()
    made.press("1")
    made.wait()
    assert webhooks.paths == ["/ivr/twilio", "/status"]
    assert (webhooks.last["CallStatus"], made.faults) == ("completed", [])


def test_a_dialled_number_is_told_and_its_answer_reported() -> None:
    made, webhooks = call({"/ivr/twilio": "<Dial action='/after'><Number>+302431000009</Number></Dial>", "/after": MENU})
    assert (made.waiting.kind, made.waiting.number) == (Wait.DIAL, "+302431000009")
    assert made.captions[-1].kind == "dial"
    made.answer("completed", 42)
    assert (webhooks.last["DialCallStatus"], webhooks.last["DialCallDuration"]) == ("completed", "42")
    made, webhooks = call({"/ivr/twilio": "<Dial timeout='20'>+302431000009</Dial><Say>Κανείς.</Say>"})
    made.wait()
    assert (made.heard, made.clock > 20, len(webhooks.asked)) == ("Κανείς.", True, 1)


def test_redirects_are_resolved_against_the_document_they_stand_in() -> None:
    _, webhooks = call(
        {
            "/ivr/twilio": "<Redirect>deep/a?x=%CE%B1&amp;y=</Redirect>",
            "/ivr/deep/a?x=%CE%B1&y=": "<Redirect>b</Redirect>",
            "/ivr/deep/b": "<Redirect>/c</Redirect>",
            "/c": "<Hangup/>",
        }
    )
    assert webhooks.paths == ["/ivr/twilio", "/ivr/deep/a?x=%CE%B1&y=", "/ivr/deep/b", "/c"]


def test_an_endless_loop_is_cut() -> None:
    made, webhooks = call({"/ivr/twilio": "<Redirect>/ivr/twilio</Redirect>"})
    assert (made.ended, len(webhooks.asked), made.faults[0].code) == ("error", 30, 0)


def test_a_question_that_comes_back_after_each_silence_is_no_loop() -> None:
    made, _ = call({"/ivr/twilio": "<Gather action='/a' timeout='1'/><Redirect>/ivr/twilio</Redirect>"})
    for _ in range(40):
        made.wait()
    assert made.ended == ""


def test_rejecting_ends_the_call_and_unknown_verbs_are_noted() -> None:
    made, _ = call({"/ivr/twilio": "<Reject reason='busy'/>"})
    assert made.ended == "rejected"
    made, _ = call({"/ivr/twilio": "<Speak>a</Speak><Hangup/>"})
    assert made.warnings == ["Speak is not known here"]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((503, "text/xml", "<Response><Say>Not to be said.</Say></Response>"), 11200),
        ((302, "text/xml", ""), 11200),
        ((404, "text/html", "Not found"), 11200),
        ((200, "application/json", "{}"), 12300),
        ((200, "text/xml", "<Response><Say>"), 12100),
        ((200, "text/html", "<!doctype html><p>Sorry"), 12100),
        ((200, "text/xml", "<html/>"), 12100),
        ((200, "text/xml", ""), 12100),
        ((200, "text/xml", "<Response>" + "<Pause/>" * 9000 + "</Response>"), 11750),
        (ConnectionRefusedError(), 11205),
        (TimeoutError(), 11200),
        ("<Redirect>https://elsewhere.example/a</Redirect>", None),
    ],
)
def test_a_failing_webhook_cuts_the_call_or_asks_the_fallback(answer: Any, code: int | None) -> None:
    if code is None:
        webhooks = Webhooks({"/ivr/twilio": answer})
        made = Call(webhooks, "+306900000000", "+302431000000", "https://town.example/ivr/twilio")
        made.start()
        assert (made.ended, made.faults[0].url) == ("error", "https://elsewhere.example/a")
        return
    made, _ = call({"/ivr/twilio": answer})
    assert (made.ended, made.faults[0].code) == ("error", code)
    assert [one.kind for one in made.captions] == ["error"]
    made, webhooks = call({"/ivr/twilio": answer, "/sorry": "<Say>Συγγνώμη.</Say>"}, fallback_url="/sorry")
    assert (made.heard, made.ended) == ("Συγγνώμη.", "finished")
    assert (webhooks.last["ErrorCode"], webhooks.last["ErrorUrl"]) == (str(code), "/ivr/twilio")


def test_a_fallback_that_fails_too_cuts_the_call() -> None:
    made, _ = call({"/ivr/twilio": (500, "text/plain", "")}, fallback_url="/sorry")
    assert ([one.code for one in made.faults], made.ended) == ([11200, 11200], "error")


def test_plain_text_is_read_out() -> None:
    made, _ = call({"/ivr/twilio": (200, "text/plain; charset=utf-8", "Καλημέρα")})
    assert made.heard == "Καλημέρα"


def test_a_call_can_be_put_away_and_taken_up_at_any_moment() -> None:
    answers: dict[str, Any] = {
        "/ivr/twilio": "<Gather action='/a' numDigits='2'/>",
        "/a": RECORD,
        "/rec": "<Hangup/>",
    }
    made, webhooks = call(answers, status_url="/status")
    steps: list[Callable[[Call], None]] = [lambda it: it.press("1"), lambda it: it.press("2"), lambda it: it.record(3)]
    for step in steps:
        made = Call.from_json(made.to_json(), webhooks)
        step(made)
    made = Call.from_json(made.to_json(), webhooks)
    assert webhooks.paths == ["/ivr/twilio", "/a", "/rec", "/status"]
    assert len({fields["CallSid"] for _, fields in webhooks.asked}) == 1
    assert (made.ended, made.faults[0].code, made.waiting.kind) == ("hangup", 11200, Wait.ENDED)


def test_what_the_call_does_not_wait_for_is_refused() -> None:
    made, _ = call({"/ivr/twilio": MENU})
    with pytest.raises(NotNow):
        made.record(3)
    with pytest.raises(NotNow):
        made.answer()
    with pytest.raises(NotNow):
        made.start()
