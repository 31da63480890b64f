"""What somebody looks for among the announcements: a topic, a part of the town, a kind, words in any spelling."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, String, bindparam, cast, or_

from core.announcements.kinds import Kind
from core.announcements.tables import Announcement
from core.announcements.topics import Topic
from core.requests.lists.terms import Term, terms
from core.requests.lists.wordindex import parts, sounds


@dataclass(frozen=True, slots=True)
class Wanted:
    """Everything that is asked for holds together; what is empty asks for nothing.

    `district` is a key of the town's: its own announcements and those for the whole town. Emergencies belong to every
    topic, as everybody is told of them. `over` turns to what is over or was withdrawn.
    """

    topic: Topic | None = None
    district: str = ""
    kind: Kind | None = None
    words: str = ""
    over: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """Which of them are asked for, without their values: a statement is made once for each shape.

    `words` says of each word how many readings it has. There is no end to those shapes, so nobody keeps theirs.
    """

    topic: bool
    district: bool
    kind: bool
    words: tuple[int, ...]


def shape_of(wanted: Wanted) -> Shape:
    readings = tuple(len(one.keys) for one in terms(wanted.words))
    return Shape(wanted.topic is not None, bool(wanted.district), wanted.kind is not None, readings)


def matching(shape: Shape) -> list[ColumnElement[bool]]:
    """The conditions of a search; none where nothing is asked for."""
    asked: list[ColumnElement[bool]] = []
    if shape.kind:
        asked.append(Announcement.kind == bindparam("kind"))
    if shape.topic:
        about = Announcement.topics.op("&")(bindparam("topic", type_=BigInteger())) != 0
        asked.append(or_(Announcement.kind == Kind.EMERGENCY, about))
    if shape.district:
        # A list of keys is kept as JSON, in which each stands between quotes; of nowhere is of everywhere.
        kept = cast(Announcement.districts, String)
        asked.append(or_(kept == "[]", kept.contains(bindparam("district", type_=String()), autoescape=False)))
    for at, readings in enumerate(shape.words):
        found = (Announcement.search.contains(bindparam(f"word_{at}_{one}", type_=String())) for one in range(readings))
        asked.append(or_(*found))
    return asked


def values(wanted: Wanted) -> dict[str, Any]:
    """What stands in the places of the conditions."""
    found: dict[str, Any] = {}
    if wanted.kind is not None:
        found["kind"] = str(wanted.kind)
    if wanted.topic is not None:
        found["topic"] = 1 << wanted.topic.number
    if wanted.district:
        found["district"] = json.dumps(wanted.district)
    for at, term in enumerate(terms(wanted.words)):
        found |= {f"word_{at}_{one}": _sought(term, key) for one, key in enumerate(term.keys)}
    return found


def _sought(term: Term, key: str) -> str:
    """A key as it stands among others, between spaces; the beginning of one has none after it."""
    return f" {key}" if term.begins else f" {key} "


def containing(words: str) -> list[ColumnElement[bool]]:
    """That all of these words are in an announcement, for who asks for them beside other things."""
    return [
        or_(*(Announcement.search.contains(_sought(term, key), autoescape=True) for key in term.keys)) for term in terms(words)
    ]


def search_words(texts: Mapping[str, Any], place: str = "") -> str:
    """What an announcement is found by: the sounds of its words in every language, and of its place, each between spaces.

    Sounds, so that Greek without accents, Greeklish and slips of spelling meet (core.greek.phonetic). Announcements are
    thousands and not millions: they are looked through, and have no index of words as requests have.
    """
    said = [place, *(text.get(part, "") for text in texts.values() for part in ("title", "body", "short"))]
    found = dict.fromkeys(sound for words in said for part in parts(words) for sound in sounds(part))
    return f" {' '.join(found)} " if found else ""
