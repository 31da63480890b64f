"""Texts that come through the open gateway: the same talk, in its own words; its receipts, and who only says to be it."""

import itertools
from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

import channels.site
from channels.sms import CHANNEL
from channels.sms.agreed import id_of, proof_of
from channels.sms.gateway import gateways
from channels.sms.relayed import number_of
from core.bootstrap import Core
from core.errors import Unavailable
from core.messages import style
from core.messages.alphabet import Alphabet, segments
from core.messages.outbox import Draft, MessageState, post
from core.messages.tables import Message, Receipt
from core.people.contact import Way
from core.requests.tables import Request
from core.text import _
from tests.filed import MOBILE

TOKEN = "a token of sixteen signs"
_IDS = itertools.count(1)


@pytest.fixture
def core(make_core: Callable[..., Core], core: Core) -> Core:
    return make_core(kannel_token=TOKEN, kannel_from="127.0.0.1")


@pytest.fixture
def app(core: Core, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setattr(channels.site, "find", lambda: [CHANNEL])
    return channels.site.create_app(core)


@pytest.fixture
def relay(core: Core, app: Flask) -> "Relay":
    return Relay(app, core.directory.by_key("trikala").numbers[0])


class Relay:
    """The gateway's side: it posts a text with the headers that it writes (Kannel 1.4.5)."""

    def __init__(self, app: Flask, to: str) -> None:
        self.client, self.to = app.test_client(), to

    def post(self, body: str | bytes, charset: str = "UTF-8", **changed: Any) -> TestResponse:
        given: dict[str, Any] = {"id": f"d338a032-30ba-4807-9616-{next(_IDS):012d}", "password": TOKEN, "sender": MOBILE}
        given |= {"to": self.to, "query": "", "address": "127.0.0.1", **changed}
        account = b64encode(f"kannel:{given['password']}".encode()).decode()
        headers = {
            "Authorization": f"Basic {account}",
            "X-Kannel-From": given["sender"],
            "X-Kannel-To": given["to"],
            "Content-Type": f'text/plain; charset="{charset}"',
        }
        said = body.encode("utf-8") if isinstance(body, str) else body
        path = f"/sms/kannel?id={given['id']}{given['query']}"
        return self.client.post(path, data=said, headers=headers, environ_base={"REMOTE_ADDR": given["address"]})

    def say(self, *bodies: str) -> str:
        answers = [self.post(body) for body in bodies]
        assert {one.status_code for one in answers} == {200}
        return answers[-1].get_data(as_text=True)


def test_a_street_light_is_reported_and_the_receipt_is_greek_in_two_bytes(core: Core, relay: Relay) -> None:
    answer = relay.post("KAMENH LAMPA ASKLHPIOU 12")
    assert (answer.content_type, answer.headers["X-Kannel-Coding"]) == ("text/plain; charset=utf-8", "2")
    receipt = relay.say("1", "-", "-", "4", "OK")
    with core.database.reading(core.directory.by_key("trikala")) as work:
        assert work.session.scalars(select(Request)).one().reference in receipt
    english = relay.post("ENGLISH")
    assert english.headers["X-Kannel-Coding"] == "0", "what needs no two bytes costs less without"


def test_a_text_that_comes_again_gets_its_reply_again_and_counts_once(core: Core, relay: Relay) -> None:
    relay.say("KAMENH LAMPA ASKLHPIOU 12", "1", "-", "-", "4")
    first, second = (relay.post("OK", id="7e6f9d1c-0000-4000-8000-000000000001").get_data() for _each in range(2))
    assert first == second
    with core.database.reading(core.directory.by_key("trikala")) as work:
        assert len(work.session.scalars(select(Request)).all()) == 1


def test_who_is_not_our_gateway_is_refused(relay: Relay) -> None:
    wrong = (
        {"password": "another token of ours"},
        {"password": ""},
        {"password": "ö"},
        {"address": "10.0.0.9"},
        {"address": "x"},
    )
    assert [relay.post("MENU", **one).status_code for one in wrong] == [403] * len(wrong)
    assert relay.post("MENU").status_code == 200


def test_without_a_token_nobody_is_our_gateway(make_core: Callable[..., Core], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channels.site, "find", lambda: [CHANNEL])
    bare = channels.site.create_app(make_core(kannel_token=""))
    assert Relay(bare, "+302431000001").post("MENU", password="").status_code == 403
    path = f"/sms/kannel/status?town=trikala&message=1&status=1&proof={proof_of('', 'trikala', '1', '')}"
    assert bare.test_client().get(path).status_code == 403


def test_a_turn_that_is_not_kept_is_503_with_no_body(core: Core, relay: Relay, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_anything: object) -> None:
        raise Unavailable("database", _("away"))

    monkeypatch.setattr(type(core.conversing), "converse", away)
    answer = relay.post("MENU")
    assert (answer.status_code, answer.data) == (503, b"")
    monkeypatch.setattr(type(core.conversing), "converse", lambda *_anything: 1 / 0)
    broken = relay.post("MENU")
    assert (broken.status_code, broken.headers["X-Kannel-Coding"]) == (200, "2")
    assert "ξανά" in broken.get_data(as_text=True)


def test_words_are_read_as_they_are_written(relay: Relay) -> None:
    for body, charset in (("ΒΟΗΘΕΙΑ", "UTF-16BE"), ("ΒΟΗΘΕΙΑ", "ISO-8859-7"), ("VOITHEIA", "US-ASCII")):
        assert "ΜΕΝΟΥ" in relay.post(body.encode(charset), charset).get_data(as_text=True), charset


def test_hostile_texts_get_a_sentence_and_what_cannot_be_answered_silence(relay: Relay) -> None:
    for body in (b"", b"\x00", b"\xff\xfe\xfd", "Λ" * 5000, "\u202eabc", "'; DROP TABLE request; --"):
        assert relay.post(body).get_data()
        assert relay.post(body, charset="no-such-charset").get_data()
    assert "ξανά" in relay.post("MENU", id="%00").get_data(as_text=True)
    assert relay.post(b"x" * 300_000).status_code == 413
    for sender in ("19019", "DIMOS", "", "anonymous"):
        answer = relay.post("MENU", sender=sender)
        assert (answer.status_code, answer.data) == (200, b"")


def test_a_short_number_s_town_stands_in_the_address(relay: Relay) -> None:
    assert "δεν ανήκει" in relay.post("ΒΟΗΘΕΙΑ", to="54321").get_data(as_text=True)
    assert "ΜΕΝΟΥ" in relay.post("ΒΟΗΘΕΙΑ", to="54321", query="&town=trikala").get_data(as_text=True)
    assert "δεν ανήκει" in relay.post("ΒΟΗΘΕΙΑ", to="54321", query="&town=atlantis").get_data(as_text=True)


@pytest.mark.parametrize(
    ("written", "number"),
    [("+306912345678", "+306912345678"), ("00306912345678", "+306912345678"), ("306912345678", "+306912345678"),
     ("6912345678", "+306912345678"), ("2431000001", "+302431000001"), ("19019", "19019"), ("DIMOS", "DIMOS")],
)  # fmt: skip
def test_numbers_are_known_however_the_network_writes_them(written: str, number: str) -> None:
    assert number_of(written) == number


def test_receipts_lead_forward_only_and_prove_that_we_asked_for_them(core: Core, app: Flask) -> None:
    town = core.directory.by_key("trikala")
    with core.database.work(town) as work:
        id_ = post(work, Draft(Way.TEXT, MOBILE, "Έγινε.", "el", "notice"), core.clock.now())
    client = app.test_client()

    def told(status: str, message: int = id_, proof: str = "", attempt: int = 1) -> int:
        proof = proof or proof_of(TOKEN, "trikala", str(message), str(attempt))
        path = f"/sms/kannel/status?town=trikala&message={message}&try={attempt}&proof={proof}&status={status}"
        return client.get(path).status_code

    def state() -> str:
        with core.database.reading(town) as work:
            return work.session.get_one(Message, (town.id, id_)).state

    assert told("1", proof=proof_of(TOKEN, "trikala", "1", "1")) == 403
    assert told("1", proof=proof_of(TOKEN, "trikala", str(id_), "1"), attempt=2) == 403
    assert told("1", proof="x") == 403
    assert state() == MessageState.QUEUED
    with core.database.work(town) as work:
        work.session.get_one(Message, (town.id, id_)).state = str(MessageState.SENDING)
    told("8")
    assert state() == MessageState.ACCEPTED
    told("2")
    assert state() == MessageState.QUEUED, "the handset was off: it goes again in some hours"
    with core.database.work(town) as work:
        row = work.session.get_one(Message, (town.id, id_))
        row.state, row.provider_id = str(MessageState.ACCEPTED), id_of(str(id_), "2")
    assert [told("2"), told("16")] == [200] * 2
    assert state() == MessageState.ACCEPTED, "what comes again or late of the first try sends no third text"
    assert [told(one) for one in ("1", "1", "8", "16", "banana", "", "%d")] == [200] * 7
    assert told("1", message=42) == 200
    assert state() == MessageState.DELIVERED
    with core.database.reading(town) as work:
        assert len(work.session.scalars(select(Receipt)).all()) == 8


def test_replies_are_folded_only_where_the_town_chose_it(core: Core, relay: Relay) -> None:
    before = relay.say("ΒΟΗΘΕΙΑ")
    with core.database.work(core.directory.by_key("trikala")) as work:
        style.choose(work, style.REPLY, True, "staff:1", core.clock.now())
    after = relay.post("ΒΟΗΘΕΙΑ")
    assert segments(before).alphabet is Alphabet.UCS2
    assert segments(after.get_data(as_text=True)).alphabet is Alphabet.GSM7
    assert after.headers["X-Kannel-Coding"] == "0"


def test_the_gateway_that_is_named_first_is_tried_first(make_core: Callable[..., Core]) -> None:
    account = {"twilio_account_sid": "AC" + "0" * 32, "twilio_auth_token": "secret", "kannel_url": "http://127.0.0.1:13013/"}

    def names(**settings: str) -> list[str]:
        return [one.name for one in gateways(make_core(**settings)).get(Way.TEXT, ())]

    assert names(**account) == ["twilio", "kannel"]
    assert names(**account, texts_by="kannel, twilio") == ["kannel", "twilio"]
    assert names(**account, texts_by="kannel") == ["kannel"]
    assert names(kannel_url=account["kannel_url"]) == ["kannel"]
    assert names() == []
    for wrong in ({"texts_by": "pigeon"}, {"kannel_token": "short"}, {"kannel_from": "everywhere"}):
        with pytest.raises(ValueError):
            names(**wrong)
