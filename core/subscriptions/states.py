"""How far a subscription, or one of its ways, is."""

from enum import StrEnum


class Standing(StrEnum):
    """PENDING until its address confirmed it (double opt-in); a subscriber is as far as the best of their ways."""

    PENDING = "pending"
    ACTIVE = "active"
    ENDED = "ended"
