"""How strongly a message speaks for each intent."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from core.dialogue.understanding.phrases import Index, Phrase
from core.dialogue.understanding.tokens import Token

# What a phrase proves, by how many words it has; a hint, unless it explains the whole message, proves little.
_STRENGTH = (0.0, 0.8, 0.9, 0.94)
_HINT = 0.35
_CERTAIN = 0.99
_SERVICE = "service:"
_WHOLE_HINT = 0.7
_TROUBLED_HINT = 0.66
# An everyday word among words that speak of something else is worth a question, no more.
_DOUBTED = 0.5
# A word of trouble counts for the things at most this many words away.
_BESIDE = 4
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
class Case:
    """All that speaks for one intent, as a probability-like score, and the words it rests on."""

    owner: str
    score: float
    at: frozenset[int]


@dataclass(frozen=True, slots=True)
class Reading:
    """The phrases of a message whose words are all there, and which words belong to an intent's phrases at all."""

    matches: Sequence[Match]
    belonging: Mapping[str, frozenset[int]]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a message says around its phrases, by the positions of words.

    `content` are the words that say something and name no place, `trouble` those that tell of something broken,
    `fitting` those said of a town's matters of any kind, `named` those at the end that may be the name of a place,
    `capitalised` the same if they are written as names; `placed` is whether an address is named, `brief` whether all
    is said in a few words.
    """

    content: frozenset[int]
    trouble: frozenset[int]
    fitting: frozenset[int]
    named: frozenset[int]
    capitalised: frozenset[int]
    placed: bool
    brief: bool


def read(index: Index, words: Sequence[Token], common: Sequence[bool], located: Set[int], english: bool = False) -> Reading:
    """Every phrase whose words are all in the message, near one another. Words at `located` name a place."""
    filled: dict[int, dict[int, list[tuple[float, int]]]] = {}
    belonging: dict[str, set[int]] = {}
    for position, token in enumerate(words):
        if token.is_number:
            continue
        slots = index.slots(token, not common[position], _FOREIGN if english else 1.0)
        for (number, place), quality in slots.items():
            certainty = _LOCATED if position in located and index.phrases[number].owner.startswith(_SERVICE) else 1.0
            filled.setdefault(number, {}).setdefault(place, []).append((quality * certainty, position))
            belonging.setdefault(index.phrases[number].owner, set()).add(position)
    found = (_match(index.phrases[number], places, common) for number, places in filled.items())
    return Reading([one for one in found if one is not None], {owner: frozenset(at) for owner, at in belonging.items()})


def cases(found: Reading, around: Surroundings) -> list[Case]:
    """One case for each intent, the strongest first."""
    by_owner: dict[str, list[Match]] = {}
    for match in found.matches:
        by_owner.setdefault(match.phrase.owner, []).append(match)
    made = [_case(owner, each, around, found.belonging[owner]) for owner, each in by_owner.items()]
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
    if phrase.together and not _follow(places):
        return None
    between = [at for at in range(min(taken), max(taken)) if at not in taken]
    content = sum(not common[at] for at in between)
    if len(between) > _FARTHEST or content > _FARTHEST_CONTENT:
        return None
    strength = _HINT if phrase.hint else _CERTAIN if phrase.certain else _STRENGTH[min(len(taken), 3)]
    return Match(phrase, frozenset(taken), strength * quality * (1 - _STEP * content))


def _follow(places: Mapping[int, list[tuple[float, int]]]) -> bool:
    """Whether the words of a phrase follow one another somewhere in its order."""
    starts = [{at - place for _, at in found} for place, found in places.items()]
    return bool(set.intersection(*starts))


def _distance(at: int, taken: Sequence[int]) -> int:
    return min((abs(at - other) for other in taken), default=0)


def _case(owner: str, found: Sequence[Match], around: Surroundings, belonging: frozenset[int]) -> Case:
    explained = frozenset().union(*(match.at for match in found))
    whole = around.content <= explained
    doubt, at = 1.0, frozenset[int]()
    weighed = [(_weight(match, whole, around, belonging), match) for match in found]
    for strength, match in sorted(weighed, key=lambda each: (-each[0], -len(each[1].at))):
        # Several phrases that rest on the same words are one piece of evidence.
        if match.at <= at:
            continue
        share = len(match.at - at) / len(match.at)
        doubt *= 1 - strength * share
        at |= match.at
    return Case(owner, 1 - doubt, at)


def _weight(match: Match, whole: bool, around: Surroundings, belonging: frozenset[int]) -> float:
    """A hint weighs more when nothing else is said, or when something beside it is broken."""
    if not match.phrase.hint:
        doubtful = match.phrase.everyday or (len(match.at) == 1 and match.strength < _STRENGTH[1])
        if doubtful and not _fits(match, around, belonging):
            return min(_DOUBTED, match.strength)
        return match.strength
    quality = match.strength / _HINT
    if whole:
        long = match.phrase.owner.startswith(_SERVICE) and not around.brief
        return (_DOUBTED if long else _WHOLE_HINT) * quality
    beside = any(abs(at - other) <= _BESIDE for at in match.at for other in around.trouble - match.at)
    return (_TROUBLED_HINT if match.phrase.fragile and beside else _HINT) * quality


def _fits(match: Match, around: Surroundings, belonging: frozenset[int]) -> bool:
    """Whether what is said besides these words is of the same matter, rather than of another world."""
    fitting = (around.fitting | belonging) - match.at
    strange = around.content - fitting - match.at
    strange -= around.named if len(match.at) > 1 else around.capitalised
    return len(strange) <= len(fitting) + around.placed


def _outdone(made: Sequence[Case]) -> list[Case]:
    """A case that rests on part of the words of a stronger one counts half: the longer phrase explains them better."""
    return [
        Case(case.owner, case.score / 2, case.at)
        if any(case.at < other.at and case.score < other.score for other in made)
        else case
        for case in made
    ]
