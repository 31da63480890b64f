"""Which street of the town's list somebody wrote, in whatever spelling."""

import re
from collections.abc import Sequence
from functools import lru_cache

from core.greek import keys, search_key
from core.municipalities.model import Street

# What a street is, not which one it is.
_GENERIC = frozenset(
    "οδοσ οδου οδο λεωφοροσ λεωφορου λεωφορο λεωφ πλατεια πλατειασ πλ παροδοσ παροδου odos odou odo leoforos leoforou "
    "leof plateia plateias platia street str st avenue ave square road".split()
)
# «28ης Οκτωβρίου» is also written without its ending.
_ORDINAL = re.compile(r"\b([0-9]+)(?:ησ|η|hs|is|h|i|th|st)\b")
_Names = tuple[tuple[tuple[frozenset[str], ...], Street], ...]


def find_street(text: str, streets: Sequence[Street]) -> Street | None:
    """The street of the list whose whole name stands in the text; of several the longest, then the first written."""
    said = [frozenset({word, *keys(word)}) for word in _words(text) if word not in _GENERIC]
    found: list[tuple[int, int, Street]] = []
    for name, street in _names(tuple(streets)):
        place = _place(name, said)
        if place is not None:
            found.append((-len(name), place, street))
    return min(found, key=lambda one: one[:2])[2] if found else None


@lru_cache(maxsize=256)
def _names(streets: tuple[Street, ...]) -> _Names:
    named = ((_sounds(street.name), street) for street in streets)
    return tuple((name, street) for name, street in named if name)


def _sounds(name: str) -> tuple[frozenset[str], ...]:
    words = _words(name)
    own = [word for word in words if word not in _GENERIC] or words
    return tuple(frozenset({word, *keys(word)}) for word in own)


def _words(text: str) -> list[str]:
    return _ORDINAL.sub(r"\1", search_key(text)).split()


def _place(name: tuple[frozenset[str], ...], said: list[frozenset[str]]) -> int | None:
    """Where in the text the name begins, all its words in a row."""
    for start in range(len(said) - len(name) + 1):
        if all(word & said[start + at] for at, word in enumerate(name)):
            return start
    return None
