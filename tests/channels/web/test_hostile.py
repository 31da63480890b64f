"""Bad input: always a clear sentence, never a failure of ours."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask

from core.adapters.database import Database
from core.bootstrap import Core
from core.errors import Unavailable
from core.municipalities.model import Municipality
from core.requests.tables import Attachment, Request
from core.text import _
from tests.channels.web.browser import Browser, upload
from tests.channels.web.pictures import jpeg
from tests.channels.web.talks import filed, opened, to_review

Another = Callable[..., Browser]

NASTY = [
    "\x00",
    "Ασκληπιού\x00 12",
    "' OR 1=1; --",
    "<script>alert(1)</script>",
    "{{ 7*7 }} ${7*7} %s {0}",
    "\u202eΑσκληπιού",
    "A" * 50_000,
    "🏚️" * 300,
    "١٢٣",
    "１２３",
    "\r\n\r\nSet-Cookie: a=b",
    "-1",
    "9" * 400,
    "NaN",
    " ",
]
FIELDS = ("answer", "lat", "day", "question", "command", "turn", "begins", "later", "made_up")


@pytest.mark.parametrize("nasty", NASTY, ids=range(len(NASTY)))
def test_nothing_typed_into_a_question_breaks_it(browser: Browser, nasty: str) -> None:
    browser.open("/start/street-light?new=1")
    form = browser.page.form("question")
    for names in [(name,) for name in FIELDS] + [FIELDS]:
        browser.send(form.action, {**form.fields, "turn": "", **dict.fromkeys(names, nasty)})
        assert browser.status in (200, 422), (names, browser.status)
        assert "<script>alert" not in browser.page.html


def test_every_question_of_every_service_stands_what_people_send(browser: Browser, core: Core, town: Municipality) -> None:
    for service in core.catalogue(town).listed():
        browser.open(f"/start/{service.key}?new=1")
        for question in service.questions:
            form = browser.page.forms[-1]
            for nasty in ("\x00", "<b>", "Z" * 4000, "31/2/2026", "-5"):
                browser.send(form.action, {**form.fields, "turn": "", "question": question.key, "answer": nasty})
                assert browser.status in (200, 422)


@pytest.mark.parametrize(
    "path",
    [
        "/start/street-light?change=φως&at=%00",
        "/start/street-light?change=tell_email",
        "/start/street-light?at=" + "x" * 5000,
        "/start?said=%00",
        "/start?said=../../etc",
        "/?lang=xx",
        "/?lang=%00&lang=el",
        "/?φως=λάμπα",
        "/track/%00",
        "/track/123%2F456",
        "/v/%00",
        "/colours/%00.css",
        "/services/%CE%BB%CE%AC%CE%BC%CF%80%CE%B1",
        "/start/%ff%fe",
    ],
)
def test_strange_addresses_are_pages(browser: Browser, path: str) -> None:
    browser.open(path)
    assert browser.status in (200, 404)


def test_a_change_of_a_question_never_answered_does_not_lead_to_the_review(browser: Browser) -> None:
    browser.open("/start/street-light?change=tell_by")
    assert browser.page.form("question").fields["question"] == "place"


def test_sending_before_the_review_files_nothing(browser: Browser, database: Database, town: Municipality) -> None:
    browser.open("/start/street-light")
    form = browser.page.form("question")
    for question in ("place", "", "tell_by", "review"):
        browser.send(form.action, {**form.fields, "turn": "", "question": question, "command": "send"})
        assert browser.status in (200, 422)
    with database.reading(town) as work:
        assert work.session.query(Request).count() == 0


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"\xff\xfe\x00\x01" * 50, "application/octet-stream"),
        (b'{"answer": "x"}', "application/json"),
        (b"\x80\x81answer=%ff%fe", "application/x-www-form-urlencoded"),
        (b"--x\r\nnonsense", "multipart/form-data; boundary=x"),
        (b"", "multipart/form-data"),
    ],
)
def test_bodies_that_are_no_form_are_refused_in_a_sentence(app: Flask, content: bytes, media_type: str) -> None:
    for path in ("/start/street-light", "/start", "/track", "/track/482913053", "/resume", "/"):
        answer = app.test_client().post(path, data=content, content_type=media_type, base_url="http://trikala.localhost")
        assert answer.status_code in (400, 405)
        assert "<h1" in answer.get_data(as_text=True)


def test_a_form_of_another_site_is_refused(browser: Browser) -> None:
    browser.open("/start/street-light")
    browser.send("/start/street-light", {"question": "place", "answer": "Ασκληπιού 12"})
    assert browser.status == 400


def test_own_words_reference_and_codes_stand_what_people_send(browser: Browser) -> None:
    for path, name in (("/", "words"), ("/track", "reference"), ("/resume", "code")):
        for nasty in NASTY:
            browser.open(path)
            form = browser.page.form(name)
            browser.send(form.action, {**form.fields, name: nasty})
            assert browser.status in (200, 422), (path, nasty[:20])


def test_an_opened_request_stands_what_people_send(browser: Browser) -> None:
    reference, code = filed(browser)
    opened(browser, reference, code)
    for nasty in NASTY:
        browser.open(f"/track/{reference}")
        browser.command("reply", reply=nasty)
        assert browser.status in (200, 422)
    for nasty in NASTY[:4]:
        browser.open(f"/track/{reference}")
        form = browser.page.forms[0]
        browser.send(form.action, {**form.fields, "receipt_code": nasty})
        assert browser.status == 422


class Down:
    """A database that does not answer."""

    def work(self, town: Municipality) -> AbstractContextManager[object]:
        raise Unavailable("database", _("The service is not available at this moment. Please try again."))

    reading = work

    def across(self, why: object, writes: bool = True) -> AbstractContextManager[object]:
        raise Unavailable("database", _("The service is not available at this moment. Please try again."))


def test_what_was_typed_is_kept_in_the_page_when_the_database_is_away(
    app: Flask, browser: Browser, database: Database, town: Municipality, monkeypatch: pytest.MonkeyPatch
) -> None:
    to_review(browser)
    form = browser.page.form(("command", "send"))
    with monkeypatch.context() as away:
        away.setattr(Database, "work", Down().work)
        browser.send(form.action, {**form.fields, "command": "send"})
        assert browser.status == 503
    assert "Τρικκαίων" in browser.page.text
    kept = browser.page.forms[-1]
    assert kept.fields["turn"] == form.fields["turn"]
    assert kept.fields["command"] == "send"
    browser.submit()
    assert browser.status == 200
    with database.reading(town) as work:
        assert work.session.query(Request).count() == 1


def test_a_photo_is_kept_for_sending_again_when_the_database_is_away(
    browser: Browser, database: Database, town: Municipality, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.open("/start/street-light?new=1")
    for answer in ("Ασκληπιού 12", "out", ""):
        browser.submit(answer=answer)
    form = browser.page.form("file")
    with monkeypatch.context() as away:
        away.setattr(Database, "work", Down().work)
        browser.send(form.action, {**form.fields, "file": upload(jpeg(), "lamp.jpg")})
        assert browser.status == 503
    browser.submit()
    assert browser.status == 200
    assert browser.page.form("question").fields["question"] == "tell_by"
    with database.reading(town) as work:
        assert [paper.name for paper in work.session.query(Attachment)] == ["lamp.jpg"]


def test_the_town_is_known_while_the_database_is_away(core: Core, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    browser.open("/")
    for name in ("work", "reading", "across"):
        monkeypatch.setattr(Database, name, Down().across)
    monkeypatch.setattr(core.directory, "_read_at", float("-inf"))
    assert browser.open("/services").text
    assert browser.status == 200
    browser.open("/start/street-light")
    assert browser.status == 503
    assert "Τρικκαίων" in browser.page.text
    monkeypatch.setattr(core.directory, "_all", ())
    monkeypatch.setattr(core.directory, "_read_at", float("-inf"))
    browser.open("/services")
    assert browser.status == 503
    assert browser.page.text
