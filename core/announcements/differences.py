"""What a correction changes, word by word, and which facts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from core.announcements import facts
from core.announcements.topics import of_mask
from core.announcements.written import PARTS, Written
from core.languages import WITHOUT_TOWN
from core.municipalities.model import Municipality
from core.text import Many, Sentence, _

# A word with the space behind it: what is gone and what is new never stick together.
_WORDS = re.compile(r"\S+\s*")
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
        return part_name(self.part, self.language)


def part_name(part: str, language: str) -> Sentence:
    """One part of one language by its name: «Κείμενο (ελληνικά)»."""
    return Many((PART_NAMES[part], Many(("(", facts.title_of_language(language, WITHOUT_TOWN), ")"), by="")))


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
    bare_old, bare_new = [one.strip() for one in old], [one.strip() for one in new]
    for what, a, b, c, d in SequenceMatcher(None, bare_old, bare_new, autojunk=False).get_opcodes():
        if what == "equal":
            yield Piece("same", "".join(new[c:d]))
            continue
        if a < b:
            gone = "".join(old[a:b])
            yield Piece("gone", gone if gone[-1].isspace() else f"{gone} ")
        if c < d:
            yield Piece("new", "".join(new[c:d]))
