"""What is said and must not be kept as it was said: PINs and codes. Wherever a turn is kept, a mark stands for them."""

import re

from core.greek import fold

HIDDEN = "······"
# The questions whose answers are secrets.
QUESTIONS = frozenset({"pin", "code", "authorisation"})

_SIX = re.compile(r"(?<![0-9])[0-9](?:[ .\-]?[0-9]){5}(?![0-9])")
_NAMED = re.compile(r"\b(pin|πιν|κωδικ\w*|code)\b")
_PIN = re.compile(r"\b(pin|πιν)\b")


def hides(question: str, words: str, texts: bool) -> bool:
    """Whether a turn's words are a secret: the answer to such a question, or six digits in a text, which names no question."""
    if question in QUESTIONS:
        return True
    if not texts:
        return False
    return _SIX.fullmatch(words.strip()) is not None or bool(_SIX.search(words) and _NAMED.search(fold(words)))


def is_texted_pin(words: str) -> bool:
    """Whether somebody texts what they call their PIN (rules: it is never accepted in a text)."""
    return bool(_SIX.search(words) and _PIN.search(fold(words)))
