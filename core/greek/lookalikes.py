"""Letters that look the same in Greek and Latin, and words in which somebody mixed them."""

import re

_GREEK = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"
_LATIN = "ABEZHIKMNOPTYX"
# In small letters only these are taken for one another by the eye.
_GREEK_SMALL = "ανορτυχικ"
_LATIN_SMALL = "avoptuxik"
_TO_GREEK = str.maketrans(_LATIN + _LATIN_SMALL, _GREEK + _GREEK_SMALL)
_TO_LATIN = str.maketrans(_GREEK, _LATIN)
_TO_LATIN_BY_EYE = str.maketrans(_GREEK + _GREEK_SMALL[:6], _LATIN + _LATIN_SMALL[:6])
_GREEK_TWINS = frozenset(_GREEK + _GREEK_SMALL[:6])
_LOOKALIKE = frozenset(_LATIN + _LATIN_SMALL)
_CAPITAL_LOOKALIKE = frozenset(_LATIN)
_WORD = re.compile(r"[^\W\d_]+")
_GREEK_LETTER = re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]")
_LATIN_LETTER = re.compile(r"[A-Za-z]")


def has_greek(text: str) -> bool:
    return bool(_GREEK_LETTER.search(text))


def as_greek(text: str) -> str:
    """Latin letters replaced by the Greek ones that look the same; others stay."""
    return text.translate(_TO_GREEK)


def as_latin(text: str) -> str:
    """Greek capitals replaced by the Latin ones that look the same (for cards, plates and the GSM alphabet)."""
    return text.translate(_TO_LATIN)


def looks_greek(word: str) -> bool:
    """Whether a Latin word is made of capitals that could all be Greek ones, as in «BPOXH» on a Latin keyboard."""
    return bool(word) and all(letter in _CAPITAL_LOOKALIKE for letter in word)


def mend(text: str) -> str:
    """Words that mix Greek and Latin letters made all Greek if every Latin letter has a Greek twin, else all Latin."""
    if not has_greek(text) or not _LATIN_LETTER.search(text):
        return text
    return _WORD.sub(lambda found: _mended(found.group()), text)


def _mended(word: str) -> str:
    latin = _LATIN_LETTER.findall(word)
    if not latin or len(latin) == len(word):
        return word
    if all(letter in _LOOKALIKE for letter in latin):
        return as_greek(word)
    greek = set(word).difference(latin)
    return word.translate(_TO_LATIN_BY_EYE) if greek <= _GREEK_TWINS else word
