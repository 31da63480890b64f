"""Water is cut in one district. It is written once, and reaches everybody in the form and the language that they chose: by text,
by call, by letter, on the page and in the telephone's menu. One number is dead, and somebody else says STOP in mid-run.
"""

import csv
import io
import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from channels.simulator.phone import Call
from channels.simulator.signing import HttpPost
from channels.simulator.texts import Texting
from core.municipalities import files
from core.staff.demonstration import demo_emails
from tests.contract.test_gateways import Mailbox
from tests.journeys.browser import Browser
from tests.journeys.citizens import text
from tests.journeys.clocked import Clocked, clocked
from tests.journeys.provider import ACCOUNT, TOKEN, Provider, provider

TEXTED, CALLED = "+302421000001", "+302421000002"
GREEK, SECOND, THIRD = "+306912345601", "+306912345602", "+306912345603"
NEIGHBOUR = "+306912345606"
DEAD, LANDLINE, ENGLISH_LINE, MAIL = "+306912345604", "+302421012304", "+302421012305", "mary@example.org"
TITLE, IN_ENGLISH = "Διακοπή νερού", "No water"
SIX = re.compile(r"(?<!\d)(\d{6})(?!\d)")
SAID_SIX = re.compile(r"(\d \d \d), (\d \d \d)")


@dataclass
class Town:
    """A town that is no demonstration, its citizens' doors, and the provider and the mail server that it sends through."""

    hall: Clocked
    provider: Provider
    letters: Mailbox

    def texting(self, sender: str) -> Texting:
        return Texting(self._post(), sender, TEXTED, f"{self.hall.url}/sms/twilio")

    def calling(self, caller: str) -> Call:
        return Call(self._post(), caller, CALLED, f"{self.hall.url}/ivr/twilio")

    def _post(self) -> HttpPost:
        return HttpPost(self.hall.url, TOKEN)

    def staff(self, role: str) -> Browser:
        """Somebody of the town hall, signed in."""
        assert self.hall.core is not None
        browser = self.hall.browser("volos")
        page = browser.open("/desk/")
        email = demo_emails(self.hall.core.directory.by_key("volos"))[role]
        browser.send(page.form("email", "password"), email=email, password=self.hall.core.secrets.demo_password)
        return browser


@pytest.fixture
def town(database_url: str, tmp_path: Path) -> Iterator[Town]:
    letters = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(letters, hostname="127.0.0.1", port=port)
    controller.start()
    volos = replace(
        files.demonstration()[2], id=0, key="volos", demonstration=False, hosts=("volos.localhost",), numbers=(TEXTED, CALLED)
    )
    with provider() as taking:
        account = {"twilio_account_sid": ACCOUNT, "twilio_auth_token": TOKEN, "twilio_api_url": taking.url}
        mail = {"smtp_url": f"smtp://127.0.0.1:{port}", "email_from": "noreply@example.org"}
        # So slow that what is on its way can be stopped.
        with clocked(database_url, tmp_path / "var", volos, **account, **mail, parts_a_second=0.05) as hall:
            taking.ours = HttpPost(hall.url, TOKEN)
            yield Town(hall, taking, letters)
    controller.stop()


def subscribe_by_text(town: Town, number: str, district: str = "κεντρο") -> Texting:
    texting = town.texting(number)
    text(texting, f"ΕΓΓΡΑΦΗ 1 {district}")
    assert "ΣΤΟΠ" in text(texting, "ΝΑΙ")
    return texting


def test_a_water_cut_reaches_everybody_and_the_ledger_adds_up(town: Town) -> None:
    texters = {number: subscribe_by_text(town, number) for number in (GREEK, SECOND, THIRD)}
    subscribe_by_text(town, NEIGHBOUR, "σταθμος")
    _subscribe_with_two_ways(town)
    _subscribe_for_calls_in_english(town)
    _subscribe_for_letters_in_english(town)
    before = len(town.provider.texts), len(town.provider.calls), len(town.letters.kept)

    town.hall.pass_time(minutes=5)
    _write_and_let_out(town)
    town.hall.pass_time(seconds=1)
    first = town.provider.texts[before[0] :]
    assert len(first) == 1, "the line is fed so slowly that the others wait"
    stopped = next(number for number in texters if number != first[0].to)
    assert "ΕΝΑΡΞΗ" in text(texters[stopped], "ΣΤΟΠ")
    for _minute in range(6):
        town.hall.pass_time(minutes=1)
    texts = town.provider.texts[before[0] :]
    assert sorted(one.to for one in texts) == sorted({GREEK, SECOND, THIRD, DEAD} - {stopped})
    assert all(TITLE in one.body for one in texts)
    for one in texts:
        town.provider.report(one, *(("undelivered", "30006") if one.to == DEAD else ("delivered", "")))

    town.hall.pass_time(minutes=1)
    calls = {one.to: one for one in town.provider.calls[before[1] :]}
    assert sorted(calls) == [LANDLINE, ENGLISH_LINE], "the dead number's owner is called in its place"
    for number, words in ((LANDLINE, TITLE), (ENGLISH_LINE, IN_ENGLISH)):
        heard = town.provider.answer(calls[number])
        assert words in heard.heard
        heard.hang_up()
        town.provider.over(calls[number])
    (letter,) = town.letters.kept[before[2] :]
    assert letter.rcpt_tos == [MAIL]
    assert b"List-Unsubscribe" in (letter.content or b"")  # type: ignore[operator]

    _read_everywhere(town)
    _add_up(town)
    assert not town.provider.texted(NEIGHBOUR), "the water runs where they live"
    assert not town.provider.texted(stopped), "nothing went to whoever said STOP while it was on its way"


def _wish(town: Town, language: str, **ways: str) -> Browser:
    """Subscribe on the web to news about water in the centre, by these ways in this order; the worker sends what that asks."""
    browser = town.hall.browser("volos", language)
    wish = {"district": "centre", "language": language, "agree": "yes", "first": next(iter(ways))}
    browser.send(browser.open("/news/subscribe").form("agree"), topics=["water"], **wish, **ways)
    town.hall.pass_time(minutes=1)
    return browser


def _subscribe_with_two_ways(town: Town) -> None:
    """A mobile first and a landline after it: each confirms with a code of its own."""
    browser = _wish(town, "el", text=DEAD, call=LANDLINE)
    _confirm(browser, SIX, town.provider.texted(DEAD)[-1])
    _confirm(browser, SAID_SIX, town.provider.answer(town.provider.calls[-1]).heard)


def _subscribe_for_calls_in_english(town: Town) -> None:
    browser = _wish(town, "en", call=ENGLISH_LINE)
    _confirm(browser, SAID_SIX, town.provider.answer(town.provider.calls[-1]).heard)


def _subscribe_for_letters_in_english(town: Town) -> None:
    browser = _wish(town, "en", email=MAIL)
    (link,) = re.findall(r"http://[^/\s]+(/news/confirm/\S+)", _plain(town.letters.kept[-1].content))
    browser.send(next(form for form in browser.open(link).forms if form.action.endswith(link)))


def _plain(content: bytes | str | None) -> str:
    """The words of a letter."""
    read = message_from_bytes(content.encode() if isinstance(content, str) else content or b"", policy=policy.default)
    plain = read.get_body(("plain",))
    assert plain is not None
    return str(plain.get_content())


def _confirm(browser: Browser, pattern: re.Pattern[str], said: str) -> None:
    found = pattern.search(said)
    assert found, f"no code in: {said}"
    page = browser.open("/news/confirm")
    browser.send(page.form("code"), code="".join(found.groups()).replace(" ", ""))
    assert browser.page.status == 200, browser.page.text


def _write_and_let_out(town: Town) -> None:
    editor = town.staff("editor")
    page = editor.open("/desk/announcements/new")
    page = editor.send(
        page.form("title-el"),
        button="keep",
        kind="interruption",
        **{"title-el": TITLE, "body-el": "Λόγω βλάβης.", "title-en": IN_ENGLISH, "body-en": "A main has burst."},
        topics=["water"],
        districts=["centre"],
        ways=["text", "call", "email"],
        begins="2026-11-17T09:00",
        ends="2026-11-17T13:00",
    )
    page = editor.send(next(form for form in page.forms if form.action.endswith("/submit")))
    supervisor = town.staff("supervisor")
    page = supervisor.open(page.url)
    supervisor.send(next(form for form in page.forms if form.action.endswith("/approve")))
    assert supervisor.page.status == 200, supervisor.page.text


def _read_everywhere(town: Town) -> None:
    for language, words in (("el", TITLE), ("en", IN_ENGLISH)):
        browser = town.hall.browser("volos", language)
        page = browser.open("/news")
        link = next(href for said, href in page.links if words in said)
        assert words in browser.open(link).text
    reader = town.calling("+306912345699")
    reader.start()
    reader.press("2")
    reader.press("4")
    assert IN_ENGLISH in reader.heard
    assert TITLE in text(town.texting("+306912345698"), "νεα")


def _add_up(town: Town) -> None:
    """Six wanted to be told: five were, one of them by another way, and one had said STOP."""
    editor = town.staff("editor")
    page = editor.open("/desk/announcements?stage=published")
    link = next(href for said, href in page.links if IN_ENGLISH in said or TITLE in said)
    told = editor.open(f"{link}/reach.csv")
    _heads, *lines = list(csv.reader(io.StringIO(told.html.lstrip("\ufeff")), delimiter=";"))
    assert sum(int(line[-1]) for line in lines if not line[5]) == 6, told.html
