"""Messages that are, as a whole, one of a few known words: however they are typed."""

from collections.abc import Iterable, Sequence

from rapidfuzz.distance import OSA

from core.dialogue.understanding.tokens import Token, tokens
from core.dialogue.understanding.vocabulary import Phrases
from core.greek import has_greek

# Below this many sounds one wrong letter could make another word.
_SAFE_LENGTH = 6
_SHORTEST_SWAPPED = 4
_MOST_READINGS = 32


class Wholes:
    """Known messages by their sound and by their spelling."""

    def __init__(self, phrases: Phrases, others: Iterable[str] = ()) -> None:
        """`others` are words with a meaning of their own: none of them is a typing error («έγγραφα», «εγγραφή»)."""
        self._others = frozenset(form for word in others for form in _forms(word))
        self._found: dict[str, str] = {}
        self._by_length: dict[int, list[str]] = {}
        for meaning, said in phrases.items():
            for words in said:
                for form in _forms(words):
                    self._found.setdefault(form, meaning)
        for form in self._found:
            if len(form) >= _SAFE_LENGTH:
                self._by_length.setdefault(len(form), []).append(form)

    def find(self, words: Sequence[Token]) -> str | None:
        """The meaning of these words taken together, or None. One typing error is forgiven in a long one."""
        if not words or len(words) > 6:
            return None
        readings = _readings(words)
        for reading in readings:
            if reading in self._found:
                return self._found[reading]
        if any(word.is_number for word in words) or not self._others.isdisjoint(readings):
            # A number is never a typing error: «ΕΓΓΡΑΦΗ 1» says more than «ΕΓΓΡΑΦΗ».
            return None
        near = {self._found[form] for reading in readings for form in self._near(reading)}
        return near.pop() if len(near) == 1 else None

    def _near(self, reading: str) -> list[str]:
        if len(reading) <= _SAFE_LENGTH:
            return [form for form in _swapped(reading) if form in self._found]
        lengths = range(len(reading) - 1, len(reading) + 2)
        candidates = (form for length in lengths for form in self._by_length.get(length, ()))
        return [form for form in candidates if OSA.distance(reading, form, score_cutoff=1) <= 1]


def _swapped(reading: str) -> list[str]:
    """A short word with two neighbours in each other's place («hlep»)."""
    bare = reading.lstrip("=")
    if len(bare) < _SHORTEST_SWAPPED:
        return []
    mark = reading[: len(reading) - len(bare)]
    return [mark + bare[:at] + bare[at + 1] + bare[at] + bare[at + 2 :] for at in range(len(bare) - 1)]


def _forms(words: str) -> list[str]:
    """A Greek entry is found by its sound ("=…"), any other by its letters."""
    listed = tokens(words)
    if has_greek(words):
        return ["=" + "".join(token.sounds[0] for token in listed)]
    return ["".join(token.folded for token in listed)]


def _readings(words: Sequence[Token]) -> list[str]:
    spelled = ["".join(token.folded for token in words)]
    sounded = ["="]
    for token in words:
        sounded = [before + sound for before in sounded for sound in token.sounds][:_MOST_READINGS]
    return spelled + sounded
