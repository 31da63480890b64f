"""The words of understanding, read once from `vocabulary.toml`."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.dialogue.understanding.tokens import sounds_of, stems_of

Phrases = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """The words around an address, as sounds (Greek) and folded forms (English)."""

    announcing: frozenset[str]
    naming: frozenset[str]
    before: frozenset[str]
    locating: frozenset[str]
    number: frozenset[str]
    general: frozenset[str]
    joining: frozenset[str]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`reserved`, `unasked`, `commands` and `phrases` by intent or command, in all languages together."""

    reserved: Phrases
    unasked: Phrases
    commands: Phrases
    phrases: Mapping[str, Phrases]
    common: Mapping[str, frozenset[str]]
    courtesy: frozenset[str]
    # Words of messages that only thank or wish, and so ask for nothing.
    thanks: frozenset[str]
    trouble: frozenset[str]
    # Words that are said of a town's matters of any kind: streets, crews, danger, waiting.
    fitting: frozenset[str]
    places: PlaceWords
    foreign: frozenset[str]
    # Words of whole messages in English, by which such a message's language is known.
    english: frozenset[str]


@cache
def vocabulary() -> Vocabulary:
    data = tomllib.loads((Path(__file__).parent / "vocabulary.toml").read_text(encoding="utf-8"))
    return Vocabulary(
        reserved=_together(data["reserved"]),
        unasked=_together(data["unasked"]),
        commands=_together(data["commands"]),
        phrases={intent: {code: tuple(said) for code, said in by.items()} for intent, by in data["phrases"].items()},
        common={code: sounds_of(words.split()) for code, words in data["common"].items()},
        courtesy=sounds_of(" ".join(data["courtesy"].values()).split()),
        thanks=sounds_of(" ".join(data["thanks"].values()).split()),
        trouble=_stems(" ".join(data["trouble"].values()).split()),
        fitting=_stems(" ".join(data["fitting"].values()).split()),
        places=PlaceWords(**{name: _sounds(by) for name, by in data["places"].items()}),
        foreign=_sounds(data["codes"]["foreign"]),
        english=frozenset(
            word
            for part in (data["reserved"], data["unasked"], data["commands"])
            for by in part.values()
            for words in by["en"]
            for word in words.split()
        ),
    )


def _stems(words: Iterable[str]) -> frozenset[str]:
    return frozenset(stem for word in words for stem in stems_of(word))


def _together(by_intent: Mapping[str, Mapping[str, list[str]]]) -> Phrases:
    return {intent: tuple(word for words in by.values() for word in words) for intent, by in by_intent.items()}


def _sounds(by_language: Mapping[str, list[str]]) -> frozenset[str]:
    return sounds_of(word for words in by_language.values() for word in words)
