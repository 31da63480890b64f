"""What number somebody has in hand: a request's reference, a protocol number, or a telephone's."""

import re
from dataclasses import dataclass
from enum import StrEnum

from core.codes import CodeLength, read_code
from core.dialogue.kinds.phone import read_phone
from core.errors import InvalidAnswer

_PROTOCOL = re.compile(r"\d{4}\s*/\s*\d{1,9}")


class Number(StrEnum):
    REFERENCE = "reference"
    PROTOCOL = "protocol"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Recognised:
    """A number as it was recognised; a telephone's is in E.164."""

    kind: Number
    text: str


def recognise(words: str, countries: tuple[str, ...]) -> Recognised | None:
    """Which number these words are, None where they are something else."""
    words = words.strip()
    if _PROTOCOL.fullmatch(words):
        return Recognised(Number.PROTOCOL, words)
    try:
        return Recognised(Number.REFERENCE, read_code(words, CodeLength.REFERENCE))
    except InvalidAnswer:
        pass
    try:
        return Recognised(Number.PHONE, read_phone(words, countries))
    except InvalidAnswer:
        return None
