"""Pulling the plug: the server is killed while citizens text, again and again; what was promised must be there, once."""

import itertools
import os
import random
import re
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import create_engine, text

from tests.journeys.running import Running, serving

ROUNDS = 8
SCRIPT = ("ΛΑΜΠΑ ΑΣΚΛΗΠΙΟΥ 12", "1", "-", "-", "4", "OK")
REFERENCE = re.compile(r"(\d{3}) (\d{3}) (\d{3})")


@dataclass
class Seen:
    """What citizens were told before, while and after the plug was pulled."""

    promised: list[str] = field(default_factory=list)
    unanswered: int = 0


def citizen(server: Running, numbers: Iterator[int], seen: Seen, stop: threading.Event) -> None:
    """Texts one report after the other, each from a number of its own, until the plug is pulled."""
    while not stop.is_set():
        texting = server.texting("trikala", f"+30{next(numbers)}")
        for body in SCRIPT:
            try:
                replies = texting.send(body).replies
            except OSError:
                seen.unanswered += 1
                return
            seen.promised += ["".join(found) for reply in replies for found in REFERENCE.findall(reply)]


def run() -> list[str]:
    """What is wrong after the kills; empty where nothing is."""
    wrong: list[str] = []
    seen = Seen()
    chance = random.Random(7)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "var"
        numbers = itertools.count(6910000000)
        for _round in range(ROUNDS):
            with serving(data) as server:
                stop, _token = threading.Event(), server.demo
                threads = []
                for _citizen in range(4):
                    threads.append(threading.Thread(target=citizen, args=(server, numbers, seen, stop), daemon=True))
                for thread in threads:
                    thread.start()
                time.sleep(chance.uniform(1, 4))
                os.kill(server.process_id, signal.SIGKILL)
                stop.set()
                for thread in threads:
                    thread.join(30)
        with serving(data) as server:
            findings = server.run("verify-events")
            if "0 findings" not in findings:
                wrong.append(findings)
        wrong += _missing(data, seen)
    print(f"kill runs: {ROUNDS} kills, {len(seen.promised)} references promised, {seen.unanswered} texts unanswered")
    return wrong


def _missing(data: Path, seen: Seen) -> list[str]:
    """References that were promised and are not there, or twice."""
    engine = create_engine(f"sqlite:///{data / 'thyrida.db'}")
    with engine.connect() as connection:
        kept = [row[0] for row in connection.execute(text("select reference from request"))]
        integrity = connection.execute(text("pragma integrity_check")).scalar()
    wrong = [f"promised and not kept: {one}" for one in seen.promised if kept.count(one) != 1]
    return wrong + ([] if integrity == "ok" else [f"the database file is damaged: {integrity}"])
