"""How a citizen can be reached."""

from enum import StrEnum


class Way(StrEnum):
    """A way of telling somebody something. NONE: "I will ask myself"."""

    TEXT = "text"
    CALL = "call"
    EMAIL = "email"
    LETTER = "letter"
    NONE = "none"
