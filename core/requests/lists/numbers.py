"""What number somebody has in hand: a request's reference, a protocol number, or a telephone's."""

import re
from dataclasses import dataclass
from enum import StrEnum

from core.codes import CodeLength, read_code
from core.dialogue.kinds.phone import read_phone
from core.errors import InvalidAnswer

# «Αρ. πρωτ. 2026/000123», "123/2026": whichever of the two is a year of this register.
_PROTOCOL = re.compile(r"(?:\D{0,20}?\s)?(\d{1,9})\s*/\s*(\d{1,9})")
_YEARS = range(1990, 2100)


class Number(StrEnum):
    REFERENCE = "reference"
    PROTOCOL = "protocol"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Recognised:
    """A number as it was recognised: a telephone's in E.164, the protocol's as `year/number`."""

    kind: Number
    text: str


def recognise(words: str, countries: tuple[str, ...]) -> Recognised | None:
    """Which number these words are, None where they are something else."""
    words = words.strip()
    entry = _PROTOCOL.fullmatch(words)
    if entry:
        first, second = int(entry[1]), int(entry[2])
        year, seq = (first, second) if first in _YEARS or second not in _YEARS else (second, first)
        return Recognised(Number.PROTOCOL, f"{year}/{seq}")
    try:
        return Recognised(Number.REFERENCE, read_code(words, CodeLength.REFERENCE))
    except InvalidAnswer:
        pass
    try:
        return Recognised(Number.PHONE, read_phone(words, countries))
    except InvalidAnswer:
        return None
