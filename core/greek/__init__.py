"""Greek as people write it: accents, capitals, look-alikes, Greeklish, and Latin letters by the standard."""

from core.greek.folding import fold, search_key, upper
from core.greek.lookalikes import as_greek, as_latin, has_greek, mend
from core.greek.phonetic import keys, voices
from core.greek.transliteration import transliterate

__all__ = ["as_greek", "as_latin", "fold", "has_greek", "keys", "mend", "search_key", "transliterate", "upper", "voices"]
