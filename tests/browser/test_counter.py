"""A visitor is served with the keyboard alone: how many keys it takes, and what shows at once where scripts run."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watched
from tests.browser.judging import findings, too_wide
from tests.browser.test_every_page import sign_in
from tests.journeys.running import Running

PRINTS = "window.print = () => { document.documentElement.dataset.printed = 'yes'; }"


@dataclass
class Keyboard:
    """Counts what is pressed besides the letters of what the visitor says, and the pages that it took."""

    page: Page
    pressed: list[str] = field(default_factory=list)
    pages: int = 0

    def __post_init__(self) -> None:
        self.page.on("domcontentloaded", lambda _page: setattr(self, "pages", self.pages + 1))

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.pressed.append(key)
            self.page.keyboard.press(key)


@pytest.fixture
def counter(window: Callable[..., Watched], server: Running) -> Watched:
    """The counter's first page, with a clerk signed in."""
    opened = window()
    opened.page.add_init_script(PRINTS)
    sign_in(opened, server, "clerk")
    opened.page.wait_for_load_state()
    opened.open("/desk/counter")
    return opened


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id || document.activeElement.tagName"))


def test_a_street_light_takes_nine_keys_and_four_pages_from_one_visitor_to_the_next(counter: Watched) -> None:
    page, keyboard = counter.page, Keyboard(counter.page)
    assert focused(page) == "words"
    keyboard.type("11")
    keyboard.press("Enter")
    page.wait_for_url("**/counter/street-light*")
    assert focused(page) == "q-place"
    keyboard.type("Ασκληπιού 12")
    keyboard.press("Tab", "1", "Tab", "Tab", "4", "Control+Enter")
    page.wait_for_selector("[data-receipt]")
    assert focused(page) == "H1"
    keyboard.press("F8")
    page.wait_for_url("**/receipt")
    page.wait_for_selector("[data-printed]", state="attached")
    expect(page.locator("article")).to_contain_text("Ασκληπιού 12")
    keyboard.press("F9")
    page.wait_for_url("**/desk/counter")
    assert focused(page) == "words"
    assert len(keyboard.pressed) == 9, keyboard.pressed
    assert keyboard.pages == 4
    assert counter.complaints == []


def test_going_back_after_the_next_visitor_shows_nothing_of_the_one_before(counter: Watched) -> None:
    page = counter.page
    page.goto(counter.url("/desk/counter/street-light?new=1"))
    page.fill("#q-place", "Όθωνος 3")
    page.check("input[name=q-fault] >> nth=0")
    page.check("input[name=q-tell_by][value=none]")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("[data-receipt]")
    page.keyboard.press("F9")
    page.wait_for_url("**/desk/counter")
    for _back in range(2):
        page.go_back()
        page.wait_for_load_state()
        assert "Όθωνος 3" not in page.content()
        assert page.locator("#q-place").count() == 0 or page.input_value("#q-place") == ""
        assert page.locator(".th-code").count() == 0


def test_a_question_appears_at_once_where_an_answer_makes_it_apply(counter: Watched) -> None:
    page = counter.page
    page.goto(counter.url("/desk/counter/tree?new=1"))
    expect(page.locator("#q-reason")).to_be_hidden()
    page.check("input[name=q-matter][value=felling]")
    expect(page.locator("#q-reason")).to_be_visible()
    page.check("input[name=q-matter][value=pruning]")
    expect(page.locator("#q-reason")).to_be_hidden()
    assert counter.complaints == []


def test_the_cursor_goes_to_the_first_field_that_is_wrong(counter: Watched) -> None:
    page = counter.page
    page.goto(counter.url("/desk/counter/street-light?new=1"))
    page.fill("#q-place", "Ασκληπιού 12")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("[role=alert] a")
    assert focused(page) == "q-fault"
    assert page.input_value("#q-place") == "Ασκληπιού 12"


def test_files_that_are_too_large_together_are_not_sent_and_nothing_is_lost(counter: Watched) -> None:
    page = counter.page
    page.goto(counter.url("/desk/counter/street-light?new=1"))
    page.fill("#q-place", "Ασκληπιού 12")
    expect(page.locator("[data-too-large]")).to_be_hidden()
    page.evaluate("document.querySelector('[data-too-large]').dataset.tooLarge = '1000'")
    page.set_input_files("#scan-other", {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-" + b"x" * 2000})
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-too-large]")).to_be_visible()
    assert page.input_value("#q-place") == "Ασκληπιού 12"


def test_the_keys_do_nothing_once_they_are_switched_off(counter: Watched) -> None:
    page = counter.page
    page.locator("summary", has_text="Πλήκτρα").click()
    page.locator("button[name=keys]").click()
    page.wait_for_load_state()
    page.goto(counter.url("/desk/counter/street-light?new=1"))
    page.keyboard.press("F9")
    page.wait_for_timeout(300)
    assert page.url.endswith("street-light?new=1")


@pytest.mark.parametrize("width", [320, 1280])
def test_the_counters_pages_have_no_finding(counter: Watched, axe: str, width: int) -> None:
    page = counter.page
    page.set_viewport_size({"width": width, "height": 900})
    judged: list[str] = []

    def judge() -> None:
        page.wait_for_load_state()
        judged.extend(findings(page, axe))
        if too_wide(page):
            judged.append(f"too wide: {page.url}")

    page.goto(counter.url("/desk/counter/pavement-tables?new=1"))
    judge()
    page.click(".dk-whole .govgr-btn-primary")
    page.wait_for_selector("[role=alert] a")
    judge()
    filled = {"name": "Καφέ", "afm": "090000045", "place": "Ασκληπιού 12", "licence": "1/24", "area": "20", "months": "6"}
    for key, value in filled.items():
        page.fill(f"#q-{key}", value)
    page.check("input[name=q-tell_by][value=none]")
    page.check("input[name=paper] >> nth=1")
    page.click("button[value=check]")
    page.wait_for_selector(".dk-check")
    judge()
    page.click(".dk-check button")
    page.wait_for_selector("[data-receipt]")
    judge()
    for paper in ("a4", "roll"):
        page.goto(counter.url(f"/desk/counter/pavement-tables/receipt?paper={paper}"))
        judge()
    assert judged == []
