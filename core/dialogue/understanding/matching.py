"""Phrases found in a message."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from core.dialogue.understanding.phrases import Index, Phrase
from core.dialogue.understanding.tokens import Token

SERVICE = "service:"
# What a phrase proves, by how many words it has; a hint, unless it explains the whole message, proves little.
STRENGTH = (0.0, 0.8, 0.9, 0.94)
HINT = 0.35
_CERTAIN = 0.99
# Words with more than this between them, in all or of those that say something, belong to different thoughts; each
# that says something costs a little.
_FARTHEST = 9
_FARTHEST_CONTENT = 3
_STEP = 0.02
# A thing named as a place («γατάκια στον κάδο») is likelier where it is than what it is about.
_LOCATED = 0.8
# In an English sentence a word that would be Greek in Greek letters is less likely meant so.
_FOREIGN = 0.8


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found in a message: at which words, and how surely."""

    phrase: Phrase
    at: frozenset[int]
    strength: float


@dataclass(frozen=True, slots=True)
class Reading:
    """The phrases of a message whose words are all there, and which words belong to an intent's phrases at all."""

    matches: Sequence[Match]
    belonging: Mapping[str, frozenset[int]]


def read(index: Index, words: Sequence[Token], common: Sequence[bool], located: Set[int], english: bool = False) -> Reading:
    """Every phrase whose words are all in the message, near one another. Words at `located` name a place."""
    filled: dict[int, dict[int, list[tuple[float, int]]]] = {}
    belonging: dict[str, set[int]] = {}
    for position, token in enumerate(words):
        if token.is_number:
            continue
        slots = index.slots(token, not common[position], _FOREIGN if english else 1.0)
        for (number, place), quality in slots.items():
            certainty = _LOCATED if position in located and index.phrases[number].owner.startswith(SERVICE) else 1.0
            filled.setdefault(number, {}).setdefault(place, []).append((quality * certainty, position))
            belonging.setdefault(index.phrases[number].owner, set()).add(position)
    found = (_match(index.phrases[number], places, common) for number, places in filled.items())
    return Reading([one for one in found if one is not None], {owner: frozenset(at) for owner, at in belonging.items()})


def _match(phrase: Phrase, places: Mapping[int, list[tuple[float, int]]], common: Sequence[bool]) -> Match | None:
    if len(places) < len(phrase.slots):
        return None
    taken: list[int] = []
    quality = 1.0
    # The word with the fewest candidates chooses first, so that one word never fills two places.
    for place in sorted(places, key=lambda place: len(places[place])):
        free = [(how, -_distance(at, taken), at) for how, at in places[place] if at not in taken]
        if not free:
            return None
        best, _, at = max(free)
        quality = min(quality, best)
        taken.append(at)
    if phrase.together and not _follow(places):
        return None
    between = [at for at in range(min(taken), max(taken)) if at not in taken]
    content = sum(not common[at] for at in between)
    if len(between) > _FARTHEST or content > _FARTHEST_CONTENT:
        return None
    strength = HINT if phrase.hint else _CERTAIN if phrase.certain else STRENGTH[min(len(taken), 3)]
    return Match(phrase, frozenset(taken), strength * quality * (1 - _STEP * content))


def _follow(places: Mapping[int, list[tuple[float, int]]]) -> bool:
    """Whether the words of a phrase follow one another somewhere in its order."""
    starts = [{at - place for _, at in found} for place, found in places.items()]
    return bool(set.intersection(*starts))


def _distance(at: int, taken: Sequence[int]) -> int:
    return min((abs(at - other) for other in taken), default=0)
