"""Counts of what this process did, for whoever asks (metrics). Adding one costs a dictionary's look-up under a lock."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

# Seconds: a page takes a few milliseconds, a slow one a second.
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)

Labels = tuple[str, ...]


@dataclass
class Spread:
    """How long things took: how many were within each bound of BUCKETS (the last is beyond all), and their sum in seconds."""

    within: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS) + 1))
    total: float = 0.0


class Counts:
    """Counters and spreads by name and labels. Labels are few and fixed words of ours, never a person's data."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counters: dict[str, dict[Labels, int]] = {}
        self._spreads: dict[str, dict[Labels, Spread]] = {}

    def add(self, name: str, *labels: str) -> None:
        with self._lock:
            counter = self._counters.setdefault(name, {})
            counter[labels] = counter.get(labels, 0) + 1

    def took(self, name: str, seconds: float, *labels: str) -> None:
        """Note one duration."""
        place = next((at for at, bound in enumerate(BUCKETS) if seconds <= bound), len(BUCKETS))
        with self._lock:
            spread = self._spreads.setdefault(name, {}).setdefault(labels, Spread())
            spread.within[place] += 1
            spread.total += seconds

    def counters(self, name: str) -> Iterator[tuple[Labels, int]]:
        """All counters of a name, as they stand now."""
        with self._lock:
            found = list(self._counters.get(name, {}).items())
        yield from found

    def spreads(self, name: str) -> Iterator[tuple[Labels, Spread]]:
        """All spreads of a name, as they stand now."""
        with self._lock:
            found = [(labels, Spread(list(one.within), one.total)) for labels, one in self._spreads.get(name, {}).items()]
        yield from found
