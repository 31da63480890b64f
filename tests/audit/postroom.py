"""The post room under fire: two hundred kills during twenty thousand messages, of workers and of the database itself."""

import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from subprocess import Popen

from core.adapters.migrations import migrate
from core.bootstrap import Core, build
from core.municipalities import files
from core.municipalities.model import Municipality
from core.settings import Settings
from tests import databases
from tests.audit.counting import Outcome, carriers, fill, killed

MESSAGES, KILLS, WORKERS = 20_000, 200, 3
PATIENCE = 3600.0
# A killed server keeps what it has promised: only flushing to the disk itself is left out, for no disk is pulled here.
PROMISING = {**databases.CARELESS, "synchronous_commit": "on"}
# One kill in so many hits the database, where it is a process of its own.
OF_DATABASE = 5


@dataclass
class Serving:
    """A PostgreSQL server that can be killed, and comes back on the same port with the same data."""

    folder: Path
    port: int
    process: "Popen[bytes]"
    kills: int = 0

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self.kills += 1
        for _attempt in range(50):
            # What it has forked needs a moment to see that it is gone, and holds its memory until then.
            try:
                self.process, _server = databases.start(self.folder, self.port, PROMISING)
                return
            except databases.NoPostgres:
                time.sleep(0.2)
        raise databases.NoPostgres("it did not come back")


def run() -> list[str]:
    """What is wrong after the kills; empty where nothing is."""
    return [*_told("SQLite", _sqlite), *_told("PostgreSQL", _postgresql)]


def _told(name: str, part: Callable[[], tuple[Outcome, str]]) -> list[str]:
    outcome, more = part()
    states = ", ".join(f"{count} {state}" for state, count in sorted(outcome.states.items()))
    print(
        f"post room on {name}: {outcome.kills} kills{more}, {MESSAGES} messages, {outcome.arrived} arrived; {states}", flush=True
    )
    return [f"{name}: {one}" for one in outcome.wrong]


def _sqlite() -> tuple[Outcome, str]:
    with tempfile.TemporaryDirectory() as folder:
        return _killed(f"sqlite:///{folder}/thyrida.db", Path(folder) / "var", lambda kill, _chance: kill()), ""


def _postgresql() -> tuple[Outcome, str]:
    with _server() as (serving, url), tempfile.TemporaryDirectory() as folder:

        def either(kill: Callable[[], None], chance: random.Random) -> None:
            if chance.randrange(OF_DATABASE):
                kill()
            else:
                serving.kill()

        outcome = _killed(url, Path(folder) / "var", either)
        return outcome, f" ({serving.kills} of the database)"


def _killed(url: str, data: Path, either: Callable[[Callable[[], None], random.Random], None]) -> Outcome:
    core, town = _ready(url, data)
    try:
        ids = fill(core, town, MESSAGES)
        with carriers(url, data, databases.free_port(), WORKERS) as made:
            return killed(core.database, made, ids, KILLS, lambda chance: either(lambda: made.kill(chance), chance), PATIENCE)
    finally:
        core.database.close()


def _ready(url: str, data: Path) -> tuple[Core, Municipality]:
    core = build(Settings(data=data, database_url=url))  # type: ignore[call-arg]
    migrate(core.database)
    town = replace(files.demonstration()[0], key="volos", demonstration=False)
    return core, core.directory.add(town, core.clock.now())


@contextmanager
def _server() -> Iterator[tuple[Serving, str]]:
    folder = Path(tempfile.mkdtemp(prefix="thyrida-kill-", dir="/tmp"))
    port = databases.free_port()
    process, server = databases.start(folder, port, PROMISING)
    serving = Serving(folder, port, process)
    try:
        server.run("CREATE DATABASE {}", "thyrida")
        yield serving, server.database("thyrida")
    finally:
        databases.stop(serving.process)
        shutil.rmtree(folder, ignore_errors=True)
