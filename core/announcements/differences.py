"""What a correction changes, word by word, and which facts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from core.announcements import facts
from core.announcements.topics import of_mask
from core.announcements.written import PARTS, Written
from core.municipalities.model import Municipality
from core.text import Many, Sentence, _

_WORDS = re.compile(r"\s+|[^\s]+")
PART_NAMES: dict[str, Sentence] = {
    "title": _("Title"),
    "body": _("Text"),
    "short": _("Words for text messages"),
    "voice": _("Words for the telephone"),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words: `how` is "same", "gone" or "new"."""

    how: str
    words: str


@dataclass(frozen=True, slots=True)
class Changed:
    """One part of one language that differs, in pieces."""

    part: str
    language: str
    pieces: tuple[Piece, ...]

    @property
    def name(self) -> Sentence:
        return PART_NAMES[self.part]


def words(before: Written, after: Written) -> list[Changed]:
    """The parts whose words differ."""
    languages = dict.fromkeys([*before.texts, *after.texts])
    return [
        Changed(part, language, tuple(pieces(before.text(language, part), after.text(language, part))))
        for language in languages
        for part in PARTS
        if before.text(language, part) != after.text(language, part)
    ]


def of_facts(town: Municipality, before: Written, after: Written) -> list[tuple[Sentence, Sentence, Sentence]]:
    """The facts that differ: name, before, after; "" where nothing is said."""
    pairs: list[tuple[Sentence, Sentence, Sentence]] = [
        (_("Where"), before.place, after.place),
        (_("When"), facts.when(town, before), facts.when(town, after)),
        (_("For"), facts.area(town, before), facts.area(town, after)),
        (_("Valid until"), before.valid_until or "", after.valid_until or ""),
        (_("Topics"), _topics(before), _topics(after)),
    ]
    return [one for one in pairs if one[1] != one[2]]


def _topics(one: Written) -> Sentence:
    return Many(tuple(topic.name for topic in of_mask(one.topics)), by=", ")


def pieces(before: str, after: str) -> Iterator[Piece]:
    """What stayed, went and came, word by word."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            yield Piece("same", "".join(old[a:b]))
            continue
        if a < b:
            yield Piece("gone", "".join(old[a:b]))
        if c < d:
            yield Piece("new", "".join(new[c:d]))
