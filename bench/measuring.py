"""Measuring in turns: the bare reference and Thyrida answer one after the other, so that the machine's moods hit both."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import median

from bench import load
from bench.bare_requests import inserts
from bench.load import Outcome, Script
from bench.servers import Running
from bench.stands import Stand

# What an answer may be: shown, made, or sent on to the receipt.
GOOD = {200, 201, 302, 303}


class Wrong(Exception):
    """Something was not answered as it should be, so that its speed means nothing."""


@dataclass(frozen=True)
class Size:
    """How much is measured: rounds, and in each so many inserts, conversations and confirmations."""

    rounds: int
    inserts: int
    conversations: int
    confirmations: int
    # Unfinished conversations that lie in the database, and conversations that then arrive evenly.
    unfinished: int
    arriving: int
    # The queue: so many requests in SQLite and PostgreSQL, and in each round so many questions and changes.
    filled: Mapping[str, tuple[int, ...]]
    reads: int
    changes: int


_FILLED = {"sqlite": (10_000, 100_000), "postgresql": (10_000, 1_000_000)}
_SMALL = {"sqlite": (10_000,), "postgresql": (10_000,)}
FULL = Size(
    rounds=7,
    inserts=1000,
    conversations=150,
    confirmations=300,
    unfinished=1000,
    arriving=300,
    filled=_FILLED,
    reads=300,
    changes=100,
)
QUICK = Size(
    rounds=3,
    inserts=300,
    conversations=50,
    confirmations=100,
    unfinished=1000,
    arriving=80,
    filled=_SMALL,
    reads=150,
    changes=50,
)


@dataclass
class Side:
    """One of the two, over all rounds: answers a second, and processor time an answer in milliseconds."""

    rates: list[float] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return median(self.rates)

    @property
    def cost(self) -> float:
        return median(self.costs)


@dataclass
class Compared:
    """Both sides of one comparison."""

    bare: Side = field(default_factory=Side)
    ours: Side = field(default_factory=Side)

    @property
    def ratios(self) -> list[float]:
        return sorted(ours / bare for ours, bare in zip(self.ours.rates, self.bare.rates, strict=True))

    @property
    def ratio(self) -> float:
        """The median of the rounds' ratios."""
        return median(self.ratios)


def compared(
    stand: Stand, size: Size, ours: Callable[[], list[Script]], bare: Callable[[], list[Script]] | None = None
) -> Compared:
    """Rounds of bare inserts (or of what `bare` makes) and of our own scripts, all made before each round's clock starts."""
    result = Compared()
    for round_ in range(size.rounds):
        sides = [
            (result.bare, stand.bare, bare() if bare is not None else inserts(stand.bare.port, size.inserts)),
            (result.ours, stand.ours, ours()),
        ]
        for side, server, scripts in sides if round_ % 2 else reversed(sides):
            _measure(side, server, scripts)
    return result


def _measure(side: Side, server: Running, scripts: list[Script]) -> None:
    before = server.processor()
    outcome = checked(load.closed(server.port, scripts))
    side.rates.append(outcome.rate)
    side.costs.append((server.processor() - before) / len(outcome.delays) * 1000)


def checked(outcome: Outcome) -> Outcome:
    """The outcome, if everything was answered well.

    Raises:
        Wrong: something was not.
    """
    bad = {status: count for status, count in outcome.statuses.items() if status not in GOOD}
    if bad:
        raise Wrong(f"answered with {bad}")
    return outcome


def warm(stand: Stand, scripts: list[Script]) -> None:
    """Let both sides compile their statements and fill their caches, untimed."""
    checked(load.closed(stand.bare.port, inserts(stand.bare.port, 200)))
    checked(load.closed(stand.ours.port, scripts))


@dataclass(frozen=True)
class Arrived:
    """Delays under arrivals at a steady rate, in milliseconds: the median, and what one in a hundred exceeds."""

    rate: float
    median: float
    late: float
    unfinished: int


def arrivals(stand: Stand, size: Size, scripts: list[Script], rate: float) -> Arrived:
    """Let scripts arrive at so many requests a second, however slow answers are."""
    outcome = checked(load.arriving(stand.ours.port, scripts, rate))
    return Arrived(rate, outcome.at(0.5), outcome.at(0.99), size.unfinished)
