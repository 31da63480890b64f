"""How a citizen can be reached."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberType


class Way(StrEnum):
    """A way of telling somebody something. NONE: "I will ask myself"."""

    TEXT = "text"
    CALL = "call"
    EMAIL = "email"
    LETTER = "letter"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Reached:
    """An address, and the way there."""

    way: Way
    address: str


_MOBILE = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})
_ORDINARY = _MOBILE | {PhoneNumberType.FIXED_LINE}


def takes_texts(number: str, countries: tuple[str, ...]) -> bool:
    """Whether a number in E.164 is a mobile telephone's of these countries; a fixed one may not show texts."""
    return _kind(number, countries) in _MOBILE


def may_be_texted(number: str, countries: tuple[str, ...]) -> bool:
    """Whether we may start a text to a number: an ordinary one of these countries. Others can be made to cost the town
    whatever somebody likes, and who calls can show any number (rules: Calls).
    """
    return _kind(number, countries) in _ORDINARY


@lru_cache(maxsize=1000)
def _kind(number: str, countries: tuple[str, ...]) -> int | None:
    """What kind of number of these countries it is, None where it is none."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return None
    return phonenumbers.number_type(parsed) if phonenumbers.region_code_for_number(parsed) in countries else None
