"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta

# A Monday in a working week, half past eleven in Greece.
MONDAY = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)


class Stopped:
    def __init__(self, now: datetime = MONDAY) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def move(self, **by: float) -> datetime:
        """Move on by days, hours, minutes or seconds."""
        self._now += timedelta(**by)
        return self._now

    def set(self, now: datetime) -> None:
        self._now = now
