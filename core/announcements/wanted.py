"""What somebody looks for among the announcements: a topic, a part of the town, a kind, words in any spelling."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, String, cast, or_

from core.announcements.kinds import Kind
from core.announcements.tables import Announcement
from core.announcements.topics import Topic
from core.requests.lists.terms import terms
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


def matching(wanted: Wanted) -> list[ColumnElement[bool]]:
    """The conditions of a search; none where nothing is asked for."""
    asked: list[ColumnElement[bool]] = []
    if wanted.kind is not None:
        asked.append(Announcement.kind == wanted.kind)
    if wanted.topic is not None:
        about = Announcement.topics.op("&")(1 << wanted.topic.number) != 0
        asked.append(or_(Announcement.kind == Kind.EMERGENCY, about))
    if wanted.district:
        asked.append(_of_district(wanted.district))
    return asked + containing(wanted.words)


def containing(words: str) -> list[ColumnElement[bool]]:
    """That all of these words are in an announcement, the last one perhaps as a beginning (core.requests.lists.terms)."""
    return [
        or_(*(Announcement.search.contains(f" {key}" if term.begins else f" {key} ", autoescape=True) for key in term.keys))
        for term in terms(words)
    ]


def _of_district(key: str) -> ColumnElement[bool]:
    """For this part of the town, or for all of it. A list of keys is kept as JSON, in which each stands between quotes."""
    kept = cast(Announcement.districts, String)
    return or_(kept == "[]", kept.contains(json.dumps(key), autoescape=True))


def search_words(texts: Mapping[str, Any], place: str = "") -> str:
    """What an announcement is found by: the sounds of its words in every language, and of its place, each between spaces.

    Sounds, so that Greek without accents, Greeklish and slips of spelling meet (core.greek.phonetic). Announcements are
    thousands and not millions: they are looked through, and have no index of words as requests have.
    """
    said = [place, *(text.get(part, "") for text in texts.values() for part in ("title", "body", "short"))]
    found = dict.fromkeys(sound for words in said for part in parts(words) for sound in sounds(part))
    return f" {' '.join(found)} " if found else ""
