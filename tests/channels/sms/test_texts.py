"""Texting with the town hall, through the provider's webhook."""

import re

import pytest
from sqlalchemy import select

from channels.sms.fitting import LONGEST, units
from core.bootstrap import Core
from core.people import consent
from core.people.contact import Way
from core.requests.tables import Attachment, Request
from tests.channels.sms.handset import Handset, texts

STREET_LIGHT = ("KAMENH LAMPA ASKLHPIOU 12", "1", "-", "-", "4")


def only_request(core: Core) -> Request:
    with core.database.reading(core.directory.by_key("trikala")) as work:
        return work.session.scalars(select(Request)).one()


def test_a_street_light_is_reported_in_greeklish_and_gets_a_receipt(core: Core, handset: Handset) -> None:
    receipt = handset.say(*STREET_LIGHT, "OK")
    request = only_request(core)
    assert request.service == "street-light"
    assert request.place == "ASKLHPIOU 12"
    assert " ".join(re.findall("...", request.reference)) in receipt
    assert request.reference in receipt
    assert re.search(r"\b\d{4}\b", receipt)


def test_every_reply_fits_three_parts(core: Core, handset: Handset) -> None:
    for body in ("MENU", "1", "1", "1", "ΑΣΚΛΗΠΙΟΥ 12", "ξ", "1", "-", "-", "9", "4", "1", "BOHΘEIA", "ΚΩΔΙΚΟΣ", "υπάλληλος"):
        (reply,) = handset.send(body)
        assert 0 < units(reply) <= LONGEST, reply


def test_what_is_happening_is_told_by_reference(handset: Handset, core: Core) -> None:
    handset.say(*STREET_LIGHT, "OK")
    reference = only_request(core).reference
    assert reference[:3] in handset.say(f"katastash {reference}")


def test_an_unsigned_text_is_refused(handset: Handset) -> None:
    assert handset.post("/sms/twilio", handset.fields("MENU"), sign=False).status_code == 403


def test_a_forged_text_is_refused_and_nothing_is_kept(core: Core, handset: Handset) -> None:
    fields = handset.fields("MENU")
    headers = {"X-Twilio-Signature": "c2lnbmF0dXJl"}
    assert handset.client.post("/sms/twilio", data=fields, headers=headers).status_code == 403


def test_a_trailing_space_and_blank_fields_are_part_of_the_signature(handset: Handset) -> None:
    assert handset.send("MENU ", FromZip="", FromCity="ΤΡΙΚΑΛΑ ")


def test_a_get_with_a_greek_query_is_understood(core: Core, handset: Handset) -> None:
    from urllib.parse import urlencode

    from twilio.request_validator import RequestValidator

    path = "/sms/twilio?" + urlencode(handset.fields("ΒΟΗΘΕΙΑ / λάμπα"))
    signature = RequestValidator(core.webhook_token).compute_signature(core.settings.base_url + path, {})
    answer = handset.client.get(path, headers={"X-Twilio-Signature": signature})
    assert answer.status_code == 200
    assert texts(answer)


@pytest.mark.parametrize("sender", ["19019", "DIMOS", "", "anonymous", "+30", "whatsapp:+306912345678"])
def test_what_cannot_be_answered_gets_silence_not_a_loop(handset: Handset, sender: str) -> None:
    assert handset.send("MENU", From=sender) == []


def test_our_own_number_is_never_answered(core: Core, handset: Handset) -> None:
    assert handset.send("MENU", From=core.directory.by_key("corfu").numbers[0]) == []


def test_a_number_of_no_town_says_so(handset: Handset) -> None:
    handset.to = "+302109999999"
    assert len(handset.send("MENU")) == 1


@pytest.mark.parametrize(
    "body", ["", " ", "\x00\x00", "Λ" * 5000, "😀" * 60, "‮abc", "1" * 1600, "'; DROP TABLE request; --", "{0.__class__}"]
)
def test_hostile_bodies_get_a_sentence(handset: Handset, body: str) -> None:
    for _turn in range(2):
        (reply,) = handset.send(body)
        assert reply


def test_a_message_id_that_is_none_is_told_so(handset: Handset) -> None:
    assert handset.send("MENU", sid="banana")


def test_unknown_fields_and_odd_numbers_of_pictures_do_no_harm(handset: Handset) -> None:
    assert handset.send("MENU", NumMedia="many", Surprise="1", Latitude="x")


def test_a_picture_is_taken_later_and_answers_the_photo_question(core: Core, handset: Handset) -> None:
    handset.say(*STREET_LIGHT[:3])
    handset.send("", NumMedia="1", MediaUrl0="https://api.twilio.com/media/ME1", MediaContentType0="image/jpeg")
    handset.say("4", "OK")
    with core.database.reading(core.directory.by_key("trikala")) as work:
        picture = work.session.scalars(select(Attachment)).one()
        assert (picture.state, picture.media_type) == ("to_fetch", "image/jpeg")
        assert picture.request_id == only_request(core).id


@pytest.mark.parametrize("word", ["STOP", "ΣΤΟΠ", "στοπ!", "ΣTOΠ", "stamata", "διαγραφή", "UNSUBSCRIBE"])
def test_stop_is_obeyed_in_every_alphabet_at_any_question(core: Core, handset: Handset, word: str) -> None:
    handset.say(*STREET_LIGHT[:2])
    handset.send(word)
    with core.database.work(core.directory.by_key("trikala")) as work:
        assert not consent.allowed(work, Way.TEXT, handset.number)
    handset.send("START")
    with core.database.work(core.directory.by_key("trikala")) as work:
        assert consent.allowed(work, Way.TEXT, handset.number)


def test_stop_is_not_confirmed_twice_when_the_provider_did(handset: Handset) -> None:
    assert handset.send("STOP", OptOutType="STOP") == []


def test_a_complaint_about_lorries_is_no_opt_out(core: Core, handset: Handset) -> None:
    handset.say("ΠΑΡΑΠΟΝΟ")
    handset.send("Σταματήστε τα φορτηγά στην οδό μας")
    with core.database.work(core.directory.by_key("trikala")) as work:
        assert consent.allowed(work, Way.TEXT, handset.number)


def test_the_fallback_apologises_without_a_database(core: Core, handset: Handset) -> None:
    core.database.close()
    fields = handset.fields("MENU", ErrorCode="11200", ErrorUrl="x")
    answer = handset.post("/sms/twilio/fallback", fields)
    assert answer.status_code == 200
    assert texts(answer)


def test_a_call_back_puts_what_was_begun_aside_and_brings_it_back(core: Core, handset: Handset) -> None:
    handset.say("lampa", "asklipiou 3", "υπάλληλος", "ΚΑΛΕΣΤΕ ΜΕ", "-", "OK")
    assert only_request(core).service == "call-back"
    assert "Τι συμβαίνει" in handset.say("οκ")
    handset.say("1", "-", "-", "4", "OK")
    with core.database.reading(core.directory.by_key("trikala")) as work:
        kept = {request.service: request.place for request in work.session.scalars(select(Request))}
    assert kept == {"call-back": "", "street-light": "asklipiou 3"}


def test_another_matter_is_heard_where_we_ask_which_request_is_meant(handset: Handset) -> None:
    handset.say(*STREET_LIGHT, "OK", "κάτι που δεν ξέρω πώς να το πω")
    assert "επιχείρησης" in handset.say("τραπεζοκαθίσματα")


@pytest.mark.parametrize("sign", ["\x01", "\x0b", "\x1b", "\ufffe", "\uffff"])
def test_signs_that_no_document_may_hold_are_said_back_to_nobody(handset: Handset, sign: str) -> None:
    assert "ΑΣΚΛΗΠΙΟΥ" in handset.say(f"ΛΑΜΠΑ ΑΣΚΛΗΠΙΟΥ {sign}12")


def test_help_names_the_news_and_a_stray_yes_is_told_whole(handset: Handset) -> None:
    reply = handset.say("ΒΟΗΘΕΙΑ")
    assert "ΝΕΑ, ΕΓΓΡΑΦΗ" in reply and "243 100 0000" in reply and units(reply) <= LONGEST
    assert "Δεν περιμένουμε απάντηση από εσάς." in handset.say("ΝΑΙ")
