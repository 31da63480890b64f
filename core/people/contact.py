"""How a citizen can be reached."""

from enum import StrEnum

import phonenumbers
from phonenumbers import PhoneNumberType


class Way(StrEnum):
    """A way of telling somebody something. NONE: "I will ask myself"."""

    TEXT = "text"
    CALL = "call"
    EMAIL = "email"
    LETTER = "letter"
    NONE = "none"


def takes_texts(number: str) -> bool:
    """Whether a number in E.164 is a mobile telephone's; a fixed one may not show texts."""
    try:
        kind = phonenumbers.number_type(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False
    return kind in (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
