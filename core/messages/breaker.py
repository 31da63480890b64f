"""A line that does not work is left alone for a while, and tried with one message before it is trusted again.

Closed: all is well. Open until a moment: nothing is handed over. After it: one message tries (half open), and while it does
the others wait. The state lies in the line's row, so all workers of all machines know it (M. Nygard, Release It!, 2018, ch. 5).
"""

from datetime import datetime, timedelta

from core.messages.tables import Line

# So many failures in a row are no accident. What the account itself refuses is known at once.
FAILURES = 5
FIRST, LONGEST = timedelta(seconds=30), timedelta(minutes=10)
# As long as one try may take: longer than any gateway's own time limit.
TRYING = timedelta(minutes=1)


def is_open(line: Line, now: datetime) -> bool:
    return line.open_until is not None and line.open_until > now


def is_half_open(line: Line, now: datetime) -> bool:
    """Whether it is time to try with one message."""
    return line.open_until is not None and line.open_until <= now


def begin_trying(line: Line, now: datetime) -> None:
    """One message tries; the others wait for what comes of it, or until the one who tried is surely dead."""
    line.open_until = now + TRYING


def works(line: Line) -> None:
    """It took a message, or refused one for that message's own sake: it works."""
    line.failures, line.open_until, line.down_since, line.setup = 0, None, None, ""


def fails(line: Line, now: datetime, setup: str = "") -> None:
    """One failure more. `setup`: what the provider says of our account, which leaves the line alone at once."""
    line.failures = max(line.failures + 1, FAILURES if setup else 0)
    if setup:
        line.setup = setup
    if line.failures >= FAILURES:
        line.open_until = now + _pause(line.failures, bool(line.setup))
        line.down_since = line.down_since or now


def _pause(failures: int, setup: bool) -> timedelta:
    """Twice as long each time. An account is put right by a person, not by asking it often."""
    return LONGEST if setup else min(FIRST * 2 ** min(failures - FAILURES, 10), LONGEST)
