"""Fitting what is said into a text: three parts of two-byte letters, so that no citizen's telephone drops a piece."""

from dataclasses import dataclass

# Three parts of 67 UTF-16 units (telephony: SMS encoding).
LONGEST = 201


@dataclass(frozen=True, slots=True)
class Loose:
    """A piece that may be cut, at a word and with "…", or left out where nothing of it fits."""

    text: str
    least: int = 12


def units(text: str) -> int:
    """UTF-16 units, which two-byte texts are counted in."""
    return len(text.encode("utf-16-le")) // 2


def cut(text: str, room: int) -> str:
    """The text, or as many whole words of it as fit with "…" after them."""
    if units(text) <= room:
        return text
    while text and units(text) > room - 1:
        shorter = text.rstrip().rpartition(" ")[0]
        text = shorter or text[: max(room - 1, 0)]
        if not shorter:
            break
    return text.rstrip(" ,.;:·") + "…" if text else ""


def overflow(pieces: list[str | Loose], by: str = "\n", room: int = LONGEST) -> int:
    """How many units the firm pieces alone are too long by; 0 where they fit."""
    firm = [units(piece) + units(by) for piece in pieces if isinstance(piece, str) and piece]
    return max(0, sum(firm) - units(by) - room)


def fit(pieces: list[str | Loose], by: str = "\n", room: int = LONGEST) -> str:
    """Join pieces. Firm ones are kept whole; the loose ones share what room is left, first come first served."""
    kept = [piece for piece in pieces if (piece.text if isinstance(piece, Loose) else piece)]
    firm = sum(units(piece) + units(by) for piece in kept if isinstance(piece, str))
    left = room - firm
    said: list[str] = []
    for piece in kept:
        if isinstance(piece, str):
            said.append(piece)
            continue
        space = left - units(by)
        if space < min(piece.least, units(piece.text)):
            continue
        shortened = cut(piece.text, space)
        left -= units(shortened) + units(by)
        said.append(shortened)
    return cut(by.join(said), room)
