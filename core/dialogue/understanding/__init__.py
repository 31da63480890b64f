"""Understanding of free text: reserved words, references and codes, then services by their words."""

from core.dialogue.understanding.codes import find_code
from core.dialogue.understanding.decision import UNKNOWN, Understood
from core.dialogue.understanding.sources import shared_words
from core.dialogue.understanding.understanding import Understanding

__all__ = ["UNKNOWN", "Understanding", "Understood", "find_code", "shared_words"]
