"""How far a subscription, or one of its ways, is."""

from enum import StrEnum


class Standing(StrEnum):
    """PENDING until its address confirmed it (double opt-in); a subscriber is as far as the best of their ways.

    Only a way is STOPPED: it was confirmed, but its number said STOP, and START brings it back. A subscriber whose best way
    is STOPPED is still PENDING.
    """

    PENDING = "pending"
    ACTIVE = "active"
    STOPPED = "stopped"
    ENDED = "ended"


# A way that an address has confirmed and that has not ended: an address has one such way in a municipality.
LIVING = (str(Standing.ACTIVE), str(Standing.STOPPED))
