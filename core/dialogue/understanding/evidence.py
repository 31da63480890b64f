"""How strongly a message speaks for each intent."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.dialogue.understanding.matching import HINT, SERVICE, STRENGTH, Match, Reading

# What a hint proves where nothing else is said, and beside a word of trouble.
_WHOLE_HINT = 0.7
_TROUBLED_HINT = 0.66
# An everyday word among words that speak of something else is worth a question, no more.
_DOUBTED = 0.5
# A word of trouble counts for the things at most this many words away.
_BESIDE = 4


@dataclass(frozen=True, slots=True)
class Case:
    """All that speaks for one intent, as a probability-like score, and the words it rests on."""

    owner: str
    score: float
    at: frozenset[int]


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


def cases(found: Reading, around: Surroundings) -> list[Case]:
    """One case for each intent, the strongest first."""
    by_owner: dict[str, list[Match]] = {}
    for match in found.matches:
        by_owner.setdefault(match.phrase.owner, []).append(match)
    made = [_case(owner, each, around, found.belonging[owner]) for owner, each in by_owner.items()]
    return sorted(_outdone(made), key=lambda case: -case.score)


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
    if all(match.phrase.hint for match in found):
        # However many hints there are, they prove no more than the best of them («σκύλοι και γάτες»).
        return Case(owner, max(strength for strength, _ in weighed), at)
    return Case(owner, 1 - doubt, at)


def _weight(match: Match, whole: bool, around: Surroundings, belonging: frozenset[int]) -> float:
    """A hint weighs more when nothing else is said, or when something beside it is broken."""
    if not match.phrase.hint:
        doubtful = match.phrase.everyday or (len(match.at) == 1 and match.strength < STRENGTH[1])
        if doubtful and not _fits(match, around, belonging):
            return min(_DOUBTED, match.strength)
        return match.strength
    quality = match.strength / HINT
    if whole:
        long = match.phrase.owner.startswith(SERVICE) and not around.brief
        return (_DOUBTED if long else _WHOLE_HINT) * quality
    beside = any(abs(at - other) <= _BESIDE for at in match.at for other in around.trouble - match.at)
    return (_TROUBLED_HINT if match.phrase.fragile and beside else HINT) * quality


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
