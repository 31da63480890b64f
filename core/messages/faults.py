"""Why a message that was accepted was not delivered after all, by what can be done about it.

Channels know which of their provider's codes is which; here only the class counts (telephony: Errors).
"""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum


class Fault(StrEnum):
    # The provider's or the network's queue was full: it passes.
    BUSY = "busy"
    # The handset is off or out of reach: perhaps not in some hours.
    AWAY = "away"
    # Nobody knows why. One more try, and the small risk that it comes twice.
    ONCE = "once"
    # Our account or sender is not set up for it: trying again helps nothing, an administrator does.
    CONFIG = "config"
    # This address will not take it.
    PERMANENT = "permanent"


# How long to wait before each further try, once a message had been accepted.
AGAIN: Mapping[Fault, tuple[timedelta, ...]] = {
    Fault.BUSY: (timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=30), timedelta(hours=2)),
    Fault.AWAY: (timedelta(hours=1), timedelta(hours=4)),
    Fault.ONCE: (timedelta(minutes=5),),
    Fault.CONFIG: (),
    Fault.PERMANENT: (),
}

# Waits before the next try of what was surely not accepted; after the last one the message has failed.
BACKOFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=6))
# So much longer a wait may get, so that what failed together does not come back together.
_SPREAD = 0.2
_STEPS = 997


def spread(wait: timedelta, message_id: int) -> timedelta:
    """A wait made up to a fifth longer, by the message's own id: the same at every look, and different for its neighbours."""
    return wait * (1 + _SPREAD * (message_id % _STEPS) / _STEPS)


def next_wait(fault: Fault, again: int, message_id: int) -> timedelta | None:
    """How long to wait before sending anew what was sent anew `again` times already; None: not any more."""
    waits = AGAIN[fault]
    return spread(waits[again], message_id) if again < len(waits) else None
