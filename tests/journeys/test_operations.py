"""docs/operations.md, followed word by word as far as loopback allows."""

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from channels.simulator.signing import HttpPost
from channels.simulator.texts import Texting
from core.adapters.migrations import LATEST
from tests.databases import free_port
from tests.journeys.browser import Browser
from tests.journeys.citizens import Receipt, open_on_web, report_on_web, send_on_web, text, the_form
from tests.journeys.proxy import proxied
from tests.journeys.running import PROJECT, Running, started
from tests.journeys.test_first_day import await_town
from tests.journeys.test_hand_over import code_in

PAGE = (PROJECT / "docs" / "operations.md").read_text("utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines() if line.strip()]
BLOCKS = {found[1]: found[2] for found in re.finditer(r"```(?:ini)?\n# (\S+?):? ?[^\n]*\n(.*?)```", PAGE, re.DOTALL)}
TOWN, NUMBER = "example-town", "+306900000009"
INSTALLED = "/opt/thyrida/.venv/bin/python"


def settings() -> dict[str, str]:
    """The page's own file of settings, but for what is this machine's: ports, folders, and where mail goes."""
    block = re.search(r"# /etc/thyrida\.env\n(.*?)```", PAGE, re.DOTALL)
    assert block is not None
    told = dict(line.split("=", 1) for line in block[1].splitlines() if "=" in line)
    assert told["HOST"] == "127.0.0.1"
    kept = {name: value for name, value in told.items() if name not in ("PORT", "THYRIDA_DATA")}
    return kept | {"THYRIDA_METRICS_PORT": str(free_port()), "THYRIDA_SMTP_URL": f"smtp://127.0.0.1:{free_port()}"}


class Operator:
    """Somebody who reads the page and types its commands."""

    def __init__(self, server: Running, folder: Path) -> None:
        self.server, self.backups, self.drill = server, folder / "backups", folder / "drill"
        self.backups.mkdir()
        path = str(Path(sys.executable).parent) + os.pathsep + os.environ.get("PATH", "")
        self.environment = server.environment | {"PATH": path, "BACKUPS": str(self.backups), "DRILL": str(self.drill)}

    def type(self, command: str, *, code: int = 0, **extra: str) -> str:
        done = subprocess.run(
            ["bash", "-c", command], cwd=PROJECT, env=self.environment | extra, capture_output=True, text=True, timeout=300
        )
        assert done.returncode == code, f"{command}\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def the(self, words: str) -> str:
        """The page's commands that hold these words are one and the same."""
        found = {one for one in COMMANDS if words in one}
        assert len(found) == 1, f"{found} hold {words}"
        return found.pop()

    def ask(self, path: str, port: int = 0, **headers: str) -> tuple[int, str, dict[str, str]]:
        connection = HTTPConnection("127.0.0.1", port or self.server.port, timeout=30)
        connection.request("GET", path, headers={"Host": f"{TOWN}.localhost"} | headers)
        answer = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        return answer.status, body, dict(answer.getheaders())

    def texting(self, sender: str, port: int = 0) -> Texting:
        """Signed for the public address, and brought to loopback."""
        public = self.server.environment["THYRIDA_PUBLIC_URL"]
        post = HttpPost(public, self.server.demo["webhook_token"], f"http://127.0.0.1:{port or self.server.port}")
        return Texting(post, sender, NUMBER, "/sms/twilio")

    def log(self) -> list[dict[str, Any]]:
        lines = self.server.log.read_text("utf-8").splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]


def exec_start(unit: str) -> list[str]:
    """The command of the page's unit, with this installation's Python for that of the page."""
    block = re.search(rf"# /etc/systemd/system/{re.escape(unit)}[^\n]*\n(.*?)```", PAGE, re.DOTALL)
    assert block is not None, unit
    line = re.search(r"^ExecStart=(.*)$", block[1], re.MULTILINE)
    assert line is not None
    return shlex.split(line[1].replace(INSTALLED, sys.executable).replace("%%", "%"))


@pytest.fixture(scope="module")
def operator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operator]:
    folder = tmp_path_factory.mktemp("operations")
    server = Running(free_port(), folder / "data", settings())
    with started(server, exec_start("thyrida.service")):
        made = Operator(server, folder)
        made.type("python run.py municipality add docs/example-town.toml")
        await_town(_Following(server))  # type: ignore[arg-type]
        yield made


class _Following:
    def __init__(self, server: Running) -> None:
        self.server = server


@pytest.fixture(scope="module")
def told(operator: Operator) -> Receipt:
    return report_on_web(operator.server.browser(TOWN), "Δοκιμής 4")


def test_it_says_that_it_lives_and_that_it_can_work(operator: Operator) -> None:
    assert operator.ask("/healthz")[:2] == (200, "ok\n")
    status, said, _headers = operator.ask("/readyz")
    assert status == 200, said
    assert json.loads(said)["ready"] is True
    assert {"database", "migrations", "queue", "disk"} <= set(json.loads(said)["checks"])


def test_behind_a_proxy_browsers_stay_on_https_and_nobody_writes_their_own_address(operator: Operator, told: Receipt) -> None:
    with proxied(operator.server.port) as port:
        _status, _page, headers = operator.ask("/track", port)
        assert headers["Strict-Transport-Security"] == "max-age=31536000"
        assert "Secure" in headers["Set-Cookie"]
        # Seven wrong codes from one citizen, who writes another address each time; the next citizen is not slowed.
        guesses = [_guess(port, told, "198.51.100.7", forged=f"203.0.113.{number}") for number in range(7)]
        assert "Too many wrong codes" in guesses[-1]
        assert "Too many wrong codes" not in _guess(port, told, "198.51.100.8")


def _guess(port: int, told: Receipt, client: str, forged: str = "") -> str:
    browser = Browser(
        port, f"{TOWN}.localhost", "en", {"X-Test-Client": client} | ({"X-Forwarded-For": forged} if forged else {})
    )
    wrong = f"{(int(told.code) + 1) % 10000:04d}"
    return open_on_web(browser, Receipt(told.reference, wrong)).text


def test_the_doctor_finds_what_is_wrong_and_says_what_to_do(operator: Operator) -> None:
    # On loopback the public name leads nowhere, and nobody takes mail: that is what it has to find.
    said = operator.type(operator.the("doctor"), code=1)
    assert "FAIL address: hatch.example.org cannot be resolved" in said or "webhooks" in said
    assert "FAIL e-mail" in said
    for well in ("OK   database", "OK   triggers", "OK   worker", "OK   keys", f"OK   municipality {TOWN}"):
        assert well in said, said
    assert "secret" not in said
    found = json.loads(operator.type(f"{operator.the('doctor')} --json 2>/dev/null", code=1))
    assert {one["level"] for one in found} <= {"OK", "WARN", "FAIL"}
    assert all(one["todo"] for one in found if one["level"] != "OK")


def test_metrics_are_on_a_port_of_their_own(operator: Operator, told: Receipt) -> None:
    port = int(operator.server.environment["THYRIDA_METRICS_PORT"])
    _status, said, _headers = operator.ask("/metrics", port)
    assert 'thyrida_filings_total{channel="web",service="street-light"}' in said
    assert re.search(r'thyrida_http_seconds_count\{method="POST",route="/start/<[^"]+>",status="\d+"\}', said)
    assert "thyrida_database_up 1.0" in said
    assert told.reference not in said
    assert operator.ask("/metrics")[0] == 404


def test_the_log_holds_nothing_of_what_was_said(operator: Operator, told: Receipt) -> None:
    open_on_web(operator.server.browser(TOWN), told)
    operator.ask(f"/track?reference={told.reference}")
    text(operator.texting("+306900000731"), "den anavi i lamba stin Kryfi 99")
    said = operator.server.log.read_text("utf-8")
    for private in (told.reference, told.groups, told.code + " ", "Δοκιμής", "Kryfi", "6900000731", "reference="):
        assert private not in said, private
    lines = [one for one in operator.log() if one.get("event") == "request"]
    assert {"method", "route", "status", "ms", "town", "correlation"} <= set(lines[-1])
    _status, _body, headers = operator.ask("/track")
    assert any(one["correlation"] == headers["X-Correlation-Id"] for one in operator.log())


def test_a_backup_while_it_runs_is_restored_and_a_half_finished_conversation_is_finished(
    operator: Operator, told: Receipt, tmp_path: Path
) -> None:
    texting = operator.texting("+306900000732")
    text(texting, "den anavi i lamba stin asklipiou 12")
    code = code_in(text(texting, "CODE"))
    assert "read again and whole" in operator.type(operator.the("backup"))
    assert "read again and whole" in operator.type(operator.the("restore"))
    assert "0 findings" in operator.type(operator.the('THYRIDA_DATA="$DRILL"'))
    assert "is not empty" in operator.type(operator.the("restore"), code=1)

    again = Running(free_port(), operator.drill, settings())
    with started(again, exec_start("thyrida.service")):
        # By text, where it stopped; and then with its code on the web.
        there = Operator(again, tmp_path)
        assert text(there.texting("+306900000732"), "1")
        browser = again.browser(TOWN)
        page = browser.open("/resume")
        page = browser.send(page.form("code"), code=code)
        page = browser.send(the_form(page))
        page = browser.send(the_form(page), button="skip")
        page = browser.send(the_form(page), answer="none")
        assert "asklipiou 12" in page.text
        send_on_web(browser, page)
        # The keys came along: the receipt code of before is right.
        opened = open_on_web(again.browser(TOWN), told).text
        assert told.groups in opened
        assert "That is not the receipt code" not in opened


def test_the_timer_s_own_line_makes_a_backup(operator: Operator) -> None:
    shell, flag, line = exec_start("thyrida-backup.service")
    line = line.replace("/var/backups/thyrida", str(operator.backups))
    before = set(operator.backups.iterdir())
    done = subprocess.run([shell, flag, line], cwd=PROJECT, env=operator.environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    (made,) = set(operator.backups.iterdir()) - before
    assert re.fullmatch(r"thyrida-\d{8}-\d{6}\.zip", made.name)


def test_every_day_s_commands_work(operator: Operator) -> None:
    assert "old conversations: 0" in operator.type(operator.the("sweep"))
    assert "0 findings" in operator.type("python run.py verify-events")


def test_the_worker_s_line_and_that_one_serves_on_sqlite(operator: Operator) -> None:
    assert exec_start("thyrida-worker.service")[1:] == ["run.py", "worker"]
    said = operator.type(shlex.join(exec_start("thyrida.service")), code=1)
    assert "already serves" in said


def test_back_to_the_release_before_and_up_again(operator: Operator, told: Receipt, tmp_path: Path) -> None:
    """With the server stopped, as the page says: on a restored copy."""
    folder = tmp_path / "copy"
    operator.type(operator.the("restore").replace('"$DRILL"', str(folder)))
    copy = {"THYRIDA_DATA": str(folder)}
    assert "The database is at 0003." in operator.type(operator.the("migrate --to"), **copy)
    assert "is at 0003" in operator.type(operator.the("doctor"), code=1, **copy)
    up = [one for one in COMMANDS if one == "python run.py migrate"]
    assert "up to date" in operator.type(up[0], **copy)
    assert "0 findings" in operator.type("python run.py verify-events", **copy)
    assert f"at {LATEST}" in operator.type(operator.the("doctor"), code=1, **copy)


def test_a_database_of_a_newer_release_is_refused_with_a_sentence(operator: Operator, tmp_path: Path) -> None:
    import sqlite3

    folder = tmp_path / "newer"
    operator.type(operator.the("restore").replace('"$DRILL"', str(folder)))
    connection = sqlite3.connect(folder / "thyrida.db")
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    before = (folder / "thyrida.db").read_bytes()
    said = operator.type(shlex.join(exec_start("thyrida.service")), code=1, THYRIDA_DATA=str(folder), LANG="en_US.UTF-8")
    assert "newer release" in said
    assert "Traceback" not in said
    assert (folder / "thyrida.db").read_bytes() == before


def test_the_units_are_ones_that_systemd_would_take() -> None:
    for unit in ("thyrida.service", "thyrida-backup.service", "thyrida-backup.timer"):
        block = re.search(rf"# /etc/systemd/system/{re.escape(unit)}\n(.*?)```", PAGE, re.DOTALL)
        assert block is not None
        for line in block[1].splitlines():
            assert not line or re.fullmatch(r"\[\w+\]|[A-Za-z]+=.*", line), line
