"""How a Greek word sounds, roughly, so that its Greek and its Greeklish spellings meet in one key.

The keys use the letters a b d e f g i k l m n o p r s t u x z θ. What Greeks confuse in Latin letters is one sound
here: β μπ b v mp; δ ντ d nt nd; γ γκ γγ g gk. Greeklish is ambiguous where one letter stands for two ("h" for η or χ,
"x" for χ or ξ, "u" for υ or ου, "th" for θ or τη, "dh" for δ or δη), so a Latin word has more than one key.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import product

from core.greek.folding import fold
from core.greek.lookalikes import as_greek, has_greek, looks_greek, mend

_GREEK_PAIRS = {
    "αι": "e", "ει": "i", "οι": "i", "υι": "i", "ου": "u", "αυ": "ab", "ευ": "eb",
    "μπ": "b", "ντ": "d", "γκ": "g", "γγ": "g",
}  # fmt: skip
_GREEK_LETTERS = dict(zip("αβγδεζηθικλμνξοπρστυφχψω", [
    "a", "b", "g", "d", "e", "z", "i", "θ", "i", "k", "l", "m", "n", "ks", "o", "p", "r", "s", "t", "i", "f", "x",
    "ps", "o",
], strict=True))  # fmt: skip
_LATIN_PAIRS = {
    "ai": "e", "ei": "i", "oi": "i", "yi": "i", "ui": "i", "ou": "u", "oy": "u", "au": "ab", "eu": "eb", "ay": "ab",
    "ey": "eb", "mp": "b", "nt": "d", "gk": "g", "gg": "g", "ch": "x", "ck": "k",
}  # fmt: skip
_LATIN_LETTERS = dict(zip("abcdefgijklmnopqrstvwyz34890", [
    "a", "b", "k", "d", "e", "f", "g", "i", "tz", "k", "l", "m", "n", "o", "p", "k", "r", "s", "t", "b", "o", "i", "z",
    "ks", "ps", "θ", "θ", "o",
], strict=True))  # fmt: skip
# What one writer means by each ambiguous letter stays the same within a word.
_H_AND_X = ({"h": "i", "x": "x"}, {"h": "i", "x": "ks"}, {"h": "x", "x": "ks"})
_U = ({"u": "i"}, {"u": "u"})
_BREATHED = (
    {"th": "θ", "ph": "f", "kh": "x", "gh": "g", "dh": "d"},
    {"th": "ti", "ph": "pi", "kh": "ki", "gh": "gi", "dh": "di"},
)
# «βοήθεια» becomes "voithia": two vowels in a row need not be a pair.
_VOWELS: tuple[dict[str, str], ...] = ({}, {"ai": "ai", "oi": "oi"})
_MOST_KEYS = 12
_GREEK_PARTS = re.compile("|".join(_GREEK_PAIRS) + "|.", re.DOTALL)
_LATIN_PARTS = re.compile("n(?=th)|" + "|".join(_LATIN_PAIRS) + "|[tpkgd]h|.", re.DOTALL)
# αυ and ευ sound af, ef before these, and are so written by many.
_AF = re.compile(r"(?<=[ae])f(?=[ptksxθ]|$)")
# A nasal before b, d or g is heard or not, and written or not («δένδρο», "dedro").
_NASAL = re.compile(r"m(?=b)|n(?=[dg])")
_VOICES = re.compile("μπ|μβ|ντ|νδ|γκ|γγ|β|δ|γ")
_SAME_VOICE = {"μβ": "μπ", "νδ": "ντ", "γγ": "γκ"}
_DOUBLE = re.compile(r"(.)\1+")


@lru_cache(maxsize=20_000)
def keys(word: str) -> tuple[str, ...]:
    """The phonetic keys of one word, the likeliest first; one for a Greek word, up to twelve for a Latin one."""
    word = mend(word)
    if has_greek(word):
        return (_greek_key(fold(word)),)
    found = _latin_keys(fold(word))
    if looks_greek(word):
        found.insert(1, _greek_key(fold(as_greek(word))))
    return tuple(dict.fromkeys(found))[:_MOST_KEYS]


def voices(word: str) -> tuple[str, ...]:
    """How a Greek word spells its b, d and g, which the keys do not tell apart: «λάμπα» is not «λάβω»; () in Latin."""
    if not has_greek(word):
        return ()
    return tuple(_SAME_VOICE.get(part, part) for part in _VOICES.findall(fold(word)))


def _greek_key(folded: str) -> str:
    sounds = [_greek_sound(part) for part in _GREEK_PARTS.findall(folded)]
    return _settled("".join(sounds))


def _greek_sound(part: str) -> str:
    return _GREEK_PAIRS.get(part) or _GREEK_LETTERS.get(part, part)


def _latin_keys(folded: str) -> list[str]:
    parts = _LATIN_PARTS.findall(folded)
    h_and_x = _H_AND_X if {"h", "x"} & set(parts) else _H_AND_X[:1]
    vowels = _VOWELS if {"ai", "oi"} & set(parts) else _VOWELS[:1]
    styles = product(
        vowels,
        h_and_x,
        _U if "u" in parts else _U[:1],
        _BREATHED if _BREATHED[0].keys() & set(parts) else _BREATHED[:1],
    )
    found = [_settled("".join(_latin_sound(part, style) for part in parts)) for style in styles]
    # «ντη» letter by letter is "nth", in which the "nt" is one sound after all.
    return found + [key.replace("nti", "di") for key in found if "nth" in folded and "nti" in key]


def _latin_sound(part: str, style: Iterable[dict[str, str]]) -> str:
    for meaning in style:
        if part in meaning:
            return meaning[part]
    return _LATIN_PAIRS.get(part) or _LATIN_LETTERS.get(part, part)


def _settled(key: str) -> str:
    key = _AF.sub("b", key).replace("nk", "g")
    return _DOUBLE.sub(r"\1", _NASAL.sub("", key))
