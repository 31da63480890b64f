"""Phrases that speak for an intent, and an index that finds those that a word may belong to."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from operator import ne

from rapidfuzz.distance import OSA

from core.dialogue.understanding.tokens import Token, exact, stems_of
from core.greek import voices

# The least length of a stem in which one error, two errors, a letter out of place, or a longer ending are forgiven, and
# what that costs.
_ONE_ERROR, _TWO_ERRORS, _MOVED, _LONGER = 5, 9, 7, 5
_LONGEST_ENDING = 4
_QUALITY = {0: 1.0, 1: 0.85, 2: 0.75}
_SHORT_STEM, _SHORT_QUALITY = 6, 0.78


# A stem, with how its word spells b, d and g.
Form = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that together speak for `owner`: all of them must be found. A hint alone proves nothing.

    A `fragile` thing's hint is enough beside a word of trouble: a pavement is no matter, a broken pavement is.
    An `everyday` word has a life outside the town hall: it is enough where the rest of the message does not speak of
    something else («ο κάδος είναι γεμάτος», but not «ο κάδος του πλυντηρίου μου»). Words that belong `together` must
    follow one another: «ο σκύλος μου» is nobody's stray. A `certain` word settles the matter («πωλείται»).
    """

    owner: str
    said: str
    slots: tuple[tuple[Form, ...], ...]
    hint: bool
    fragile: bool = False
    everyday: bool = False
    together: bool = False
    certain: bool = False

    def words(self) -> Iterable[str]:
        """Each word that the phrase lists, one by one."""
        return _BETWEEN.sub(" ", self.said).split()


# What stands between and around the words of a phrase.
_BETWEEN = re.compile(r"[|_=?+~! ]+")
# A place in a phrase: which phrase, which of its words.
Slot = tuple[int, int]


def phrase(owner: str, said: str) -> Phrase:
    """Read «καμενη|σβηστη λαμπα»: words with alternatives after "|"; a word after "=" has just this ending.

    "?" or "+" at the end makes it a hint, "~" a thing of everyday life, "!" certain; words joined by "_" follow one another.
    """
    bare = said.rstrip("?+~!").replace("_", " ")
    slots = tuple(tuple(form for word in slot.split("|") for form in _word_forms(word)) for slot in bare.split())
    hint, fragile, everyday = said.endswith(("?", "+")), said.endswith("+"), said.endswith("~")
    return Phrase(owner, said, slots, hint, fragile, everyday, "_" in said, said.endswith("!"))


def _word_forms(word: str) -> tuple[Form, ...]:
    stems = exact(word[1:]) if word.startswith("=") else stems_of(word)
    return tuple((stem, voices(word)) for stem in stems)


class Index:
    """Every stem of every phrase, found exactly, with a longer ending, or with a typing error."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self.phrases = tuple(phrases)
        self._slots: dict[str, list[tuple[Slot, tuple[str, ...]]]] = {}
        for number, one in enumerate(self.phrases):
            for place, forms in enumerate(one.slots):
                for stem, spelled in dict.fromkeys(forms):
                    self._slots.setdefault(stem, []).append(((number, place), spelled))
        # Two words one error apart share a form that lacks one letter of each.
        self._lacking: dict[str, list[str]] = {}
        for stem in self._slots:
            if len(stem) >= _ONE_ERROR:
                for form in _one_less(stem):
                    self._lacking.setdefault(form, []).append(stem)

    def knows(self, stem: str) -> bool:
        return stem in self._slots

    def slots(self, token: Token, guess: bool, greek: float = 1.0) -> Mapping[Slot, float]:
        """The places this word may fill, with how well. `guess` allows longer endings and typing errors.

        `greek` is how well a Latin word counts when it is read as Greeklish.
        """
        found = {stem: 1.0 for stem in (*token.stems, *token.exact) if stem in self._slots}
        if not found and guess:
            for stem in token.stems:
                found.update(self._near(stem))
        filled: dict[Slot, float] = {}
        for stem, quality in found.items():
            if greek < 1.0 and not stem.startswith("~"):
                quality *= greek
            for slot, spelled in self._slots[stem]:
                if any(map(ne, token.voices, spelled)):
                    continue
                filled[slot] = max(quality, filled.get(slot, 0.0))
        return filled

    def speaks_for(self, owner: str, token: Token, guess: bool) -> bool:
        """Whether this word is one of the owner's, even where the rest of its phrase is missing."""
        return any(self.phrases[number].owner == owner for number, _ in self.slots(token, guess))

    def _near(self, stem: str) -> dict[str, float]:
        found: dict[str, float] = {}
        for length in range(_LONGER, len(stem)):
            if stem[:length] in self._slots and len(stem) - length <= _LONGEST_ENDING:
                found[stem[:length]] = _QUALITY[1]
        if len(stem) < _ONE_ERROR:
            return found
        for form in _one_less(stem):
            for known in self._lacking.get(form, ()):
                quality = _nearness(stem, known)
                if quality > found.get(known, 0.0):
                    found[known] = quality
        return found


def _nearness(stem: str, known: str) -> float:
    shorter = min(len(stem), len(known))
    errors = OSA.distance(stem, known, score_cutoff=2)
    moved = shorter >= _MOVED and sorted(stem) == sorted(known)
    if errors > (2 if shorter >= _TWO_ERRORS or moved else 1):
        return 0.0
    return _SHORT_QUALITY if errors and shorter < _SHORT_STEM else _QUALITY[errors]


def _one_less(stem: str) -> set[str]:
    return {stem, *(stem[:at] + stem[at + 1 :] for at in range(len(stem)))}


def shared(phrases: Iterable[Phrase]) -> list[tuple[str, tuple[str, ...]]]:
    """Phrases that belong to several owners once their alternatives are written out, with the owners."""
    owners: dict[tuple[Form, ...], dict[str, str]] = {}
    for one in phrases:
        for forms in product(*one.slots):
            owners.setdefault(tuple(sorted(forms)), {}).setdefault(one.owner, one.said)
    found: dict[tuple[str, ...], list[str]] = {}
    for shared_forms, by in owners.items():
        if len(by) > 1:
            found.setdefault(tuple(sorted(by)), []).append(" ".join(stem.strip("~=!") for stem, _ in shared_forms))
    return [(stems, who) for who, all_stems in found.items() for stems in all_stems]
