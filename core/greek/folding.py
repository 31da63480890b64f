"""Greek without what does not count when it is compared, and Greek capitals as a printer sets them."""

import re
import unicodedata

from core.greek.lookalikes import mend

_DIALYTIKA = "\u0308"
_GREEK_VOWELS = frozenset("αεηιουωΑΕΗΙΟΥΩ")
_BREAKS = frozenset("αεηουΑΕΗΟΥ")
_SECOND = frozenset("ιυΙΥ")
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Compatible forms joined, accents dropped, case folded, one sigma: «Ὁδός» and «ΟΔΟΣ» become «οδοσ»."""
    bare = _without_marks(unicodedata.normalize("NFKC", text))
    # A few letters of other scripts fold into letters with marks, so marks are dropped again.
    return _without_marks(unicodedata.normalize("NFKC", bare.casefold())).replace("ς", "σ").replace("µ", "μ")


def upper(text: str) -> str:
    """Capitals as Greek sets them: no accents but that of a lone «ή», dialytika kept or made («Μάιος», «ΜΑΪΟΣ»)."""
    return "".join(_upper_part(part) for part in re.split(r"(\W+)", unicodedata.normalize("NFC", text)))


def search_key(text: str) -> str:
    """What is stored beside a text so that any database finds it: folded words, look-alikes mended."""
    return " ".join(_WORD.findall(mend(fold(mend(text)))))


def _without_marks(text: str) -> str:
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")


def _upper_part(part: str) -> str:
    if part in ("ή", "Ή"):
        return "Ή"
    capitals: list[str] = []
    broken = False
    for letter in part:
        marks = unicodedata.normalize("NFD", letter)
        base = marks[0]
        if base not in _GREEK_VOWELS:
            capitals.append(letter.upper())
            broken = False
            continue
        # An accent on the first of two vowels parts them, and capitals can only say so with dialytika.
        parted = _DIALYTIKA in marks or (broken and base in _SECOND and len(marks) == 1)
        capitals.append(unicodedata.normalize("NFC", base.upper() + (_DIALYTIKA if parted else "")))
        broken = base in _BREAKS and len(marks) > 1 and _DIALYTIKA not in marks
    return "".join(capitals)
