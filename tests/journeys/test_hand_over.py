"""A conversation that begins by text, goes on by telephone with a hand-over code, and ends on the web."""

from tests.journeys.citizens import ENGLISH, HAND_OVER, begin_by_phone, send_on_web, status_by_text, text, the_form
from tests.journeys.running import Running

RESUME = "7"


def code_in(words: str) -> str:
    """The eight digits of a hand-over code, however they are grouped, written or said."""
    found = HAND_OVER.search(words)
    assert found, f"no hand-over code in: {words}"
    return "".join(mark for mark in found[1] if mark.isdigit())


def test_what_was_begun_by_text_goes_on_by_telephone_and_ends_on_the_web(server: Running) -> None:
    texting = server.texting("trikala", "+306900000701")
    text(texting, "den anavi i lamba stin asklipiou 12")
    text(texting, "1")
    by_text = code_in(text(texting, "CODE"))

    call = server.calling("trikala", "+306900000702")
    call.start()
    for keys in (ENGLISH, RESUME, f"{by_text}#"):
        call.press(keys)
    # The open question is the number on the pole: what was answered by text is not asked again, nor read out.
    assert "asklipiou" not in call.heard.lower()
    call.press("2317#")
    call.press(RESUME)
    by_phone = code_in(call.heard)
    call.hang_up()

    browser = server.browser("trikala")
    page = browser.open("/resume")
    page = browser.send(page.form("code"), code=by_phone)
    # A telephone cannot send a photo, so that it is asked here.
    page = browser.send(page.form("turn"), button="skip") if the_form(page).files else page
    page = browser.send(the_form(page), answer="none")
    assert "asklipiou 12" in page.text
    assert "2,317" in page.text or "2317" in page.text
    receipt = send_on_web(browser, page)

    # The texts' session was told, and the request is there for it to ask about.
    assert receipt.groups in status_by_text(texting, receipt.reference)


def test_a_code_is_used_once(server: Running) -> None:
    texting = server.texting("trikala", "+306900000703")
    text(texting, "den anavi i lamba stin asklipiou 14")
    code = code_in(text(texting, "CODE"))
    for browser, works in ((server.browser("trikala"), True), (server.browser("trikala"), False)):
        page = browser.open("/resume")
        page = browser.send(page.form("code"), code=code)
        assert page.url.split("?")[0].endswith("/start/street-light") is works


def test_a_code_of_one_town_opens_nothing_in_another(server: Running) -> None:
    texting = server.texting("trikala", "+306900000704")
    text(texting, "den anavi i lamba stin asklipiou 16")
    code = code_in(text(texting, "CODE"))
    browser = server.browser("corfu")
    page = browser.open("/resume")
    foreign = browser.send(page.form("code"), code=code)
    assert not foreign.url.split("?")[0].endswith("/start/street-light")
    assert code_in(text(texting, "CODE")) != code


def test_a_dropped_call_that_calls_again_is_offered_to_go_on(server: Running) -> None:
    call = server.calling("trikala", "+306900000705")
    begin_by_phone(call)
    call.hang_up()
    again = server.calling("trikala", "+306900000705")
    again.start()
    again.press(ENGLISH)
    again.press("1")
    # It goes on from the open question, which is what exactly is wrong.
    assert "flickers" in again.heard
