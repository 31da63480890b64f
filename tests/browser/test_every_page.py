"""Every page that a citizen or a clerk can reach by following links, in both languages and at both widths."""

import os
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Watched
from tests.browser.judging import findings, too_wide
from tests.journeys.running import Running

MOST = 60
# Files; and the way to the login provider and back, whose every step is good for one time only.
NOT_WALKED = ("/static", "/desk/files", "/login")
# What is fetched by readers and calendars, and is no page.
NO_PAGES = (".atom", ".ics", ".xml", ".csv")
# The audit asks for more of them.
WIDTHS = [int(width) for width in os.environ.get("THYRIDA_TEST_WIDTHS", "320,1280").split(",")]
LINKS = "() => [...document.querySelectorAll('main a[href], nav a[href], footer a[href]')].map(a => a.href)"


def walk(window: Watched, start: str, language: str) -> list[str]:
    """Paths reached from a page by links, each kind of address once: /services/tree stands for its like only by itself."""
    own = urlsplit(window.url("/")).netloc
    waiting, seen = [start], []
    while waiting and len(seen) < MOST:
        path = waiting.pop(0)
        if path in seen:
            continue
        answer = window.page.goto(window.url(path + ("&" if "?" in path else "?") + f"lang={language}"))
        if answer is None or "text/html" not in (answer.headers.get("content-type") or ""):
            continue
        seen.append(path)
        for href in window.page.evaluate(LINKS):
            parts = urlsplit(href)
            if parts.netloc == own and "lang=" not in parts.query and _is_page(parts.path):
                waiting.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    return seen


def _is_page(path: str) -> bool:
    return not (path.startswith(NOT_WALKED) or path.endswith(NO_PAGES) or "/files/" in path)


def judge(window: Watched, path: str, language: str, axe: str) -> list[str]:
    """Everything wrong with one page, at each width."""
    wrong = []
    page: Page = window.page
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(window.url(path + ("&" if "?" in path else "?") + f"lang={language}"))
        wrong += [f"{path} [{language} {width}] {finding}" for finding in findings(page, axe)]
        if excess := too_wide(page):
            wrong.append(f"{path} [{language} {width}] is {excess} pixels too wide")
    return wrong


@pytest.mark.parametrize("language", ["el", "en"])
def test_citizens_pages_have_no_finding(window: Callable[..., Watched], axe: str, language: str) -> None:
    opened = window()
    paths = walk(opened, "/", language)
    assert {"/", "/services", "/track", "/accessibility", "/news"} <= {urlsplit(path).path for path in paths}
    assert len([path for path in paths if path.startswith("/start/")]) >= 10
    assert [wrong for path in paths for wrong in judge(opened, path, language, axe)] == []
    assert opened.complaints == []


@pytest.mark.parametrize("language", ["el", "en"])
@pytest.mark.parametrize("role", ["clerk", "supervisor", "editor", "administrator"])
def test_the_desks_pages_have_no_finding(
    window: Callable[..., Watched], server: Running, axe: str, language: str, role: str
) -> None:
    opened = window()
    assert judge(opened, "/desk/sign-in", language, axe) == []
    sign_in(opened, server, role)
    paths = walk(opened, "/desk/", language)
    assert len(paths) >= 2
    assert [wrong for path in paths for wrong in judge(opened, path, language, axe)] == []
    assert opened.complaints == []


def sign_in(window: Watched, server: Running, role: str) -> None:
    page = window.open("/desk/sign-in")
    page.fill("input[type=email]", f"{role}@{window.town}.example")
    page.fill("input[type=password]", server.demo["password"])
    page.press("input[type=password]", "Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)


@pytest.mark.parametrize("language", ["el", "en"])
def test_the_simulators_page_has_no_finding(window: Callable[..., Watched], axe: str, language: str) -> None:
    opened = window()
    assert judge(opened, "/simulator/", language, axe) == []
    assert opened.complaints == []


@pytest.mark.parametrize("town", ["elefsina", "corfu"])
def test_every_towns_colours_are_readable(window: Callable[..., Watched], axe: str, town: str) -> None:
    opened = window(town)
    assert [wrong for path in ("/", "/services", "/track") for wrong in judge(opened, path, "el", axe)] == []
