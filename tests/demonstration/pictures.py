"""Pictures of the pages in a real Chromium, made small enough for a repository."""

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser import chromium
from tests.journeys.running import Running

TOWN = "trikala"
LARGEST = 150_000
PHONE, DESK = {"width": 390, "height": 780}, {"width": 1100, "height": 800}


def take(server: Running, reference: str, folder: Path) -> None:
    """Take all of the demonstration's pictures into a folder. `reference` is a request to follow and to work on."""
    folder.mkdir(parents=True, exist_ok=True)
    base = f"http://{TOWN}.localhost:{server.port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.executable(), args=chromium.ARGUMENTS)
        try:
            citizens(browser, base, reference, folder)
            clerks(browser, base, reference, server, folder)
        finally:
            browser.close()


def citizens(browser: Browser, base: str, reference: str, folder: Path) -> None:
    page = browser.new_context(viewport=DESK, locale="el-GR").new_page()
    page.goto(base)
    shoot(page, folder / "home.png")
    simulator(browser, base, folder)
    page = browser.new_context(viewport=PHONE, locale="el-GR").new_page()
    page.goto(f"{base}/start/street-light?new=1")
    page.fill("[name=answer]", "Ασκληπιού 12, απέναντι από το φαρμακείο")
    page.wait_for_timeout(1500)
    shoot(page, folder / "question.png")
    answer(page)
    page.check("[name=answer][value=out]")
    answer(page)
    answer(page)
    page.click("button[value=skip]")
    page.check("[name=answer][value=none]")
    answer(page)
    page.click("button[value=send]")
    page.wait_for_load_state()
    shoot(page, folder / "receipt.png")
    page.goto(f"{base}/track/{reference}")
    shoot(page, folder / "track.png")


def simulator(browser: Browser, base: str, folder: Path) -> None:
    """A text sent and a call made on the simulator's page, as it works without scripts: each press is a page."""
    context = browser.new_context(viewport={**DESK, "height": 1000}, locale="el-GR", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base}/simulator/")
    page.fill("[name=body]", "kamenh lampa asklhpiou 12")
    page.click("form[action='/simulator/text'] button[type=submit]")
    page.wait_for_load_state()
    page.click("button[value=dial]")
    page.wait_for_load_state()
    page.click("button[name=keys][value='1']")
    page.wait_for_load_state()
    page.evaluate("window.scrollTo(0, 0)")
    shoot(page, folder / "simulator.png")


def answer(page: Page) -> None:
    """Send the page's form with its first button."""
    page.locator("form:has([name=turn]) button[type=submit], form:has([name=turn]) button:not([type])").first.click()
    page.wait_for_load_state()


def clerks(browser: Browser, base: str, reference: str, server: Running, folder: Path) -> None:
    page = browser.new_context(viewport=DESK, locale="el-GR").new_page()
    page.goto(f"{base}/desk/sign-in")
    page.fill("[name=email] >> nth=0", f"clerk@{TOWN}.example")
    page.fill("[name=password] >> nth=0", server.demo["password"])
    page.press("[name=password] >> nth=0", "Enter")
    page.wait_for_load_state()
    page.goto(f"{base}/desk/requests")
    shoot(page, folder / "queue.png")
    page.goto(f"{base}/desk/requests/{reference}")
    shoot(page, folder / "request.png")


def shoot(page: Page, file: Path) -> None:
    """Take what is seen in the window, in as many colours as fit into the size that a repository bears."""
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    for colours in (128, 64, 32, 16):
        out = io.BytesIO()
        picture.quantize(colours).save(out, "PNG", optimize=True)
        if out.tell() < LARGEST:
            break
    file.write_bytes(out.getvalue())
