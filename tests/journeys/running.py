"""The server as somebody runs it: `run.py serve` in a process of its own, on its own port and in its own folder."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from channels.simulator.phone import Call
from channels.simulator.signing import HttpPost
from channels.simulator.texts import Texting
from tests.databases import free_port
from tests.journeys.browser import Browser

PROJECT = Path(__file__).parent.parent.parent
PATIENCE = 120.0
# What a test machine may have set, and what must not decide what a test starts.
OURS = ("THYRIDA_", "TWILIO_", "PORT", "HOST")


@dataclass
class Running:
    """A server that runs, and the doors to it."""

    port: int
    data: Path
    extra: Mapping[str, str] = field(default_factory=dict)
    process_id: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        return kept | {"PORT": str(self.port), "THYRIDA_DATA": str(self.data), **self.extra}

    @property
    def log(self) -> Path:
        return self.data / "server.log"

    def run(self, *arguments: str) -> str:
        """What one of `run.py`'s commands prints."""
        command = [sys.executable, "run.py", *arguments]
        done = subprocess.run(command, cwd=PROJECT, env=self.environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @cached_property
    def demo(self) -> dict[str, Any]:
        """What `run.py demo --json` tells: the demonstration's password, the webhooks and their token, the towns."""
        told: dict[str, Any] = json.loads(self.run("demo", "--json"))
        return told

    def town(self, key: str) -> dict[str, Any]:
        return next(one for one in self.demo["municipalities"] if one["key"] == key)

    def browser(self, town: str, language: str = "en") -> Browser:
        return Browser(self.port, f"{town}.localhost:{self.port}", language)

    def post(self) -> HttpPost:
        """Signs with the provider library's own `RequestValidator.compute_signature`."""
        return HttpPost(self.url, self.demo["webhook_token"])

    def texting(self, town: str, sender: str) -> Texting:
        hooks = self.demo["webhooks"]
        number = self.town(town)["numbers"][0]
        return Texting(self.post(), sender, number, hooks["sms"], fallback_url=hooks["sms_fallback"])

    def calling(self, town: str, caller: str) -> Call:
        number = self.town(town)["numbers"][-1]
        return Call(self.post(), caller, number, self.demo["webhooks"]["voice"])


@contextmanager
def serving(data: Path, *arguments: str, **extra: str) -> Iterator[Running]:
    """Start a server with the demonstration in it, and stop it in the end."""
    server = Running(free_port(), data, extra)
    with started(server, [sys.executable, "run.py", "serve", *arguments]):
        yield server


@contextmanager
def started(server: Running, command: list[str]) -> Iterator[None]:
    """Run a command that serves, wait until it answers, and stop it by its process id."""
    server.data.mkdir(parents=True, exist_ok=True)
    with server.log.open("ab") as log:
        process = subprocess.Popen(command, cwd=PROJECT, env=server.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    server.process_id = process.pid
    try:
        _await(server, process)
        yield
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await(server: Running, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < until:
        try:
            connection = HTTPConnection("127.0.0.1", server.port, timeout=5)
            connection.request("GET", "/healthz")
            answered = connection.getresponse().status
            connection.close()
        except (OSError, HTTPException):
            answered = 0
        if answered == 200:
            return
        time.sleep(0.1)
    raise AssertionError(f"the server did not start:\n{server.log.read_text()}")
