"""The checker itself, tried with documents that are right and with planted faults."""

import pytest
from twilio.twiml.messaging_response import MessagingResponse
from twilio.twiml.voice_response import VoiceResponse

from tests.twiml.check import check_message, check_voice, schema

GREEK = {"voice": "Google.el-GR-Wavenet-B", "language": "el-GR"}


def voice(inner: str) -> str:
    return f"<Response>{inner}</Response>"


def test_a_document_of_every_verb_that_we_speak_is_fine() -> None:
    answer = VoiceResponse()
    gather = answer.gather(
        action="/ivr/twilio/turn?n=1",
        num_digits=1,
        timeout=10,
        finish_on_key="",
        input="dtmf speech",
        language="el-GR",
    )
    gather.say("Πατήστε 1.", **GREEK)
    gather.pause(length=1)
    answer.play("https://example.org/tone.wav")
    answer.say("Γράψτε μας.", **GREEK).break_(time="500ms")
    answer.record(
        action="record?n=2",
        max_length=60,
        finish_on_key="0*#",
        timeout=4,
        play_beep=True,
    )
    answer.dial("+302431000000", timeout=20, caller_id="+302431000001")
    answer.redirect("/ivr/twilio/turn?n=3&again=%CE%B1")
    assert check_voice(str(answer)) == []


def test_an_empty_answer_and_one_message_are_fine() -> None:
    answer = MessagingResponse()
    assert check_message(str(answer)) == []
    answer.message("Η αίτησή σας καταχωρίστηκε.")
    assert check_message(str(answer)) == []


@pytest.mark.parametrize(
    ("inner", "told"),
    [
        ("<Speak>a</Speak>", "no such element"),
        ("<say>a</say>", "no such element"),
        ("<Number>+302431000000</Number>", "cannot stand in <Response>"),
        (
            "<Gather action='/a'><Record action='/b'/></Gather><Hangup/>",
            "cannot stand in <Gather>",
        ),
        ("<Say bogusAttr='x'>a</Say>", "no attribute bogusAttr"),
        ("<Gather num_digits='1' action='/a'/><Hangup/>", "no attribute num_digits"),
        ("<Say voice='Polly.Eleni'>a</Say>", "none of its values"),
        ("<Say language='gr-GR'>a</Say>", "none of its values"),
        (
            "<Say voice='Google.el-GR-Wavenet-B' language='en-GB'>a</Say>",
            "does not speak en-GB",
        ),
        (
            "<Say voice='woman'><prosody rate='85%'>a</prosody></Say>",
            "knows no <prosody>",
        ),
        (
            "<Say voice='Google.el-GR-Wavenet-B'><lang xml:lang='el-GR'>a</lang></Say>",
            "xml:lang='el-GR' is none of its values",
        ),
        ("<Say> </Say>", "nothing in it"),
        ("<Say/>", "nothing in it"),
        ("<Say>" + "α" * 4001 + "</Say>", "4001 characters"),
        (
            "<Say voice='Google.el-GR-Standard-A'>" + "α" * 5001 + "</Say>",
            "5001 characters",
        ),
        ("<Say>a</Say>" * 6000, "bytes"),
        ("<Gather numDigits='1'/><Hangup/>", "no action"),
        ("<Gather action='/a' timeout='five'/><Hangup/>", "not a whole number"),
        ("<Gather action='/a' timeout='0'/><Hangup/>", "no time to answer"),
        ("<Gather action='/a' input='keys'/><Hangup/>", "none of its values"),
        ("<Gather action='/a' finishOnKey='α'/><Hangup/>", "not a key"),
        ("<Gather action='/a' finishOnKey=''/><Hangup/>", "ends it"),
        (
            "<Gather action='/a' actionOnEmptyResult='yes'/><Hangup/>",
            "not true or false",
        ),
        ("<Gather action='/a'/>", "a silent caller is cut off"),
        ("<Record action='/a'/>", "a silent caller is cut off"),
        ("<Record/><Hangup/>", "no action"),
        (
            "<Gather action='/a' actionOnEmptyResult='true'/><Say>a</Say>",
            "Say: never reached",
        ),
        ("<Redirect>/a</Redirect><Say>a</Say>", "Say: never reached"),
        ("<Hangup/><Say>a</Say>", "Say: never reached"),
        ("<Dial action='/a'>+302431000000</Dial><Say>a</Say>", "Say: never reached"),
        ("<Say>a</Say><Reject/>", "already answered"),
        ("<Redirect></Redirect>", "is empty"),
        ("<Redirect>/a?body=λάμπα</Redirect>", "not percent-encoded"),
        ("<Redirect method='PUT'>/a</Redirect>", "not GET or POST"),
        ("<Gather action=''/><Hangup/>", "is empty"),
        ("<Dial>2431000000</Dial>", "international form"),
        ("<Dial/>", "nobody to call"),
        ("<Play/>", "nothing in it"),
        ("<Play>javascript:alert(1)</Play>", "no web address"),
        ("hello", "text where there can be none"),
        ("<Say>a", "not well-formed"),
        ("<Say>Α & Β</Say>", "not well-formed"),
    ],
)
def test_a_planted_fault_of_a_call_is_told(inner: str, told: str) -> None:
    assert any(told in problem for problem in check_voice(voice(inner))), check_voice(voice(inner))


@pytest.mark.parametrize(
    ("inner", "told"),
    [
        ("<Message>a</Message><Message>b</Message>", "2 messages"),
        ("<Message></Message>", "nothing in it"),
        ("<Message><Body> </Body></Message>", "nothing in it"),
        ("<Message>a<Body>b</Body></Message>", "more than one text"),
        ("<Message>" + "α" * 1601 + "</Message>", "1601 characters"),
        ("<Say>a</Say>", "no such element"),
        ("<Body>a</Body>", "cannot stand in <Response>"),
        ("<Message language='el'>a</Message>", "no attribute language"),
    ],
)
def test_a_planted_fault_of_a_text_is_told(inner: str, told: str) -> None:
    assert any(told in problem for problem in check_message(voice(inner))), check_message(voice(inner))


def test_a_reply_may_be_a_picture_alone_or_have_a_body() -> None:
    assert check_message(voice("<Message><Media>https://example.org/a.png</Media></Message>")) == []
    assert check_message(voice("<Message><Body>Ναι</Body></Message>")) == []


@pytest.mark.parametrize("xml", ["", "<Answer/>", "503 Service Unavailable"])
def test_what_is_no_document_at_all_is_told(xml: str) -> None:
    assert len(check_voice(xml)) == 1
    assert len(check_message(xml)) == 1


def test_the_schema_knows_the_greek_voices_and_languages() -> None:
    values = schema()["values"]
    assert [one for one in values["SayVoice"] if "el-GR" in one] == [
        "Google.el-GR-Standard-A",
        "Google.el-GR-Standard-B",
        "Google.el-GR-Wavenet-A",
        "Google.el-GR-Wavenet-B",
    ]
    assert len(values["SayVoice"]) > 800
    assert "el-GR" in values["GatherLanguage"]
    assert "gr" in values["DialRingTone"]
