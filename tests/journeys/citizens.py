"""What citizens do on each channel, as they would do it: type, key, text and read. They know no more than they are told."""

import re
from dataclasses import dataclass

from channels.simulator.phone import Call
from channels.simulator.state import Wait
from channels.simulator.texts import Texting
from tests.journeys.browser import Browser, Form, Page

REFERENCE = re.compile(r"(?<![\d/])(\d{3})[ \u00a0](\d{3})[ \u00a0](\d{3})(?!\d)")
FOUR = re.compile(r"(?<![\d/])(\d{4})(?![\d/])")
HAND_OVER = re.compile(r"(?<![\d/:])((?:\d[ \u00a0,]{0,2}){7}\d)(?![\d/])")
# At the telephone digits are said one by one, with a pause between groups.
SAID_REFERENCE = re.compile(r"(\d \d \d), (\d \d \d), (\d \d \d)(?! ?\d|,)")
SAID_FOUR = re.compile(r"(?<![\d,] )(\d \d \d \d)(?! \d)")

ENGLISH, REPORT, ROADS, LAMP, REQUEST = "2", "1", "1", "1", "3"


@dataclass(frozen=True)
class Receipt:
    """What a citizen was given when they had reported something."""

    reference: str
    code: str

    @property
    def groups(self) -> str:
        return f"{self.reference[:3]} {self.reference[3:6]} {self.reference[6:]}"


def written_receipt(words: str) -> Receipt:
    """The numbers of a receipt that is read."""
    found = REFERENCE.search(words)
    assert found, f"no reference in: {words}"
    code = FOUR.search(words, found.end())
    assert code, f"no receipt code in: {words}"
    return Receipt("".join(found.groups()), code[1])


def spoken_receipt(words: str) -> Receipt:
    """The numbers of a receipt that is heard."""
    found = SAID_REFERENCE.search(words)
    assert found, f"no reference in: {words}"
    code = SAID_FOUR.search(words, found.end())
    assert code, f"no receipt code in: {words}"
    return Receipt("".join(found.groups()).replace(" ", ""), code[1].replace(" ", ""))


def the_form(page: Page) -> Form:
    """The form of a page that asks something: the first one that carries a turn."""
    return page.form("turn")


def report_on_web(browser: Browser, place: str, fault: str = "out") -> Receipt:
    """Report a street light on the web, page by page, and read the receipt."""
    page = browser.open("/start/street-light?new=1")
    page = browser.send(the_form(page), answer=place)
    page = browser.send(the_form(page), answer=fault)
    page = browser.send(the_form(page))
    page = browser.send(the_form(page), button="skip")
    page = browser.send(the_form(page), answer="none")
    return send_on_web(browser, page)


def send_on_web(browser: Browser, page: Page) -> Receipt:
    assert page.status == 200, page.text
    page = browser.send(page.form("turn", "command"), button="send")
    return written_receipt(page.text)


def report_by_text(texting: Texting, first: str) -> Receipt:
    """Report a street light by texts: the first one says what and where, and short answers follow."""
    for words in (first, "1", "-", "-", "1"):
        text(texting, words)
    return written_receipt(text(texting, "OK"))


def text(texting: Texting, words: str) -> str:
    """Send one text, and read the one reply."""
    exchanged = texting.send(words)
    assert not exchanged.faults, exchanged.faults
    assert len(exchanged.replies) == 1, exchanged.replies
    return exchanged.replies[0]


def report_by_phone(call: Call) -> Receipt:
    """Report a street light with the keys of a telephone and one spoken answer, and hear the receipt."""
    begin_by_phone(call)
    call.press("1")
    call.press("#")
    call.press("1")
    call.press("#")
    receipt = spoken_receipt(call.heard)
    call.hang_up()
    return receipt


def begin_by_phone(call: Call) -> None:
    """Call, choose a street light from the menus, and say where it is after the tone."""
    call.start()
    for key in (ENGLISH, REPORT, ROADS, LAMP):
        call.press(key)
    say_after_tone(call)


def say_after_tone(call: Call, seconds: int = 4) -> None:
    if call.waiting.kind is Wait.GATHER:
        call.wait()
    call.record(seconds, key="#")


def status_on_web(browser: Browser, reference: str) -> Page:
    """Ask on the web how far a request is, with its reference in the form."""
    page = browser.open("/track")
    return browser.send(page.form("reference"), reference=reference)


def open_on_web(browser: Browser, receipt: Receipt) -> Page:
    """Ask on the web, and give the receipt code to see everything that was said."""
    page = status_on_web(browser, receipt.reference)
    return browser.send(page.form("receipt_code"), receipt_code=receipt.code)


def status_by_text(texting: Texting, reference: str) -> str:
    return text(texting, f"STATUS {reference}")


def status_by_phone(call: Call, reference: str) -> str:
    """Ask by telephone: the menu's entry, and the reference keyed."""
    call.start()
    for keys in (ENGLISH, REQUEST, f"{reference}#"):
        call.press(keys)
    heard = call.heard
    call.hang_up()
    return heard
