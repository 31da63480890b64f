"""A run that is killed again and again, and counted: nothing may be lost, nothing may come twice.

What the gateway took while its worker died is marked uncertain: whoever was told can be asked, nobody is told again blindly.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.request import urlopen

from sqlalchemy import func, insert, select

from core.adapters.database import Database
from core.bootstrap import Core
from core.errors import Unavailable
from core.messages.outbox import MessageState, Priority
from core.messages.tables import Message
from core.model import new_id, table_of
from core.municipalities.model import Municipality

# Short, so that what the dead have left is taken up while the run lasts.
LEASE = timedelta(seconds=2)
ROOT = Path(__file__).parent.parent.parent
MOVING = [str(one) for one in (MessageState.QUEUED, MessageState.LEASED, MessageState.SENDING)]


@dataclass
class Outcome:
    """How a run ended; `wrong` says what must not be."""

    kills: int
    states: Counter[str]
    arrived: int
    wrong: list[str] = field(default_factory=list)

    @property
    def uncertain(self) -> int:
        return self.states[str(MessageState.UNCERTAIN)]


@dataclass
class Carriers:
    """The nursery, its workers by process id, and the counter."""

    nursery: "subprocess.Popen[str]"
    port: int
    pids: list[int] = field(default_factory=list)

    def start(self) -> None:
        assert self.nursery.stdin is not None
        assert self.nursery.stdout is not None
        self.nursery.stdin.write("one more\n")
        self.nursery.stdin.flush()
        self.pids.append(int(self.nursery.stdout.readline()))

    def kill(self, chance: random.Random) -> None:
        """Kill one of the workers; another one begins at once."""
        pid = self.pids.pop(chance.randrange(len(self.pids)))
        os.kill(pid, signal.SIGKILL)
        self.start()

    def arrived(self) -> int:
        """How many messages the counter has seen, at least once."""
        with urlopen(f"http://127.0.0.1:{self.port}/total", timeout=30) as answer:
            return int(json.load(answer))

    def counts(self) -> dict[int, int]:
        with urlopen(f"http://127.0.0.1:{self.port}/", timeout=30) as answer:
            return {int(id_): count for id_, count in json.load(answer).items()}


@contextmanager
def carriers(database_url: str, data: Path, port: int, workers: int) -> Iterator[Carriers]:
    """Workers on a database and a counter on a port, all gone afterwards."""
    command = [sys.executable, "-m", "tests.audit.carriers"]
    counter = subprocess.Popen([*command, "counter", str(port)], cwd=ROOT)
    nursery = subprocess.Popen(
        [*command, "nursery", database_url, str(data), str(port)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    made = Carriers(nursery, port)
    try:
        _until(lambda: made.counts() is not None, 30)
        for _each in range(workers):
            made.start()
        yield made
    finally:
        for pid in made.pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for process in (nursery, counter):
            process.kill()
            process.wait()


def fill(core: Core, town: Municipality, count: int) -> set[int]:
    """So many texts in a town's outbox; gives their ids."""
    first, now = new_id.block(count), core.clock.now()
    row = {
        "way": "text", "subject": "", "body": "Έγινε.", "language": "el", "purpose": "receipt", "request_id": None,
        "state": str(MessageState.QUEUED), "reason": "", "attempts": 0, "due_at": now, "leased_until": None,
        "provider_id": None, "parts": 0, "created_at": now, "updated_at": now, "priority": int(Priority.NOTICE),
    }  # fmt: skip
    for begin in range(0, count, 1000):
        numbers = range(begin, min(begin + 1000, count))
        with core.database.work(town) as work:
            rows = [row | {"id": first + number, "to": f"+3069{number:08d}"} for number in numbers]
            work.execute(insert(table_of(Message)), rows)
    return set(range(first, first + count))


def killed(
    database: Database, made: Carriers, ids: set[int], kills: int, kill: Callable[[random.Random], None], patience: float
) -> Outcome:
    """Kill at random moments of a run, wait until nothing moves any more, and count."""
    chance = random.Random(len(ids))
    moments = sorted(chance.sample(range(int(len(ids) * 0.95)), kills))
    until = time.monotonic() + patience
    done = 0
    for moment in moments:
        while made.arrived() < moment and time.monotonic() < until:
            time.sleep(0.01)
        kill(chance)
        done += 1
    _until(lambda: _moving(database) == 0, max(5.0, until - time.monotonic()))
    return _counted(database, made, ids, done)


def _moving(database: Database) -> int:
    with database.across("a kill run", writes=False) as work:
        return int(work.execute(select(func.count()).where(Message.state.in_(MOVING))).scalar_one())


def _counted(database: Database, made: Carriers, ids: set[int], kills: int) -> Outcome:
    counts = made.counts()
    with database.across("a kill run", writes=False) as work:
        states = {row.id: row.state for row in work.execute(select(Message.id, Message.state))}
    outcome = Outcome(kills, Counter(states.values()), len(counts))
    accepted, uncertain = str(MessageState.ACCEPTED), str(MessageState.UNCERTAIN)
    lost = [id_ for id_ in ids if counts.get(id_, 0) == 0 and states.get(id_) != uncertain]
    doubled = [id_ for id_ in ids if counts.get(id_, 0) > 1]
    elsewhere = [id_ for id_ in ids if states.get(id_) not in (accepted, uncertain)]
    for what, found in (("lost", lost), ("doubled", doubled), ("neither accepted nor uncertain", elsewhere)):
        if found:
            outcome.wrong.append(f"{len(found)} {what}, as {found[0]} ({states.get(found[0])})")
    if outcome.uncertain > kills * (len(made.pids) + 1):
        outcome.wrong.append(f"{outcome.uncertain} are uncertain, after {kills} kills")
    return outcome


def _until(done: Callable[[], bool], patience: float) -> None:
    end = time.monotonic() + patience
    while time.monotonic() < end:
        with suppress(OSError, Unavailable):
            if done():
                return
        time.sleep(0.05)
