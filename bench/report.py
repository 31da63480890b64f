"""The table of ratios: on the screen, and in the documents."""

import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.measuring import Arrived, Compared

FILE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
RATIO, DELAY, MEMORY = 0.5, 50.0, 120.0

INTRODUCTION = """# Benchmarks

`make bench` measures Thyrida against a bare reference that lies beside it (`bench/bare_app.py`): one Flask view with one
SQLAlchemy ORM INSERT and commit. Both stand on the same server, the same database with the same options (WAL,
`synchronous=FULL`, the same pool; PostgreSQL as it comes), and the same number of workers. They answer in turns, round by
round, so that the machine's moods hit both; what counts is the median of the rounds' ratios.

- **A text** is a signed POST of the provider, from the first words to the receipt: seven turns of a report of a street
  light, each of which checks the signature, understands, answers and keeps the conversation. The mean is over all turns.
- **A submission** is the POST that confirms on the web: it files, numbers, writes the receipt into the outbox, and keeps
  the turn. No worker delivers meanwhile.
- **Delay** is measured with arrivals that come evenly at half of the highest rate, whether or not answers do, and counts
  from the moment at which each was due, with unfinished conversations stored.
- **The queue** is what its page asks of the core, in one process with the database, against one bare SELECT of the very same
  fifty rows by SQLAlchemy Core through the index that fits; a claim (its row, its event, its commit) against one ORM INSERT
  and commit. The database has forty towns, of which the one that is asked has three in ten of all requests; a tenth is open.
  The 500th page is of the open ones where there are so many, else of the closed ones, else the last there is.
  The whole page, signed in, with its counts, tabs and filters, is set against the bare server's list of fifty rows.
- **The post room** hands each message to a gateway that accepts at once, against a bare loop of three steps: read a row of a
  table with the same columns and indexes, call the same gateway, write the result; both commit each message by itself. The
  emergency comes while a large announcement is being told by one worker, through a gateway that takes 20 ms to answer.
- Sixteen connections, kept open, in a process of their own; all requests are made before the clock starts.

The processor column is the time of the server's workers an answer, ours and the reference's: it is steadier than rates on
a busy machine. It leaves out PostgreSQL's own.
"""


@dataclass(frozen=True)
class Line:
    """One measurement: what, where, how it came out, and whether it reaches its goal."""

    where: str
    what: str
    result: str
    goal: str
    reached: bool
    details: str

    def cells(self) -> tuple[str, ...]:
        return (self.where, self.what, self.result, self.goal, "yes" if self.reached else "**no**", self.details)


HEAD = ("where", "what", "result", "goal", "reached", "details")


def ratio(where: str, what: str, compared: Compared, goal: float = RATIO) -> Line:
    low, high = compared.ratios[0], compared.ratios[-1]
    details = (
        f"{compared.ours.rate:.0f}/s against {compared.bare.rate:.0f}/s; rounds {low:.2f} to {high:.2f}; "
        f"processor {compared.ours.cost:.2f} ms against {compared.bare.cost:.2f} ms"
    )
    return Line(where, what, f"{compared.ratio:.2f}", f"at least {goal}", compared.ratio >= goal, details)


def delay(where: str, arrived: Arrived) -> Line:
    details = f"p50 {arrived.median:.1f} ms at {arrived.rate:.0f}/s, {arrived.unfinished} conversations unfinished"
    reached = arrived.late < DELAY
    return Line(where, "a text, p99", f"{arrived.late:.1f} ms", f"below {DELAY:.0f} ms", reached, details)


def memory(where: str, ours: float, bare: float) -> Line:
    details = f"the bare reference: {bare:.0f} MB"
    return Line(where, "memory of a worker", f"{ours:.0f} MB", f"below {MEMORY:.0f} MB", ours < MEMORY, details)


def table(lines: Iterable[Line]) -> str:
    rows = [HEAD, tuple("---" for _ in HEAD), *(line.cells() for line in lines)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def write(lines: Sequence[Line], command: str, not_run: Sequence[str]) -> None:
    """Write the document. What was not run is said."""
    parts = [INTRODUCTION, f"## {datetime.now(UTC):%Y-%m-%d}, `{command}`", _machine(), table(lines)]
    if not_run:
        parts.append(f"Not run: {'; '.join(not_run)}.")
    FILE.write_text("\n\n".join(part.strip() for part in parts) + "\n", encoding="utf-8")


def _machine() -> str:
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    return (
        f"{platform.system()}, Python {platform.python_version()}, {os.cpu_count()} processors, shared by servers, "
        f"database and load; load averages after the run: {load}."
    )
