"""The database fails while citizens are being served: nothing is promised, nothing is lost, nothing is kept twice."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest

from channels.simulator.phone import Call
from channels.simulator.state import Wait
from core.municipalities.store import FRESH_FOR
from tests.journeys import failing
from tests.journeys.citizens import (
    begin_by_phone,
    report_by_text,
    spoken_receipt,
    status_by_text,
    status_on_web,
    text,
    the_form,
    written_receipt,
)
from tests.journeys.clerks import Clerk
from tests.journeys.running import Running, serving

# In the caller's language, or in the town's where the choice of language itself could not be kept.
SORRY = ("sorry", "Συγγνώμη")
CALLER, TEXTER = "+306900000801", "+306900000802"


class Failing(Protocol):
    def fail(self) -> None: ...

    def recover(self) -> None: ...


@pytest.fixture(scope="module", params=["postgresql", "sqlite"])
def outage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, Failing]]:
    """A server and its database, which can be made to fail and to recover."""
    data: Path = tmp_path_factory.mktemp("outage")
    if request.param == "postgresql":
        with failing.postgres() as database, serving(data, THYRIDA_DATABASE_URL=database.url) as server:
            assert server.demo
            yield server, database
        return
    with serving(data) as server:
        assert server.demo
        yield server, failing.Locked(data / "thyrida.db")


@pytest.fixture
def server(outage: tuple[Running, Failing]) -> Running:
    return outage[0]


@pytest.fixture
def database(outage: tuple[Running, Failing]) -> Iterator[Failing]:
    yield outage[1]
    outage[1].recover()


def test_a_text_is_answered_503_then_apologised_for_and_recorded_once_when_it_comes_again(
    server: Running, database: Failing
) -> None:
    texting = server.texting("trikala", TEXTER)
    listening = texting.post = failing.Listening(texting.post)
    for words in ("den anavi i lamba stin asklipiou 12", "1", "-", "-", "1"):
        text(texting, words)
    database.fail()
    listening.asked.clear()
    failed = texting.send("OK")
    refused = [(path, status, body) for path, status, body in listening.asked if path == "/sms/twilio"]
    # The provider was asked to repeat twice, and the fallback apologised when that failed too.
    assert [(status, body) for _path, status, body in refused] == [(503, "")] * 3
    assert len(failed.replies) == 1
    assert "could not take your message" in failed.replies[0] or "Δεν μπορέσαμε" in failed.replies[0]
    database.recover()
    first = texting.send("OK", sid=failed.sid)
    second = texting.send("OK", sid=failed.sid)
    assert not first.faults
    receipt = written_receipt(first.replies[0])
    assert second.replies == first.replies
    assert receipt.groups in status_by_text(texting, receipt.reference)


def test_a_call_hears_an_apology_and_the_same_turn_succeeds_after_the_pause(server: Running, database: Failing) -> None:
    call, listening = at_the_review(server, CALLER)
    database.fail()
    listening.asked.clear()
    # The database comes back while the caller holds the line, just before the same turn is asked for again.
    listening.on_repeat = database.recover
    call.press("#")
    receipt = spoken_receipt(call.heard)
    assert apologised(call)
    assert not call.faults
    first, again = (path for path, _status, _body in listening.asked)
    assert turn_of(first) == turn_of(again)
    assert "<Pause" in listening.asked[0][2]
    call.hang_up()
    assert receipt.groups in status_by_text(server.texting("trikala", CALLER), receipt.reference)


def test_a_call_that_fails_twice_is_led_to_a_person(server: Running, database: Failing) -> None:
    call, listening = at_the_review(server, "+306900000803")
    database.fail()
    listening.asked.clear()
    call.press("#")
    assert len(listening.asked) == 2
    assert apologised(call)
    assert leads_to_a_person(call)
    assert not call.faults


def test_a_long_outage_is_apologised_for_in_the_towns_own_name(server: Running, database: Failing) -> None:
    receipt = report_by_text(server.texting("trikala", "+306900000805"), "den anavi i lamba stin asklipiou 20")
    browser = server.browser("trikala")
    database.fail()
    # Longer than the directory of towns counts as fresh.
    time.sleep(FRESH_FOR + 1)
    call = server.calling("trikala", "+306900000804")
    call.start()
    call.press("2")
    assert apologised(call)
    assert leads_to_a_person(call)
    assert not call.faults
    page = browser.open(f"/track/{receipt.reference}")
    # A SQLite file that is held by a writer can still be read.
    assert page.status in (200, 503)
    assert "Municipality of Trikala" in page.text
    database.recover()
    assert receipt.groups in browser.open(f"/track/{receipt.reference}").text


def test_the_page_of_an_emergency_stands_while_the_database_is_down(server: Running, database: Failing) -> None:
    editor, supervisor = (Clerk(server, "trikala", who) for who in ("editor", "supervisor"))
    here = "/desk/emergencies/new/flood"
    page = editor.browser.open(here)
    page = editor.browser.send(editor.form(page, "flood"), button="ask")
    address = page.url.partition("?")[0]
    page = supervisor.browser.send(supervisor.form(supervisor.browser.open(address), "release"))
    assert "Sent." in page.text
    citizen = server.browser("trikala")
    database.fail()
    for language, words in (("en", "In danger? Call 112."), ("el", "Κίνδυνος; Καλέστε το 112.")):
        page = citizen.open(f"/emergency?lang={language}")
        assert (page.status == 200 and words in page.text and "Flood" in page.text) or "Πλημμύρα" in page.text
    page = citizen.open("/track/482913053?lang=en")
    # A SQLite file that is held by a writer can still be read.
    assert page.status in (404, 200, 503)
    assert "/emergency" in {link for _words, link in page.links}


def test_the_web_keeps_what_was_typed_and_sends_it_again(server: Running, database: Failing) -> None:
    browser = server.browser("trikala")
    page = browser.open("/start/road-damage?new=1")
    page = browser.send(the_form(page), answer="Larisis 88")
    page = browser.send(the_form(page), answer="pothole")
    page = browser.send(the_form(page), answer="yes")
    database.fail()
    words = "A deep hole in the right lane, “motorbikes” fall."
    page = browser.send(the_form(page), answer=words)
    assert page.status == 503
    again = the_form(page)
    assert again.fields["answer"] == words
    still = browser.send(again)
    assert still.status == 503
    database.recover()
    page = browser.send(the_form(still))
    assert page.status == 200
    page = browser.send(the_form(page), button="skip")
    page = browser.send(the_form(page), answer="none")
    assert words in page.text
    form = page.form("turn", "command")
    first = written_receipt(browser.send(form, button="send").text)
    second = written_receipt(browser.send(form, button="send").text)
    assert second == first
    assert first.groups in status_on_web(browser, first.reference).text


def at_the_review(server: Running, caller: str) -> tuple[Call, failing.Listening]:
    """A call that has answered everything and is asked whether to send it."""
    listening = failing.Listening(server.post())
    number, hooks = server.town("trikala")["numbers"][-1], server.demo["webhooks"]
    call = Call(listening, caller, number, hooks["voice"])
    begin_by_phone(call)
    for keys in ("1", "#", "1"):
        call.press(keys)
    return call, listening


def apologised(call: Call) -> bool:
    return any(word in call.heard for word in SORRY)


def leads_to_a_person(call: Call) -> bool:
    """In opening hours a person is dialled; otherwise the number where one answers is told."""
    return call.waiting.kind is Wait.DIAL or "2431000000" in "".join(mark for mark in call.heard if mark.isdigit())


def turn_of(path: str) -> str:
    return next(part for part in path.partition("?")[2].split("&") if part.startswith("turn="))
