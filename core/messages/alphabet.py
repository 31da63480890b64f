"""How many parts a text takes, in the two alphabets of SMS (GSM 03.38, now 3GPP TS 23.038 §6.2).

A text whose characters are all in the GSM alphabet is counted in septets, any other text in UTF-16 units. The alphabet
has ten Greek capitals and no small or accented Greek letter, and there is no national table for Greek, so that Greek
as it is written takes 70 characters to the first part where capitals with Latin look-alikes take 160.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from core.greek import as_latin, upper

DEFAULT = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Each of these takes an escape and a second septet.
EXTENSION = "\f^{}\\[~]|€"
_SEPTETS = {**dict.fromkeys(DEFAULT, 1), **dict.fromkeys(EXTENSION, 2)}
_GREEK = re.compile(r"[\u0370-\u03ff\u1f00-\u1fff][\u0300-\u036f\u0370-\u03ff\u1f00-\u1fff]*")
_NEAREST = str.maketrans(
    {
        "«": '"',
        "»": '"',
        "“": '"',
        "”": '"',
        "’": "'",
        "‘": "'",
        "–": "-",
        "—": "-",
        "…": "...",
        "\u00a0": " ",
    }
    | {"\u00b7": ",", "\u0387": ",", "\u037e": ";"}
)


class Alphabet(StrEnum):
    GSM7 = "GSM-7"
    UCS2 = "UCS-2"


@dataclass(frozen=True, slots=True)
class Parts:
    """What a text costs: its parts, and its length in the alphabet's units (septets, or UTF-16 units)."""

    count: int
    alphabet: Alphabet
    units: int


def segments(text: str) -> Parts:
    """The parts in which a text is sent. No text takes no part.

    One part holds 160 septets or 70 units; of several, each gives six bytes to its header and holds 153 or 67. Neither
    an escaped character nor a surrogate pair is ever cut in two, so that a part may stay one unit short.
    """
    septets = [_SEPTETS.get(character, 0) for character in text]
    if all(septets):
        return Parts(_parts(septets, alone=160, chained=153), Alphabet.GSM7, sum(septets))
    units = [2 if ord(character) > 0xFFFF else 1 for character in text]
    return Parts(_parts(units, alone=70, chained=67), Alphabet.UCS2, sum(units))


def _parts(sizes: list[int], alone: int, chained: int) -> int:
    """Filled one after the other, which is why dividing the sum is wrong at the borders."""
    if not sizes:
        return 0
    if sum(sizes) <= alone:
        return 1
    count, used = 1, 0
    for size in sizes:
        if used + size > chained:
            count, used = count + 1, 0
        used += size
    return count


def to_gsm_capitals(text: str) -> str:
    """Greek in capitals without accents, each written with its GSM or look-alike Latin letter: «αίτηση» → «AITHΣH».

    Saves more than half of the parts and is bad for whoever has texts read aloud, for a voice spells the mixed words
    as English letters; therefore only ever an operator's choice. Words in Latin letters stay as they are.
    """
    composed = unicodedata.normalize("NFC", text).translate(_NEAREST)
    return as_latin(_GREEK.sub(lambda found: _bare(upper(found.group())), composed))


def _bare(capitals: str) -> str:
    """Without the marks that capitals may keep, a dialytika or the accent of a lone «Ή»."""
    return "".join(one for one in unicodedata.normalize("NFD", capitals) if unicodedata.category(one) != "Mn")
