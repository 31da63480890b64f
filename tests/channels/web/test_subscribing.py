"""Subscribing, changing and ending on the town's pages. What they do is the same on every database."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.announcements.topics import mask
from core.bootstrap import Core
from core.municipalities.model import Municipality
from core.people import consent, onetime
from core.people.contact import Way
from core.subscriptions import evidence, tokens
from tests.channels.web.browser import Browser
from tests.subscribed import LANDLINE, MAIL, MOBILE, code, sent, subscribe, subscribers, told

WISH: dict[str, Any] = {
    "topics": ["water", "safety"], "district": "centre", "language": "en", "quiet": "own", "quiet_from": "22:30",
    "quiet_until": "07:00", "agree": "yes",
}  # fmt: skip
HERE, CONFIRM, PREFERENCES = "/news/subscribe", "/news/confirm", "/news/preferences"


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "thyrida.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


def wish(browser: Browser, **fields: Any) -> None:
    browser.open(HERE)
    browser.submit(**WISH | fields)


def test_a_code_confirms_a_number_and_a_letter_a_mailbox(core: Core, town: Municipality, browser: Browser) -> None:
    wish(browser, text="691 234 5678", email=MAIL, first="text")
    assert told(core, town) == [("pending", "", "")]
    (_way, to, letter) = sent(core, town)[1]
    assert to == MAIL
    browser.submit(code="000000")
    assert browser.status == 422
    assert "Σφάλμα" in browser.page.text
    browser.submit(code=code(core, town))
    assert told(core, town) == [("active", "text", MOBILE)]
    (found,) = subscribers(core, town)
    assert (found.topics, found.district, found.language) == (mask(["water", "safety"]), "centre", "en")
    assert (found.quiet_from, found.quiet_until) == (22 * 60 + 30, 7 * 60)

    (path,) = re.findall(r"http://[^/]+(/news/confirm/\S+)", letter)
    other = Browser(browser.client.application)
    assert MAIL in other.open(path).text
    with core.database.reading(town) as work:
        assert [one.what for one in evidence.of(work, found.id)] == ["asked", "asked", "confirmed"], "looking confirms nothing"
    other.submit()
    with core.database.reading(town) as work:
        last = evidence.of(work, found.id)[-1]
        assert (last.what, last.way, last.channel) == ("confirmed", "email", "web")
        asked = evidence.of(work, found.id)[0]
        assert "Συμφωνώ" in asked.asked
    assert other.open("/news/confirm/1-" + "0" * 32).text and other.status == 404


def test_the_code_and_the_link_lie_nowhere(core: Core, town: Municipality, browser: Browser) -> None:
    wish(browser, call=LANDLINE, email=MAIL)
    digits, letters = code(core, town), sent(core, town)
    (token,) = re.findall(r"/news/confirm/(\S+)", letters[1][2])
    assert letters[0][0] == "call", "a fixed telephone cannot show a text"
    with core.database.across("a test", writes=False) as work:
        connection = work.session.connection().connection
        kept = "\n".join(connection.iterdump())  # type: ignore[attr-defined]
    assert LANDLINE in kept
    assert digits not in kept.replace(LANDLINE, "")
    assert token not in kept


def test_nobody_learns_whether_a_number_is_known(core: Core, town: Municipality, browser: Browser) -> None:
    subscribe(core, town, (Way.TEXT, MOBILE))
    pages = []
    for number in (MOBILE, "+306912345699"):
        browser.open(PREFERENCES)
        pages.append(browser.submit(contact=number, command="find").text)
    assert pages[0] == pages[1]
    assert len(sent(core, town)) == 1
    wish(browser, text=MOBILE)
    known = browser.page.text
    wish(browser, text="+306912345698")
    assert browser.page.text == known.replace("78", "98")
    for _each in range(onetime.TO_ADDRESS):
        browser.open(PREFERENCES)
        browser.submit(contact="+306912345699", command="find")
    assert browser.status == 422, "an unknown number is counted like a known one"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("topics", [], "Επιλέξτε τουλάχιστον ένα θέμα."),
        ("text", LANDLINE, "δεν δέχεται γραπτά μηνύματα"),
        ("call", "1520", "σύντομος"),
        ("email", "eleni", "@"),
        ("agree", "", "συμφωνία"),
        ("quiet_from", "25:00", "22:00"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    core: Core, town: Municipality, browser: Browser, field: str, value: object, said: str
) -> None:
    wish(browser, **{"email": MAIL, "text": MOBILE, field: value})
    assert browser.status == 422
    assert said in browser.page.text
    kept = {"text": MOBILE, "email": MAIL, "quiet_until": "07:00"}
    fields = browser.page.form("agree").fields
    assert {name: fields[name] for name in kept if name != field} == {k: v for k, v in kept.items() if k != field}
    assert told(core, town) == []


def test_a_page_sent_twice_asks_once(core: Core, town: Municipality, browser: Browser) -> None:
    browser.open(HERE)
    form = browser.page.form("agree")
    for _each in range(2):
        browser.send(form.action, {**form.fields, **WISH, "text": MOBILE})
    assert len(told(core, town)) == 1
    assert len(sent(core, town)) == 1


def enter(core: Core, town: Municipality, browser: Browser, contact: str = MOBILE) -> None:
    browser.open(PREFERENCES)
    browser.submit(contact=contact, command="find")
    browser.submit(code=code(core, town), command="code")


def test_settings_are_found_with_a_code_changed_and_ended(
    core: Core, town: Municipality, browser: Browser, another: Callable[..., Browser]
) -> None:
    mine = subscribe(core, town, (Way.TEXT, MOBILE), (Way.EMAIL, MAIL))
    another().send(PREFERENCES, {})
    enter(core, town, browser)
    assert MAIL not in browser.page.html, "who has the telephone may not know the mailbox"
    browser.submit(**{k: v for k, v in WISH.items() if k != "agree"}, command="save")
    (found,) = subscribers(core, town)
    assert (found.topics, found.district, found.language) == (mask(["water", "safety"]), "centre", "en")
    page = browser.page.form(("command", "first"))
    browser.send(page.action, {**page.fields, "command": "first"})
    assert told(core, town) == [("active", "email", MAIL)]
    browser.submit(address="+30 24310 12345", way_name="call", command="add")
    assert told(core, town) == [("active", "email", MAIL)]
    browser.submit(code=code(core, town))
    browser.open(PREFERENCES)
    ends = [one for one in browser.page.forms if ("command", "end") in one.buttons]
    assert len(ends) == 3
    browser.send(PREFERENCES, {**ends[0].fields, "command": "end"})
    assert told(core, town) == [("active", "text", MOBILE)]
    browser.command("all")
    assert told(core, town) == [("ended", "", "")]
    with core.database.reading(town) as work:
        assert [one.what for one in evidence.of(work, mine)][-1] == "ended"


def test_another_browser_changes_nothing(core: Core, town: Municipality, browser: Browser) -> None:
    subscribe(core, town, (Way.TEXT, MOBILE))
    browser.open(PREFERENCES)
    token = browser.page.forms[-1].fields["csrf_token"]
    for command in ("all", "end", "save", "first", "add"):
        browser.send(PREFERENCES, {"csrf_token": token, "command": command, "way": "1", "address": MAIL, **WISH})
        assert browser.status in (200, 422)
    assert told(core, town) == [("active", "text", MOBILE)]


def test_the_number_that_said_stop_is_called_and_told_how_texts_come_back(
    core: Core, town: Municipality, browser: Browser
) -> None:
    with core.database.work(town) as work:
        consent.record(work, Way.TEXT, MOBILE, False, "sms", "STOP", core.clock.now())
    wish(browser, text=MOBILE)
    assert sent(core, town)[0][0] == "call"
    browser.submit(code=code(core, town))
    assert "ΕΝΑΡΞΗ" in browser.page.text
    assert told(core, town) == [("pending", "", "")]


def test_one_click_ends_the_letters_and_looking_ends_nothing(core: Core, town: Municipality, browser: Browser) -> None:
    mine = subscribe(core, town, (Way.EMAIL, MAIL), (Way.TEXT, MOBILE))
    path = f"/news/unsubscribe/{tokens.token(core.codes, town, mine)}"
    browser.open(path)
    assert told(core, town) == [("active", "email", MAIL)]
    answer = browser.client.post(
        path, data={"List-Unsubscribe": "One-Click"}, base_url="http://trikala.localhost", headers={"Cookie": ""}
    )
    assert (answer.status_code, answer.text) == (200, "")
    assert told(core, town) == [("active", "text", MOBILE)]
    browser.open(path)
    browser.send(path, {"command": "all"})
    assert told(core, town) == [("ended", "", "")]
    browser.send(path, {"command": "all"})
    assert browser.status == 200
    browser.send(path[:-1] + "x", {"command": "all"})
    assert browser.status == 403
    assert browser.response.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_a_letter_of_another_town_ends_nothing_here(
    core: Core, town: Municipality, other_town: Municipality, browser: Browser
) -> None:
    mine = subscribe(core, town, (Way.EMAIL, MAIL))
    browser.send(f"/news/unsubscribe/{tokens.token(core.codes, other_town, mine)}", {"command": "all"})
    assert browser.status == 403
    assert told(core, town) == [("active", "email", MAIL)]


def test_a_wrong_address_after_a_search_is_told_what_is_wrong_with_it(browser: Browser) -> None:
    browser.open(PREFERENCES)
    browser.command("find", contact=MAIL)
    for button, field, wrong in (("find", "contact", "eleni.example.org"), ("code", "code", "eleni@example.org")):
        page = browser.command(button, **{field: wrong})
        assert browser.status == 422
        (said, *_more) = page.classed["govgr-error-message"]
        assert "ψηφία από 0 έως 9" not in said and ("@" in said or "e-mail" in said), said
