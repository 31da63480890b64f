"""Whole talks that several tests need."""

from tests.channels.web.browser import Browser

ANSWERS: dict[str, str | None] = {"place": "Ασκληπιού 12", "fault": "out", "pole": "", "photo": None, "tell_by": "none"}


def to_review(browser: Browser, **changed: str) -> None:
    """From the service's first question to the review of a street light."""
    browser.open("/start/street-light?new=1")
    for key, value in {**ANSWERS, **changed}.items():
        assert browser.page.form("question").fields["question"] == key
        if value is None:
            browser.command("skip")
        else:
            browser.submit(answer=value)
        assert browser.status == 200, browser.page.text


def filed(browser: Browser, **changed: str) -> tuple[str, str]:
    """A street light reported: its reference and its receipt code."""
    to_review(browser, **changed)
    browser.command("send")
    return numbers(browser)


def numbers(browser: Browser) -> tuple[str, str]:
    """The reference and the receipt code that a receipt shows."""
    reference, code = ("".join(said.split()) for said in browser.page.classed["th-code"])
    return reference, code


def opened(browser: Browser, reference: str, code: str) -> None:
    """One's request with its receipt code given."""
    browser.open(f"/track/{reference}")
    browser.submit(receipt_code=code)
