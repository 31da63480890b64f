"""How strongly a message speaks for each intent."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.dialogue.understanding.phrases import Index, Phrase
from core.dialogue.understanding.tokens import Token

# What a phrase proves, by how many words it has; a hint, unless it explains the whole message, proves little.
_STRENGTH = (0.0, 0.8, 0.9, 0.94)
_HINT = 0.35
_WHOLE_HINT = 0.7
_TROUBLED_HINT = 0.66
# A word of trouble counts for the things at most this many words away.
_BESIDE = 4
# Words with more than this between them, in all or of those that say something, belong to different thoughts; each
# that says something costs a little.
_FARTHEST = 9
_FARTHEST_CONTENT = 3
_STEP = 0.02
# In an English sentence a word that would be Greek in Greek letters is less likely meant so.
_FOREIGN = 0.8


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found in a message: at which words, and how surely."""

    phrase: Phrase
    at: frozenset[int]
    strength: float


@dataclass(frozen=True, slots=True)
class Case:
    """All that speaks for one intent, as a probability-like score, and the words it rests on."""

    owner: str
    score: float
    at: frozenset[int]


def matches(index: Index, words: Sequence[Token], common: Sequence[bool], english: bool = False) -> list[Match]:
    """Every phrase whose words are all in the message, near one another."""
    filled: dict[int, dict[int, list[tuple[float, int]]]] = {}
    for position, token in enumerate(words):
        if token.is_number:
            continue
        for (number, place), quality in index.slots(token, not common[position], _FOREIGN if english else 1.0).items():
            filled.setdefault(number, {}).setdefault(place, []).append((quality, position))
    found = (_match(index.phrases[number], places, common) for number, places in filled.items())
    return [one for one in found if one is not None]


def cases(found: Iterable[Match], content: frozenset[int], trouble: frozenset[int] = frozenset()) -> list[Case]:
    """One case for each intent, the strongest first.

    `content` are the words that say something and name no place, `trouble` those that tell of something broken.
    """
    by_owner: dict[str, list[Match]] = {}
    for match in found:
        by_owner.setdefault(match.phrase.owner, []).append(match)
    made = [_case(owner, each, content, trouble) for owner, each in by_owner.items()]
    return sorted(_outdone(made), key=lambda case: -case.score)


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
    between = [at for at in range(min(taken), max(taken)) if at not in taken]
    content = sum(not common[at] for at in between)
    if len(between) > _FARTHEST or content > _FARTHEST_CONTENT:
        return None
    strength = _HINT if phrase.hint else _STRENGTH[min(len(taken), 3)]
    return Match(phrase, frozenset(taken), strength * quality * (1 - _STEP * content))


def _distance(at: int, taken: Sequence[int]) -> int:
    return min((abs(at - other) for other in taken), default=0)


def _case(owner: str, found: Sequence[Match], content: frozenset[int], trouble: frozenset[int]) -> Case:
    explained = frozenset().union(*(match.at for match in found))
    whole = content <= explained
    doubt, at = 1.0, frozenset[int]()
    weighed = [(_weight(match, whole, trouble), match) for match in found]
    for strength, match in sorted(weighed, key=lambda each: (-each[0], -len(each[1].at))):
        # Several phrases that rest on the same words are one piece of evidence.
        if match.at <= at:
            continue
        share = len(match.at - at) / len(match.at)
        doubt *= 1 - strength * share
        at |= match.at
    return Case(owner, 1 - doubt, at)


def _weight(match: Match, whole: bool, trouble: frozenset[int]) -> float:
    """A hint weighs more when nothing else is said, or when something beside it is broken."""
    if not match.phrase.hint:
        return match.strength
    quality = match.strength / _HINT
    if whole:
        return _WHOLE_HINT * quality
    beside = any(abs(at - other) <= _BESIDE for at in match.at for other in trouble - match.at)
    return (_TROUBLED_HINT if match.phrase.fragile and beside else _HINT) * quality


def _outdone(made: Sequence[Case]) -> list[Case]:
    """A case that rests on part of the words of a stronger one counts half: the longer phrase explains them better."""
    return [
        Case(case.owner, case.score / 2, case.at)
        if any(case.at < other.at and case.score < other.score for other in made)
        else case
        for case in made
    ]
