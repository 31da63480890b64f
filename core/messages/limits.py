"""How fast a line may be fed: so many parts a second, shared by all workers through one moment in the line's row.

The generic cell rate algorithm (ITU-T I.371): `free_at` is when everything handed over so far is through at the allowed rate.
There is room while it lies less than BURST ahead; handing over moves it on by parts ÷ rate. The provider itself has a queue,
so a little ahead of the rate is no harm, and a worker that looks once a second loses nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.people.contact import Way
from core.settings import Settings

BURST = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Limits:
    """Parts (for calls and e-mails: messages) a second by way, for each line. 0: no limit."""

    rates: Mapping[Way, float] = field(default_factory=dict)

    def rate(self, way: Way) -> float:
        return self.rates.get(way, 0.0)


def limits_of(settings: Settings) -> Limits:
    """Of an installation. By default what providers allow one number that texts to Greece (telephony: Rates)."""
    return Limits({Way.TEXT: settings.parts_a_second, Way.CALL: settings.calls_a_second, Way.EMAIL: settings.emails_a_second})


def room(free_at: datetime, rate: float, now: datetime) -> int | None:
    """How many parts may be handed over now; None: any number."""
    if rate <= 0:
        return None
    left = now + BURST - max(free_at, now)
    # What is longer than all the room there ever is must go, too: it goes when the line is free.
    return max(int(left.total_seconds() * rate), 1 if free_at <= now else 0)


def charged(free_at: datetime, rate: float, parts: int, now: datetime) -> datetime:
    """The line's moment after so many parts more. Without a limit they are through at once, and it says when it was last fed."""
    return max(free_at, now) + timedelta(seconds=parts / rate if rate > 0 else 0)


def refunded(free_at: datetime, rate: float, parts: int) -> datetime:
    """The line's moment after parts that were charged and not handed over."""
    return free_at - timedelta(seconds=parts / rate) if rate > 0 else free_at
