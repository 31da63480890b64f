"""Which language a message is in: Greek in either alphabet, or English."""

from collections.abc import Sequence

from core.dialogue.understanding.phrases import Index
from core.dialogue.understanding.tokens import Token
from core.dialogue.understanding.vocabulary import Vocabulary
from core.greek import has_greek


def language_of(words: Sequence[Token], known: Vocabulary, index: Index) -> str:
    """ "el" for Greek letters or Greeklish, "en" for English, "" for a message without words."""
    spoken = [token for token in words if not token.is_number]
    if not spoken:
        return ""
    if any(has_greek(token.folded) for token in spoken):
        return "el"
    english = sum(_english(token, known, index) for token in spoken)
    greek = sum(_greek(token, known, index) for token in spoken)
    return "en" if english > greek else "el"


def _english(token: Token, known: Vocabulary, index: Index) -> bool:
    return token.folded in known.common["en"] or token.folded in known.english or index.knows(token.stems[-1])


def _greek(token: Token, known: Vocabulary, index: Index) -> bool:
    return any(sound in known.common["el"] for sound in token.sounds) or any(map(index.knows, token.stems[:-1]))
