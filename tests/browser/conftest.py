"""One server with the demonstration, one Chromium, and a page that notices what goes wrong on it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser import chromium
from tests.journeys.running import Running, serving


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("var")) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium.executable(), args=chromium.ARGUMENTS)
        yield opened
        opened.close()


class Watched:
    """A browser window that remembers every error its pages reported."""

    def __init__(self, context: BrowserContext, server: Running, town: str) -> None:
        self.context, self.server, self.town = context, server, town
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda message: message.type == "error" and self.complaints.append(message.text))

    def url(self, path: str) -> str:
        return f"http://{self.town}.localhost:{self.server.port}{path}"

    def open(self, path: str) -> Page:
        self.page.goto(self.url(path))
        return self.page


@pytest.fixture
def window(browser: Browser, server: Running) -> Iterator[Any]:
    """Opens windows: `window("trikala", javascript=False, width=320)`."""
    made: list[BrowserContext] = []

    def make(town: str = "trikala", javascript: bool = True, width: int = 1280, language: str = "el") -> Watched:
        context = browser.new_context(java_script_enabled=javascript, viewport={"width": width, "height": 900}, locale=language)
        context.set_default_timeout(15_000)
        made.append(context)
        return Watched(context, server, town)

    yield make
    for context in made:
        context.close()


@pytest.fixture(scope="session")
def axe() -> str:
    return chromium.axe()


@pytest.fixture(scope="session")
def shots() -> Path:
    """Where screenshots go, to be looked at."""
    folder = chromium.ROOT / "var" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
