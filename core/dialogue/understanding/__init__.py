"""Understanding of free text: reserved words, references and codes, then services by their words."""

from core.dialogue.understanding.understanding import UNKNOWN, Understanding, Understood, shared_words

__all__ = ["UNKNOWN", "Understanding", "Understood", "shared_words"]
