"""The telephone on a page, with scripts off: its forms drive texts and calls through the real webhooks."""

import io
import re
import wave
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from channels.simulator.inside import InProcess
from channels.simulator.sound import recording, seconds_of
from channels.site import create_app
from core.adapters.console import Console
from core.announcements.telling import Telling
from core.bootstrap import Core, build
from core.messages.delivery import Delivery
from core.people import consent
from core.people.contact import Way
from core.requests.receiptcode import receipt_code
from core.requests.tables import Attachment, Request
from core.settings import Settings
from tests.announced import announce, subscribe
from tests.stopped import Stopped
from tests.templates.parsed import Page, parse

HOST = "http://trikala.localhost"


class Browser:
    """A browser without scripts: it remembers the page, and sends its forms as they stand."""

    def __init__(self, client: FlaskClient, language: str = "en") -> None:
        self.client, self.html = client, ""
        self.open(f"/simulator/?lang={language}")

    def open(self, path: str) -> None:
        answer = self.client.get(path, base_url=HOST)
        assert answer.status_code == 200, answer.data
        self.html = answer.get_data(as_text=True)

    @property
    def page(self) -> Page:
        return parse(self.html)

    def hidden(self, name: str) -> str:
        values = [one.attributes["value"] for one in self.page.all("input") if one.attributes.get("name") == name]
        return values[0]

    def send(self, action: str, **fields: str) -> str:
        """Send a form to an address, with what every form of the page carries."""
        carried = {"csrf_token": self.hidden("csrf_token"), "call": self.hidden("call"), "sid": self.hidden("sid")}
        answer = self.client.post(f"/simulator/{action}", data=carried | fields, base_url=HOST)
        assert answer.status_code == 200, answer.data
        self.html = answer.get_data(as_text=True)
        return self.html

    def text(self, body: str) -> str:
        """Send a text; the last bubble of the thread."""
        self.send("text", body=body)
        return self.bubbles[-1]

    def call(self, do: str, **fields: str) -> str:
        """Do something in a call; what is heard."""
        self.send("call", do=do, **fields)
        return self.heard

    @property
    def bubbles(self) -> list[str]:
        return [unescape(one) for one in re.findall(r'class="sim__words"[^>]*>(.*?)</span>', self.html, re.DOTALL)]

    @property
    def heard(self) -> str:
        return unescape(" ".join(re.findall(r'class="sim__caption[^>]*>(.*?)</p>', self.html)))


@pytest.fixture
def browser(app: Flask) -> Iterator[Browser]:
    with app.test_client() as client:
        yield Browser(client)


def requests_of(core: Core) -> list[Request]:
    with core.database.reading(core.directory.by_key("trikala")) as work:
        return list(work.session.scalars(select(Request)))


def test_a_thread_of_texts_reports_a_fault(browser: Browser, core: Core) -> None:
    assert browser.bubbles == []
    browser.text("KAMENH LAMPA ASKLHPIOU 12")
    assert browser.bubbles[0] == "KAMENH LAMPA ASKLHPIOU 12"
    for body in ("1", "-", "-", "4", "OK"):
        last = browser.text(body)
    (request,) = requests_of(core)
    assert " ".join(re.findall("...", request.reference)) in last
    assert receipt_code(core.codes, request.municipality_id, request.reference) in last
    assert (request.channel, request.place) == ("sms", "ASKLHPIOU 12")
    assert len(browser.bubbles) == 12


def test_a_call_reports_a_fault_and_its_receipt_is_texted(browser: Browser, core: Core) -> None:
    assert "press 2." in browser.call("dial")
    assert "What can we do for you?" in browser.call("press", keys="2")
    browser.call("press", keys="1")
    browser.call("press", keys="1")
    assert "Where is the lamp?" in browser.call("press", keys="1")
    assert "(a tone)" in browser.call("silence")
    assert "What exactly is wrong?" in browser.call("speak", words="Asklipiou 12, opposite the pharmacy")
    browser.call("press", keys="1")
    browser.call("press", keys="#")
    browser.call("press", keys="3")
    assert "Your request was received" in browser.call("press", keys="#")
    (request,) = requests_of(core)
    with core.database.reading(core.directory.by_key("trikala")) as work:
        voice = work.session.scalars(select(Attachment)).one()
    assert voice.source.startswith(f"{core.settings.base_url}/simulator/media/trikala/3-")
    gateway = Console()
    Delivery(core.database, core.directory, core.clock, core.codes, {}, gateway).run()
    assert "The call is over." in browser.call("hang_up")
    assert receipt_code(core.codes, request.municipality_id, request.reference) in browser.bubbles[-1]


def test_a_call_that_tells_news_is_shown_and_can_be_answered(browser: Browser, core: Core) -> None:
    town = core.directory.by_key("trikala")
    number = re.search(r'name="number"[^>]*value="(\d+)"', browser.html)
    assert number is not None
    subscribe(core, town, (Way.CALL, f"+30{number[1]}"), language="en")
    announced = announce(core, town, ways=(Way.CALL,))
    Telling(core.database, core.clock)(town, {"announcement": announced, "version": 1})
    Delivery(core.database, core.directory, core.clock, core.codes, {}, Console()).run()
    browser.open("/simulator/?lang=en")
    assert browser.bubbles[-1].startswith("☎ ")
    message = next(one.attributes["value"] for one in browser.page.all("input") if one.attributes.get("name") == "message")
    assert "No water tomorrow" in browser.call("pick_up", message=message)
    assert "no more such calls" in browser.call("press", keys="8")
    assert "δεν ισχύει" in browser.call("pick_up", message="42")
    with core.database.reading(town) as work:
        assert not consent.allowed(work, Way.CALL, f"+30{number[1]}", consent.NEWS)


def test_several_keys_are_shown_until_hash_ends_them(browser: Browser) -> None:
    browser.call("dial")
    browser.call("press", keys="2")
    browser.call("press", keys="3")
    assert "Keyed so far: 48" in browser.call("press", keys="48")
    assert "we counted 3" in browser.call("press", keys="2#")


def test_a_person_is_called_and_may_not_answer(browser: Browser) -> None:
    browser.call("dial")
    browser.call("press", keys="2")
    assert "(ringing at +302431000000)" in browser.call("press", keys="0")
    assert "Somebody answers" in browser.html
    assert "To be called back, press 1." in browser.call("answer", status="busy")
    assert "The call is over." in browser.call("hang_up")


def test_the_same_page_sent_twice_is_one_text(browser: Browser) -> None:
    sid = browser.hidden("sid")
    browser.text("MENU")
    browser.send("text", body="MENU", sid=sid)
    assert len(browser.bubbles) == 2


def test_a_call_goes_on_while_a_text_is_sent(browser: Browser) -> None:
    browser.call("dial")
    browser.text("HELP")
    assert "What can we do for you?" in browser.call("press", keys="2")


def test_a_text_that_could_not_be_taken_is_repeated_and_then_apologised_for(
    browser: Browser, core: Core, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.errors import Unavailable
    from core.text import _

    asked: list[str] = []

    def away(town: object) -> object:
        asked.append("work")
        raise Unavailable("database", _("The service is not available at this moment. Please try again."))

    monkeypatch.setattr(core.database, "work", away)
    browser.send("text", body="MENU")
    assert len(asked) == 3
    assert "We could not take your message." in browser.bubbles[-1]
    assert "11200" in browser.html


def test_the_telephone_keeps_its_number_and_takes_another(browser: Browser) -> None:
    first = re.search(r'name="number" type="text"[^>]*value="(\d+)"', browser.html)
    browser.open("/simulator/")
    assert first
    assert f'value="{first[1]}"' in browser.html
    browser.send("number", choice="fixed")
    assert re.search(r'value="2431\d{6}"', browser.html)
    browser.send("number", choice="typed", number="691 234 5678")
    assert 'value="6912345678"' in browser.html
    browser.send("number", choice="typed", number="112")
    assert "Give a Greek number" in browser.html
    assert 'value="6912345678"' in browser.html


def test_a_withheld_number_is_not_shown_to_the_town_hall(browser: Browser, core: Core) -> None:
    browser.send("number", choice="mobile", withheld="yes")
    browser.call("dial")
    browser.call("press", keys="2")
    browser.call("press", keys="0")
    with core.database.reading(core.directory.by_key("trikala")) as work:
        from core.dialogue.tables import ConversationRow

        assert [one.contact for one in work.session.scalars(select(ConversationRow))] == [""]


def test_what_the_call_does_not_wait_for_is_told(browser: Browser) -> None:
    browser.call("dial")
    browser.send("call", do="answer", status="completed")
    assert "The call does not wait for that now." in browser.html


@pytest.mark.parametrize("call", ["", "x", "eyJ4IjoxfQ.AAAA"])
def test_a_call_that_we_did_not_sign_is_none(browser: Browser, call: str) -> None:
    browser.call("dial")
    browser.send("call", do="press", keys="1", call=call)
    assert "The receiver is down." in browser.html


def test_a_call_of_one_town_cannot_be_carried_into_another(app: Flask) -> None:
    with app.test_client() as client:
        trikala = Browser(client)
        trikala.call("dial")
        kept = trikala.hidden("call")
        corfu = client.get("/simulator/?lang=en", base_url="http://corfu.localhost").get_data(as_text=True)
        token = re.search(r'name="csrf_token" value="([^"]+)"', corfu)
        assert token
        fields = {"csrf_token": token[1], "call": kept, "do": "press", "keys": "1"}
        answer = client.post("/simulator/call", data=fields, base_url="http://corfu.localhost")
        assert "The receiver is down." in answer.get_data(as_text=True)


def test_forms_without_their_token_are_refused(app: Flask) -> None:
    for action in ("number", "text", "call"):
        assert app.test_client().post(f"/simulator/{action}", base_url=HOST).status_code == 400


def test_real_towns_have_no_simulator(core: Core, app: Flask) -> None:
    core.directory.add(replace(core.directory.by_key("trikala"), demonstration=False), core.clock.now())
    client = app.test_client()
    for path in ("/simulator/", "/simulator/texts", "/simulator/media/trikala/3-0123456789abcdef.wav"):
        assert client.get(path, base_url=HOST).status_code == 404
    assert client.get("/simulator/", base_url="http://corfu.localhost").status_code == 200


def test_a_public_demonstration_has_no_simulator(settings: Settings, core: Core, clock: Stopped) -> None:
    public = build(Settings(**(settings.model_dump() | {"public_demo": True})), clock=clock)
    client = create_app(public).test_client()
    assert client.get("/simulator/", base_url=HOST).status_code == 404
    assert client.get("/simulator/media/trikala/3-0123456789abcdef.wav").status_code == 404
    public.database.close()


def test_only_our_own_webhooks_can_be_asked(core: Core, app: Flask) -> None:
    with pytest.raises(ConnectionError):
        InProcess(app, core)("/desk/", {})


def test_a_recording_is_a_sound_as_long_as_what_was_typed(app: Flask) -> None:
    assert [seconds_of(words) for words in ("", "Ναι", "α" * 140)] == [1, 1, 10]
    answer = app.test_client().get("/simulator/media/trikala/3-0123456789abcdef.wav")
    assert (answer.status_code, answer.content_type) == (200, "audio/x-wav")
    with wave.open(io.BytesIO(answer.data)) as sound:
        assert sound.getnframes() / sound.getframerate() == 3


@pytest.mark.parametrize("name", ["3", "3-xyz", "..", "3-0123456789ABCDEF", "9999-0123456789abcdef"])
def test_nothing_else_is_a_recording(name: str) -> None:
    assert recording(name) is None


@pytest.mark.parametrize("language", ["el", "en"])
def test_the_page_is_sound_names_its_fields_and_obeys_the_policy(app: Flask, language: str) -> None:
    with app.test_client() as client:
        browser = Browser(client, language)
        browser.text("MENU")
        for do, fields in (("", {}), ("dial", {}), ("press", {"keys": "2111"}), ("silence", {}), ("press", {"keys": "0"})):
            if do:
                browser.call(do, **fields)
            page = browser.page
            assert page.unbalanced == []
            assert len(page.all("h1")) == 1
            assert len(page.ids) == len(set(page.ids))
            labelled = {one.attributes["for"] for one in page.all("label")}
            fields_shown = [one for one in page.all("input", "textarea") if one.attributes.get("type") != "hidden"]
            assert [one.attributes for one in fields_shown if one.attributes.get("id") not in labelled] == []
            inline = [key for one in page.elements for key in one.attributes if key == "style" or key.startswith("on")]
            assert inline == []
            assert all(one.attributes.get("src") for one in page.all("script"))


def test_the_page_is_for_no_search_engine(app: Flask) -> None:
    answer = app.test_client().get("/simulator/", base_url=HOST)
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
