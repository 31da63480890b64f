"""Small closed lists of words (numbers, months, days, yes and no) found however somebody spells them."""

from collections.abc import Iterable, Mapping
from typing import Generic, TypeVar

from rapidfuzz import fuzz

from core.greek import fold, has_greek, keys, mend

T = TypeVar("T")
_ALIKE = 85.0


class Lexicon(Generic[T]):
    """Meanings by their words: Greek ones are found in Greek and in Greeklish, the others as they are written."""

    def __init__(self, words: Mapping[T, str]) -> None:
        self._written: dict[str, T] = {}
        self._sounds: dict[str, T] = {}
        for meaning, forms in words.items():
            for form in map(fold, forms.split()):
                self._written[form] = meaning
                if has_greek(form):
                    self._sounds[keys(form)[0]] = meaning

    def exact(self, word: str) -> T | None:
        """The meaning of one word, written or sounding as listed."""
        folded = fold(mend(word))
        if folded in self._written:
            return self._written[folded]
        return _only(self._sounds[key] for key in keys(word) if key in self._sounds)

    def near(self, word: str) -> T | None:
        """The meaning of one word, also when it is cut short (to three letters) or has a small typing error."""
        found = self.exact(word)
        if found is not None or len(word) < 3:
            return found
        folded, sounds = fold(mend(word)), keys(word)
        begun = {meaning for form, meaning in self._written.items() if form.startswith(folded)}
        begun |= {m for sound, m in self._sounds.items() if any(len(k) > 2 and sound.startswith(k) for k in sounds)}
        if begun:
            return _only(begun)
        # Cut in the middle of two letters that make one sound («noem» of «noemvriou»), the last one does not fit yet.
        begun = {m for sound, m in self._sounds.items() if any(len(k) > 3 and sound.startswith(k[:-1]) for k in sounds)}
        if begun:
            return _only(begun)
        return _only(meaning for sound, meaning in self._sounds.items() if any(_alike(sound, key) for key in sounds))


def _alike(sound: str, key: str) -> bool:
    return len(key) > 4 and fuzz.ratio(sound, key) >= _ALIKE


def _only(found: Iterable[T]) -> T | None:
    different = set(found)
    return different.pop() if len(different) == 1 else None
