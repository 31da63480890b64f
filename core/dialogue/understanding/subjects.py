"""Which topic of the news a message asks for: «ΝΕΑ ΝΕΡΟ», "nea nero", «νέα για την καθαριότητα», "NEWS 1"."""

from collections.abc import Mapping, Sequence
from functools import cache

from core.announcements.topics import topics
from core.dialogue.understanding.tokens import Token, stems_of, tokens


@cache
def _known(common: frozenset[str]) -> Mapping[str, str]:
    """The key of each topic by the stems of its words, without those that stand in any sentence («και»)."""
    found: dict[str, str] = {}
    for topic in topics():
        for words in (*topic.name.languages.values(), *topic.words):
            for word in tokens(words):
                if not _in(word, common):
                    found |= dict.fromkeys(stems_of(words[word.start : word.end]), topic.key)
    return found


def subject(words: Sequence[Token], common: frozenset[str]) -> str:
    """The key of the topic that all of these words name, or whose number they are; "" where they name none, or two."""
    said = [word for word in words if not _in(word, common) or word.is_number]
    if len(said) == 1 and said[0].is_number:
        return next((one.key for one in topics() if str(one.number) == said[0].folded), "")
    known = _known(common)
    named = {next((known[stem] for stem in word.stems if stem in known), "") for word in said}
    return named.pop() if len(named) == 1 else ""


def _in(word: Token, common: frozenset[str]) -> bool:
    return word.folded in common or any(sound in common for sound in word.sounds)
