"""The stories that a browser tells differently from a form: a pin on the map, no scripts at all, the keyboard alone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watched
from tests.browser.judging import findings, too_wide
from tests.browser.test_every_page import sign_in
from tests.journeys.running import Running

REFERENCE = re.compile(r"\d{3}\s\d{3}\s\d{3}")


def go_on(page: Page) -> None:
    """Press the page's own main button."""
    page.locator("main form button[type=submit]:not([name=command]), main form button.govgr-btn-primary").first.click()


def answer(page: Page) -> None:
    """Answer whatever the page asks, as somebody in a hurry would: skip it, the last choice, or some words."""
    main = page.locator("main")
    if main.locator("button[value=skip]").count():
        main.locator("button[value=skip]").click()
        return
    if main.locator("input[type=radio]").count():
        main.locator("input[type=radio]").last.check()
    elif main.locator("input[name=answer], textarea[name=answer]").count():
        main.locator("input[name=answer], textarea[name=answer]").first.fill("Ασκληπιού 12")
    go_on(page)


def finish(page: Page, axe: str, judged: list[str]) -> str:
    """Walk from the open question to the receipt, and judge every page on the way. Without scripts axe cannot run."""
    for _page in range(15):
        page.wait_for_load_state()
        judged += findings(page, axe) if axe else []
        if too_wide(page):
            judged.append(f"too wide: {page.url}")
        found = REFERENCE.search(page.locator("main").inner_text())
        if found and not page.locator("main input[name=turn]").count():
            return "".join(found.group().split())
        if page.locator("main form button[value=send]").count():
            page.locator("main form button[value=send]").click()
        else:
            answer(page)
    raise AssertionError(f"no receipt at {page.url}: {page.locator('main').inner_text()[:500]}")


@pytest.mark.parametrize(("javascript", "width"), [(True, 320), (True, 1280), (False, 320)])
def test_a_street_light_is_reported_with_and_without_scripts(
    window: Callable[..., Watched], axe: str, javascript: bool, width: int
) -> None:
    opened = window(javascript=javascript, width=width)
    page = opened.open("/start/street-light?new=1")
    judged: list[str] = []
    if javascript:
        page.locator(".leaflet-container").click()
        expect(page.locator("input[name=lat]")).not_to_have_value("")
    page.locator("input[name=answer]").fill("Ασκληπιού 12")
    go_on(page)
    reference = finish(page, axe if javascript else "", judged)
    assert judged == []
    assert opened.complaints == []
    followed = opened.open(f"/track/{reference}")
    assert REFERENCE.search(followed.locator("main").inner_text())


def test_a_wrong_answer_is_told_at_the_top_and_at_the_field(window: Callable[..., Watched], axe: str) -> None:
    opened = window(width=320)
    page = opened.open("/start/document-access?new=1")
    go_on(page)
    assert findings(page, axe) == []
    assert page.locator("[role=alert], .govgr-error-summary").count() >= 1
    assert page.locator("[aria-invalid=true], [aria-describedby*=error]").count() >= 1


def test_a_clerk_works_a_request_with_the_keyboard_alone(window: Callable[..., Watched], server: Running) -> None:
    opened = window("elefsina")
    sign_in(opened, server, "clerk")
    page = opened.open("/desk/requests?show=new")
    link = page.locator("main a[href*='/desk/requests/']").first
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/requests/*")
    claim = page.get_by_role("button", name=re.compile("Ανάληψη")).first
    claim.focus()
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    summary = page.locator("details summary", has_text=re.compile("σημείωση")).first
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Ειδοποιήθηκε το συνεργείο.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    expect(page.locator("main")).to_contain_text("Ειδοποιήθηκε το συνεργείο.")
    assert opened.complaints == []


def test_the_simulated_telephone_texts_and_calls(window: Callable[..., Watched], axe: str) -> None:
    opened = window("corfu")
    page = opened.open("/simulator/?lang=el")
    page.locator("textarea").first.fill("KAMENH LAMPA SPIANADA 2")
    page.locator("form:has(textarea) button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text("Τι συμβαίνει")
    page.get_by_role("button", name=re.compile("Κλήση")).first.click()
    expect(page.locator("main")).to_contain_text(re.compile("English|Αγγλικά"))
    assert findings(page, axe) == []
    assert too_wide(page) == 0
    assert opened.complaints == []
