"""The words of a message: how they look, how they sound, and what is left of them without their endings."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from core.greek import fold, has_greek, keys, mend, voices

_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?")
# Greek endings in the phonetic key: vowels, with at most one consonant after them.
_GREEK_ENDING = re.compile(r"[aeiou]+[sn]?$")
# Longer endings, of persons («-ουμε», «-ετε», «-ονται») and of neuters («-ατα»), if enough of the word remains.
_LONG_ENDING = re.compile(r"(?:um|am|at|et|it|od)[aeiou]+[sn]?$")
_SHORTEST_STEM = 3
# A stem shorter than this says too little by its sound.
_SHORT = 3
# What thumbs leave out, in Greek letters and in Latin ones.
_SHORTENED = {
    "δν": "δεν",
    "dn": "den",
    "μν": "μην",
    "mn": "min",
    "κ": "και",
    "k": "kai",
    "τλφ": "τηλεφωνο",
    "μνμ": "μηνυμα",
}
_SHORTEST_LONG = 4


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a message. `start` and `end` cut it out of the original text."""

    folded: str
    start: int
    end: int
    sounds: tuple[str, ...]
    stems: tuple[str, ...]
    # The whole word by its sound, as phrases name words whose ending matters.
    exact: tuple[str, ...]
    # How it spells b, d and g, if it is in Greek letters.
    voices: tuple[str, ...]
    # Whether it is written as a name: a capital, and small letters after it.
    capital: bool

    @property
    def is_number(self) -> bool:
        return self.folded[0].isdigit() and not self.folded.isalpha() and len(self.folded) - _digits(self.folded) <= 1


def tokens(text: str) -> list[Token]:
    """The message's words in order. Positions are in `text` composed by NFC."""
    return [_token(found.group(), found.start(), found.end()) for found in _WORD.finditer(composed(text))]


def composed(text: str) -> str:
    """The text with every accent in its letter, so that a position counts letters."""
    return unicodedata.normalize("NFC", text)


def greek_stem(key: str) -> str:
    """A phonetic key without its ending, if three letters remain."""
    stem = _LONG_ENDING.sub("", key)
    if _SHORTEST_LONG <= len(stem) < len(key):
        return stem
    stem = _GREEK_ENDING.sub("", key)
    if len(stem) >= _SHORTEST_STEM:
        return stem
    return key[:-1] if key[-1:] in ("s", "n") and len(key) > _SHORTEST_STEM else key


def english_stem(word: str) -> str:
    """An English word without the endings of number and tense."""
    for ending, instead, least in (
        ("ies", "y", 5),
        ("ing", "", 6),
        ("ed", "", 5),
        ("es", "", 5),
        ("s", "", 4),
        ("e", "", 5),
    ):
        if word.endswith(ending) and len(word) >= least and not word.endswith("ss"):
            return word[: -len(ending)] + instead
    return word


def sounds_of(words: Iterable[str]) -> frozenset[str]:
    """The phonetic keys of Greek words, the folded form of others."""
    return frozenset(keys(word)[0] if has_greek(word) else fold(word) for word in words)


def stems_of(word: str) -> tuple[str, ...]:
    """The stems by which a listed word is known: Greek ones by sound, others by letters, which are marked.

    A very short Greek word («τι», «τη») is known by its letters too, and in Greek letters by them alone.
    """
    if not has_greek(word):
        return ("~" + english_stem(fold(word)),)
    stem = greek_stem(keys(word)[0])
    return (stem, "=" + fold(word)) if len(stem) < _SHORT else (stem,)


def exact(word: str) -> tuple[str, ...]:
    """The form by which a word is found with its ending: «=έγγραφα» is not «εγγραφή»."""
    return ("!" + (keys(word)[0] if has_greek(word) else fold(word)),)


@lru_cache(maxsize=20_000)
def _heard(word: str) -> tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """A token without its place."""
    word = word.replace("'", "").replace("’", "")
    folded = fold(mend(word))
    folded, word = _SHORTENED.get(folded, folded), _SHORTENED.get(folded, word)
    sounds = keys(word)
    whole = tuple(dict.fromkeys("!" + form for form in (*sounds, folded)))
    if has_greek(folded):
        stem = greek_stem(sounds[0])
        return folded, sounds, (stem if len(stem) >= _SHORT else "=" + folded,), whole, voices(folded)
    return folded, sounds, (*dict.fromkeys(map(greek_stem, sounds)), "~" + english_stem(folded)), whole, ()


def _token(word: str, start: int, end: int) -> Token:
    folded, sounds, stems, whole, spelled = _heard(word)
    return Token(folded, start, end, sounds, stems, whole, spelled, word[0].isupper() and word[1:].islower())


def _digits(word: str) -> int:
    return sum(character.isdigit() for character in word)
