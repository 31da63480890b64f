"""Databases that really fail: a PostgreSQL of the test's own that is stopped, a SQLite file that another process holds."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from channels.simulator.webhook import Post
from tests import databases

HOLD = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
held.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.readline()
held.execute("ROLLBACK")
"""


class Postgres:
    """A PostgreSQL server that can be stopped and started again on the same port with the same data."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = databases.free_port()
        # As a town hall would run it: what was committed is kept, however the server ends.
        self._process, self._server = databases.start(folder, self._port, {"max_connections": "60"})
        self._server.run("CREATE DATABASE {}", "thyrida")

    @property
    def url(self) -> str:
        return self._server.database("thyrida")

    def fail(self) -> None:
        databases.stop(self._process)

    def recover(self) -> None:
        if self._process.poll() is not None:
            self._process, self._server = databases.start(self._folder, self._port, {"max_connections": "60"})


@contextmanager
def postgres() -> Iterator[Postgres]:
    folder = Path(tempfile.mkdtemp(prefix="thyrida-pg-", dir="/tmp"))
    server = Postgres(folder)
    try:
        yield server
    finally:
        server.fail()
        shutil.rmtree(folder, ignore_errors=True)


class Locked:
    """A SQLite file that another process can hold, so that nobody else writes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._holder: subprocess.Popen[str] | None = None

    def fail(self) -> None:
        command = [sys.executable, "-c", HOLD, str(self._path)]
        self._holder = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._holder.stdout is not None
        assert self._holder.stdout.readline() == "held\n"

    def recover(self) -> None:
        if self._holder is not None:
            self._holder.communicate("let go\n")
            self._holder = None


class Listening:
    """A post that notes what was asked and answered; `on_repeat` is done just before a turn's second request."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self.asked: list[tuple[str, int, str]] = []
        self.on_repeat: Callable[[], None] = _nothing

    def __call__(self, path: str, fields: Mapping[str, str]) -> tuple[int, str, str]:
        if self.asked:
            self.on_repeat()
        answered = self._post(path, fields)
        self.asked.append((path, answered[0], answered[2]))
        return answered


def _nothing() -> None:
    """Nothing is done before a repeat, unless a test says what."""
