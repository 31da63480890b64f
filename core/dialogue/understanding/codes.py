"""References and codes inside a message. Each has its own length, so a bare one is recognised (rules: Codes)."""

import re
import unicodedata
from dataclasses import dataclass

LENGTHS = {9: "status", 8: "resume", 16: "verify"}
_GROUPS = re.compile(r"(?<![0-9+])[0-9](?:[ .\-–/]{0,2}[0-9])*(?![0-9])")
_DATE = re.compile(r"[0-3]?[0-9][./\-][01]?[0-9][./\-](?:19|20)[0-9]{2}")
_SEPARATORS = re.compile(r"[^0-9]+")


@dataclass(frozen=True, slots=True)
class Code:
    """A code's digits, the intent its length means, and the message without it."""

    digits: str
    intent: str
    rest: str


def find_code(text: str) -> Code | None:
    """The one code in this message; None if there is none, or more than one."""
    plain = unicodedata.normalize("NFKC", text)
    found: list[Code] = []
    for match in _GROUPS.finditer(plain):
        if _DATE.fullmatch(match.group()):
            continue
        for digits in _candidates(match.group()):
            rest = f"{plain[: match.start()]} {plain[match.end() :]}".strip()
            found.append(Code(digits, LENGTHS[len(digits)], rest))
    return found[0] if len(found) == 1 else None


def _candidates(group: str) -> list[str]:
    """The whole group without its separators, or else those of its parts that are codes by themselves."""
    whole = _SEPARATORS.sub("", group)
    if len(whole) in LENGTHS:
        return [whole]
    return [part for part in group.split() if part.isdigit() and len(part) in LENGTHS]
