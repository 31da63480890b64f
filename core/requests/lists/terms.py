"""What somebody types into a search, as the ranges of keys that it means."""

from dataclasses import dataclass

from core.greek import fold, has_greek
from core.requests.lists.wordindex import parts, sounds

# More words than this make no search narrower, and more readings of one word are not looked for.
MOST_TERMS, MOST_READINGS = 8, 12
# After every key that begins alike, on every database.
_END = "\U0010ffff"
# A beginning may stop within two letters that are one sound: «Ασκληπιο» is the beginning of «Ασκληπιού».
_GREEK_SECOND = {"α": "ι", "ε": "ι", "ο": "ιυ", "μ": "π", "ν": "τκ"}
_LATIN_SECOND = {
    "a": "i", "e": "i", "o": "iuy", "u": "i", "y": "i", "m": "p", "n": "t", "c": "h", "t": "h", "p": "h", "k": "h", "g": "h",
    "d": "h",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    """One word: the keys that it may have, any of them; `begins` if they are beginnings of keys."""

    keys: tuple[str, ...]
    begins: bool = False

    @property
    def ranges(self) -> list[tuple[str, str]]:
        """From a key, and below another."""
        return [(key, key + (_END if self.begins else "\x01")) for key in self.keys]

    @property
    def length(self) -> int:
        return len(self.keys[0]) - self.begins


def terms(words: str) -> list[Term]:
    """The words of a search; the last one may be a beginning, unless it is a number. There may be none.

    Words that are the beginning of no key (there are none of signs alone) ask for nothing.
    """
    found: dict[tuple[str, ...], Term] = {}
    every = parts(words)[:MOST_TERMS]
    for at, part in enumerate(every):
        begins = at == len(every) - 1 and not part.isdecimal()
        keys = _beginnings(part) if begins else sounds(part)
        if keys:
            found.setdefault(keys, Term(keys[:MOST_READINGS], begins))
    return list(found.values())


def _beginnings(part: str) -> tuple[str, ...]:
    """Every key with which a key of this beginning can begin; those that begin with another one of them are in it."""
    last = fold(part)[-1:]
    seconds = (_GREEK_SECOND if has_greek(part) else _LATIN_SECOND).get(last, "")
    every = dict.fromkeys(key for written in (part, *(part + second for second in seconds)) for key in sounds(written))
    return tuple(one for one in every if not any(one != other and one.startswith(other) for other in every))
