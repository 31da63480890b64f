"""Texts are carried as the provider carries them: once, again after failures if asked, then to the fallback."""

import re
from typing import Any

import pytest

from channels.simulator.texts import Picture, Texting
from tests.channels.simulator.webhooks import Webhooks

DOWN = (503, "text/xml", "")


def texting(answers: dict[str, Any], url: str = "/sms/twilio", fallback: str = "") -> tuple[Texting, Webhooks]:
    webhooks = Webhooks(answers)
    return Texting(webhooks, "+306900000000", "+302431000000", url, fallback_url=fallback), webhooks


def test_a_text_arrives_as_it_was_typed_and_is_replied_to() -> None:
    thread, webhooks = texting({"/sms/twilio": "<Message>Ναι &amp; όχι</Message>"})
    result = thread.send(" Καμένη λάμπα ")
    assert (result.replies, result.faults) == (("Ναι & όχι",), ())
    assert re.fullmatch(r"SM[0-9a-f]{32}", webhooks.last["MessageSid"])
    assert webhooks.last["Body"] == " Καμένη λάμπα "
    assert (webhooks.last["NumMedia"], webhooks.last["NumSegments"], webhooks.last["FromZip"]) == ("0", "1", "")


def test_pictures_and_parts_are_counted() -> None:
    thread, webhooks = texting({"/sms/twilio": ""})
    result = thread.send("α" * 71, [Picture("https://example.org/1"), Picture("https://example.org/2", "image/png")])
    assert result.sid.startswith("MM")
    assert (webhooks.last["NumMedia"], webhooks.last["NumSegments"]) == ("2", "2")
    assert (webhooks.last["MediaUrl1"], webhooks.last["MediaContentType1"]) == ("https://example.org/2", "image/png")


@pytest.mark.parametrize(
    ("answer", "replies"),
    [
        ("", ()),
        ((204, "", ""), ()),
        ((200, "text/html", ""), ()),
        ((200, "text/plain", "Ναι"), ("Ναι",)),
        ("<Message><Body>Ναι</Body><Media>https://example.org/a</Media></Message>", ("Ναι",)),
        ("<Message>Ένα</Message><Message>Δύο</Message>", ("Ένα", "Δύο")),
        ("<Redirect>other</Redirect>", ("Άλλο",)),
    ],
)
def test_every_way_to_reply_or_not_is_read(answer: Any, replies: tuple[str, ...]) -> None:
    thread, _ = texting({"/sms/twilio": answer, "/sms/other": "<Message>Άλλο</Message>"})
    result = thread.send("Α")
    assert (result.replies, result.faults) == (replies, ())


def test_an_unavailable_webhook_is_asked_again_as_its_address_says() -> None:
    thread, webhooks = texting({"/sms/twilio": [DOWN, DOWN, "<Message>Ναι</Message>"]}, "/sms/twilio#rc=2&rp=5xx,ct,rt")
    result = thread.send("Α")
    assert (result.replies, result.faults) == (("Ναι",), ())
    assert webhooks.paths == ["/sms/twilio"] * 3
    assert len({fields["MessageSid"] for _, fields in webhooks.asked}) == 1


def test_after_the_last_try_the_fallback_is_asked_and_told_why() -> None:
    answers: dict[str, Any] = {"/sms/twilio": DOWN, "/sms/twilio/fallback": "<Message>Συγγνώμη</Message>"}
    thread, webhooks = texting(answers, "https://town.example/sms/twilio#rc=2&rp=5xx", "/sms/twilio/fallback")
    result = thread.send("Α")
    assert (result.replies, [one.code for one in result.faults]) == (("Συγγνώμη",), [11200])
    assert webhooks.paths == ["/sms/twilio"] * 3 + ["/sms/twilio/fallback"]
    assert webhooks.last["ErrorUrl"] == "https://town.example/sms/twilio"
    assert webhooks.last["Body"] == "Α"


@pytest.mark.parametrize(
    ("url", "failure", "tries"),
    [
        ("/sms/twilio", DOWN, 1),
        ("/sms/twilio", ConnectionRefusedError(), 2),
        ("/sms/twilio", TimeoutError(), 1),
        ("/sms/twilio#rc=0", ConnectionRefusedError(), 1),
        ("/sms/twilio#rc=9&rp=all", TimeoutError(), 6),
        ("/sms/twilio#rc=3&rp=4xx", DOWN, 1),
        ("/sms/twilio#rc=3&rp=all", (200, "application/json", "{}"), 1),
    ],
)
def test_only_what_the_address_names_is_tried_again(url: str, failure: Any, tries: int) -> None:
    thread, webhooks = texting({"/sms/twilio": failure})
    thread.url = url
    result = thread.send("Α")
    assert (result.replies, len(result.faults), len(webhooks.asked)) == ((), 1, tries)


def test_a_text_can_be_delivered_twice() -> None:
    thread, webhooks = texting({"/sms/twilio": ""})
    first = thread.send("Α")
    assert thread.send("Α", sid=first.sid).sid == first.sid
    assert webhooks.asked[0] == webhooks.asked[1]


def test_what_cannot_be_carried_is_a_fault() -> None:
    thread, _ = texting({"/sms/twilio": f"<Message>{'α' * 1601}</Message>"})
    assert (thread.send("Α").replies, thread.send("Α").faults[0].code) == ((), 21617)
    thread, _ = texting({"/sms/twilio": "<Redirect>/sms/twilio</Redirect>"})
    assert thread.send("Α").faults[0].code == 11200
