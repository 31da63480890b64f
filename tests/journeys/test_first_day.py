"""The README's second page, docs/first-day.md, followed to the letter on an empty installation."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.databases import free_port
from tests.journeys.browser import Browser
from tests.journeys.citizens import open_on_web, report_on_web
from tests.journeys.clerks import Desk
from tests.journeys.running import PROJECT, Running, started

PAGE = PROJECT / "docs" / "first-day.md"
COMMANDS = [
    line
    for block in re.findall(r"```sh\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    for line in block.splitlines()
    if line.strip()
]
TOWN = "example-town"
PASSWORD = "a long enough password"


class Follower:
    """Somebody who reads the page and types its commands, in a folder of their own."""

    def __init__(self, server: Running) -> None:
        self.server = server
        # `python` is the one of the installation, as after activating it.
        here = str(Path(sys.executable).parent)
        self._environment = server.environment | {"PATH": here + os.pathsep + os.environ.get("PATH", "")}

    def type(self, command: str) -> str:
        done = subprocess.run(["bash", "-c", command], cwd=PROJECT, env=self._environment, capture_output=True, text=True)
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        return done.stdout

    def the(self, words: str) -> str:
        """The page's one command that begins so."""
        found = [one for one in COMMANDS if one.startswith(f"python run.py {words}")]
        assert len(found) == 1, f"{len(found)} commands begin with {words}"
        return found[0]

    def choose_password(self, printed: str) -> None:
        """Open the printed link in a browser, and choose a password."""
        link = re.search(rf"http://{TOWN}\.localhost:{self.server.port}(/desk/password/\S+)", printed)
        assert link, printed
        browser = self.browser()
        page = browser.open(link[1])
        form = next(one for one in page.forms if any("password" in name for name in one.names))
        passwords = {name: PASSWORD for name in form.names if "password" in name or name == "again"}
        assert browser.send(form, **passwords).status == 200
        assert not any("password" in one.names for one in browser.open(link[1]).forms), "a link works once"

    def browser(self) -> Browser:
        return self.server.browser(TOWN)


@pytest.fixture(scope="module")
def follower(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Follower]:
    server = Running(free_port(), tmp_path_factory.mktemp("first-day"))
    first = COMMANDS[0]
    assert first.startswith("python run.py serve --empty")
    with started(server, first.replace("python", sys.executable, 1).split()):
        yield Follower(server)


def test_the_page_is_followed_from_nothing_to_a_closed_request(follower: Follower) -> None:
    assert "no municipality yet" in follower.server.log.read_text()
    assert f"{TOWN}:" in follower.type(follower.the("municipality add"))
    await_town(follower)
    administrator, clerk = (one for one in COMMANDS if one.startswith("python run.py staff add"))
    follower.choose_password(follower.type(administrator))
    follower.choose_password(follower.type(clerk))

    receipt = report_on_web(follower.browser(), "Δοκιμής 4")
    desk = Desk(follower.browser(), "clerk@example.org", PASSWORD)
    assert desk.queue() == [receipt.reference]
    desk.do(receipt.reference, "claim")
    desk.close(receipt.reference, "We changed the lamp.")
    assert "We changed the lamp." in open_on_web(follower.browser(), receipt).text

    assert follower.type(follower.the("verify-events")).strip() == "0 findings"
    assert "services" in follower.type(follower.the("catalogue check"))


def test_an_empty_installation_has_no_demonstration(follower: Follower) -> None:
    browser = follower.browser()
    assert browser.open("/simulator/").status == 404
    assert follower.server.demo["password"] == ""
    assert follower.server.demo["municipalities"] == []


def test_the_webhooks_that_the_page_tells_are_the_ones_that_are_printed(follower: Follower) -> None:
    told = PAGE.read_text("utf-8")
    printed = follower.server.demo["webhooks"]
    for address in printed.values():
        assert f"https://hatch.example.org{address.removeprefix(follower.server.url)}`" in told


def await_town(follower: Follower) -> None:
    """The running server sees what another process added within ten seconds."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        connection = HTTPConnection("127.0.0.1", follower.server.port, timeout=10)
        connection.request("GET", "/", headers={"Host": f"{TOWN}.localhost"})
        answer = connection.getresponse().read().decode()
        connection.close()
        if "Παραδείγματος" in answer or "Municipality of Example" in answer:
            return
        time.sleep(0.5)
    raise AssertionError("the server does not see the municipality")
