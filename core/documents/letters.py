"""What our font can show. A PDF for archives may hold no sign without a shape, so what it cannot show is marked."""

import unicodedata
from collections.abc import Mapping
from typing import Any

# Latin, Greek with all its marks, Cyrillic and the signs between: what `fonts/` was cut down to (templates/static/VENDORED.md).
# fmt: off
RANGES = (
    (0x0020, 0x007e), (0x00a0, 0x00ac), (0x00ae, 0x017f), (0x0300, 0x0304), (0x0306, 0x0306), (0x0308, 0x0308),
    (0x0313, 0x0314), (0x0342, 0x0342), (0x0345, 0x0345), (0x0370, 0x0377), (0x037a, 0x037f), (0x0384, 0x038a),
    (0x038c, 0x038c), (0x038e, 0x03a1), (0x03a3, 0x03e1), (0x03f0, 0x045f), (0x0490, 0x0491), (0x1f00, 0x1f15),
    (0x1f18, 0x1f1d), (0x1f20, 0x1f45), (0x1f48, 0x1f4d), (0x1f50, 0x1f57), (0x1f59, 0x1f59), (0x1f5b, 0x1f5b),
    (0x1f5d, 0x1f5d), (0x1f5f, 0x1f7d), (0x1f80, 0x1fb4), (0x1fb6, 0x1fc4), (0x1fc6, 0x1fd3), (0x1fd6, 0x1fdb),
    (0x1fdd, 0x1fef), (0x1ff2, 0x1ff4), (0x1ff6, 0x1ffe), (0x2010, 0x2015), (0x2018, 0x201e), (0x2022, 0x2022),
    (0x2026, 0x2026), (0x2032, 0x2033), (0x2039, 0x203a), (0x20ac, 0x20ac), (0x2116, 0x2116), (0x2122, 0x2122),
    (0x2212, 0x2212), (0xfffd, 0xfffd),
)
# fmt: on
UNKNOWN = "\ufffd"
_SHOWN = frozenset(code for first, last in RANGES for code in range(first, last + 1)) | {ord("\n")}
# Signs that are never seen: they are left out, not marked.
_UNSEEN = frozenset({"Cf", "Cc"})


def printable(text: str) -> str:
    """The text as our font can show it: composed, without signs that are never seen, what is unknown marked."""
    composed = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\t", " ")
    kept = (one for one in composed if ord(one) in _SHOWN or unicodedata.category(one) not in _UNSEEN)
    return "".join(one if ord(one) in _SHOWN else UNKNOWN for one in kept)


def printable_all(data: Any) -> Any:
    """The same for every text in plain JSON."""
    if isinstance(data, str):
        return printable(data)
    if isinstance(data, Mapping):
        return {key: printable_all(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [printable_all(one) for one in data]
    return data
