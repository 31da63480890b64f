"""A worker in a process of its own: `python -m tests.contract.queue_worker QUEUE URL FILE`; what it does is a line there."""

import os
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from core.adapters.database import Database
from core.messages.jobs import Again
from core.messages.sending import TryAgain
from core.messages.worker import Worker
from core.municipalities.model import Municipality
from core.municipalities.store import Directory
from core.operations.periodic import Periodic
from core.ports import SystemClock

# After so many seconds a job whose worker was killed is taken by another one.
LEASE = 1.2


class NoPost:
    def run(self) -> int:
        return 0


@dataclass(frozen=True)
class Doings:
    """Kinds of jobs; each says what it did, with its process, in one write."""

    file: Path

    def note(self, town: Municipality, payload: Mapping[str, Any]) -> None:
        time.sleep(payload.get("seconds", 0))
        self.say(payload["name"])

    def fails_once(self, town: Municipality, payload: Mapping[str, Any]) -> None:
        first = payload["name"] not in self.file.read_text()
        self.say(payload["name"])
        if first:
            raise TryAgain("first")

    def hangs_once(self, town: Municipality, payload: Mapping[str, Any]) -> None:
        first = payload["name"] not in self.file.read_text()
        self.say(payload["name"])
        if first:
            time.sleep(60)

    def in_parts(self, town: Municipality, payload: Mapping[str, Any]) -> Again | None:
        self.say(payload["name"])
        return Again() if self.file.read_text().count(payload["name"]) < 3 else None

    def say(self, name: str) -> None:
        with self.file.open("a") as file:
            file.write(f"{name} {os.getpid()} {time.time()}\n")


def main(queue: str, url: str, file: str) -> None:
    database, clock, doings = Database(url), SystemClock(), Doings(Path(file))
    kinds = {"note": doings.note, "fails": doings.fails_once, "hangs": doings.hangs_once, "parts": doings.in_parts}
    periodic = [Periodic("chore", timedelta(hours=1), lambda: doings.say("chore"))]
    worker = Worker(
        database,
        Directory(database),
        clock,
        NoPost(),
        kinds,
        periodic,
        every=0.1,
        lease=timedelta(seconds=LEASE),  # type: ignore[arg-type]
    )
    doings.say("alive")
    if queue == "embedded":
        worker.run_until(threading.Event())
        return
    from core.adapters.queues.engine import Engine

    # A round each second, so that a test need not wait for a minute.
    Engine(worker, round_at="* * * * * *", beat=0.5).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
