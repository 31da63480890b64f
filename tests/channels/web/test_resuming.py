"""Save and resume by code, in another browser, once."""

from collections.abc import Callable

from tests.channels.web.browser import Browser
from tests.stopped import Stopped

Another = Callable[..., Browser]


def begun(browser: Browser) -> str:
    """A report half told, and the code to go on with."""
    browser.open("/start/street-light")
    browser.submit(answer="Ασκληπιού 12")
    browser.submit(answer="out")
    browser.command("code")
    return "".join(browser.page.classed["th-code"][0].split())


def resume(browser: Browser, code: str) -> None:
    browser.open("/resume")
    browser.submit(code=code)


def test_a_talk_goes_on_in_another_browser_with_every_answer(another: Another) -> None:
    code = begun(another(language="en"))
    other = another(language="en")
    resume(other, f"{code[:4]} {code[4:]}")
    assert other.status == 200
    assert "Street light fault" in other.page.text
    assert "We go on with" in other.page.text
    assert other.page.form("question").fields["question"] == "pole"
    for answer in ("", None, "none"):
        other.submit(answer=answer) if answer is not None else other.command("skip")
    assert "Ασκληπιού 12" in other.page.text
    assert "It is out" in other.page.text
    other.command("send")
    assert "We have received your request" in other.page.text


def test_what_was_said_elsewhere_is_unseen_until_the_review(another: Another) -> None:
    code = begun(another())
    other = another()
    resume(other, code)
    assert not [link for link in other.page.links if "?at=" in link]
    other.open("/start/street-light?at=place")
    assert "Ασκληπιού 12" not in other.page.html
    other.open("/start/street-light?change=place")
    assert "Ασκληπιού 12" not in other.page.html
    other.open("/start/street-light")
    for answer in ("", None, "none"):
        other.submit(answer=answer) if answer is not None else other.command("skip")
    other.open("/start/street-light?change=place")
    assert other.page.form("answer").fields["answer"] == "Ασκληπιού 12"


def test_the_first_browser_is_told_that_it_went_on_elsewhere(another: Another) -> None:
    first = another(language="en")
    code = begun(first)
    resume(another(), code)
    first.open("/start/street-light")
    assert "What you began here went on elsewhere." in first.page.text
    assert "Ασκληπιού 12" not in first.page.html


def test_a_code_works_once_and_for_a_day(another: Another, clock: Stopped) -> None:
    first = another(language="en")
    code = begun(first)
    resume(another(), code)
    late = another(language="en")
    resume(late, code)
    assert late.status == 422
    assert "This code is not valid" in late.page.text
    fresh = begun(another())
    clock.move(hours=25)
    resume(late, fresh)
    assert "This code is not valid" in late.page.text


def test_a_code_sent_twice_still_leads_on(another: Another) -> None:
    code = begun(another())
    other = another()
    other.open("/resume")
    form = other.page.form("code")
    for _sent in range(2):
        other.send(form.action, {**form.fields, "code": code})
        assert other.status == 200
        assert other.page.form("question").fields["question"] == "pole"


def test_a_code_asked_for_twice_with_one_press_is_the_same_code(another: Another) -> None:
    browser = another()
    browser.open("/start/street-light")
    form = browser.page.form(("command", "code"))
    codes = []
    for _sent in range(2):
        browser.send(form.action, {**form.fields, "command": "code"})
        codes.append(browser.page.classed["th-code"][0])
    assert codes[0] == codes[1]
    resume(browser, codes[0])
    assert browser.page.form("question").fields["question"] == "place"


def test_a_mistyped_code_says_so_and_stays_in_the_field(another: Another) -> None:
    browser = another(language="en")
    resume(browser, "1234")
    assert browser.status == 422
    assert "The code has 8 digits" in browser.page.text
    assert browser.page.form("code").fields["code"] == "1234"


def test_guessing_codes_is_slowed_for_the_address_not_the_cookie(another: Another) -> None:
    code = begun(another())
    for _try in range(5):
        resume(another(), "00000000")
    guesser = another(language="en")
    resume(guesser, code)
    assert guesser.status == 422
    assert "Too many wrong codes today" in guesser.page.text
