"""What people write about subscriptions, read: the words after SUBSCRIBE, numbers and addresses, times of the day."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from core.announcements.topics import Topic, topics
from core.dialogue.answers import Heard, Situation
from core.dialogue.asked import EMAIL
from core.dialogue.kinds.lexicon import Lexicon
from core.dialogue.kinds.phone import read_phone
from core.errors import InvalidAnswer
from core.greek import search_key
from core.municipalities.model import Municipality
from core.people.contact import Reached, Way
from core.subscriptions.asking import ALL_TOPICS
from core.text import Many, Sentence, Wording, _

# How people call the topics, besides the words of their names.
_TOPIC_WORDS = {
    "water": "νερο νερα νερου υδρευση υδρευσης αποχετευση διακοπη διακοπες water",
    "roads": "δρομοι δρομος δρομους δρομων οδοι οδους κυκλοφορια κινηση εργα roads road traffic streets",
    "cleaning": "καθαριοτητα ανακυκλωση σκουπιδια απορριμματα καθαριοτητας cleaning recycling waste rubbish",
    "culture": "πολιτισμος πολιτισμου εκδηλωσεις εκδηλωση συναυλιες αθλητισμος θεατρο culture events sport",
    "care": "υγεια προνοια σχολεια παιδικοι γιατρος health care schools",
    "work": "προσληψεις προσληψη διαγωνισμοι δουλειες εργασια θεσεις jobs tenders",
    "safety": "πολιτικη προστασια κινδυνος εκτακτα πυρκαγια σεισμος safety protection emergencies",
    "townhall": "δημαρχειο συμβουλιο διαβουλευση διαβουλευσεις council consultations",
}
_EVERYTHING = frozenset("ολα ολεσ ολοι ολουσ ολη ολο παντα παντου ola oles all everything everywhere".split())
_UNSAID = frozenset(
    "και για στο στη στην στα στισ στον το τα τη την του τησ των τισ τουσ με απο θεμα θεματα περιοχη συνοικια δημοσ δημο πολη "
    "παρακαλω kai gia sto sti stin sta to ta ti tin me apo thema themata perioxi periohi parakalo "
    "and for in the to of about topic topics district area please town news νεα nea ενημερωση ενημερωσεισ".split()
)
_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])")
# Where a topic's name goes on to further matters.
_FURTHER = re.compile(r", | και | and ")
_WORD = re.compile(r"[^\s,;./+&]+")


@dataclass(frozen=True, slots=True)
class Named:
    """Topics (bits) and a district that were named; 0 and None where none was."""

    topics: int
    district: str | None


@cache
def _topic_lexicon() -> Lexicon[int]:
    return Lexicon({one.number: _TOPIC_WORDS.get(one.key, "") for one in topics()})


def read_named(words: str, town: Municipality) -> Named:
    """Topics and district as somebody names them after SUBSCRIBE, by number or word, in any alphabet and order.

    Raises:
        InvalidAnswer: "unknown-words", with the word that is neither and an example; or "no-such-topic", with the topics.
    """
    bits, district = 0, None
    districts = _lexicon_of(town)
    for word in _WORD.findall(words):
        plain = search_key(word)
        if not plain or plain in _UNSAID:
            continue
        if plain in _EVERYTHING:
            bits |= ALL_TOPICS
        elif plain.isascii() and plain.isdigit():
            bits |= _numbered(plain)
        elif (number := _topic_lexicon().near(word)) is not None:
            bits |= 1 << number
        elif (key := districts.near(word)) is not None:
            district = key
        else:
            raise InvalidAnswer("unknown-words", _unknown(word[:30], town))
    return Named(bits, district)


def _unknown(word: str, town: Municipality) -> Sentence:
    example = (_brief(topics()[0]), *(one.name for one in town.districts[:1]))
    return _("We know no topic and no district “{word}”. For example: SUBSCRIBE {example}", word=word, example=Many(example))


def _lexicon_of(town: Municipality) -> Lexicon[str]:
    return _districts(tuple((one.key, tuple(one.name.languages.items())) for one in town.districts))


@cache
def _districts(named: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]) -> Lexicon[str]:
    words = {key: {word for _code, name in names for word in search_key(name).split()} - _UNSAID for key, names in named}
    every = [word for mine in words.values() for word in mine]
    return Lexicon({key: " ".join(word for word in mine if every.count(word) == 1) for key, mine in words.items()})


def _numbered(word: str) -> int:
    known = {str(one.number): 1 << one.number for one in topics()}
    if word not in known:
        listed = Many(tuple(Many((str(one.number), _brief(one))) for one in topics()), by=", ")
        said = _("There is no topic {number}. There are {topics}. For example: SUBSCRIBE 1 3", number=word[:10], topics=listed)
        raise InvalidAnswer("no-such-topic", said)
    return known[word]


def _brief(topic: Topic) -> Wording:
    """What comes first of a topic's name, for a list of all of them in one text."""
    return Wording({code: _FURTHER.split(name)[0] for code, name in topic.name.languages.items()})


def plain(said: str) -> str:
    """Words as they are compared: without accents, capitals and signs."""
    return search_key(said)


def read_topics(said: Iterable[str]) -> int:
    """The topics of a form or a list, by key, number or name; several may stand in one.

    Raises:
        InvalidAnswer: "topics", with the word that is none.
    """
    keys = {one.key: one.number for one in topics()} | {str(one.number): one.number for one in topics()}
    names = {search_key(name): one.number for one in topics() for name in one.name.languages.values()}
    bits = 0
    for part in said:
        plain = search_key(part)
        number = keys.get(part.strip()) or names.get(plain) or _topic_lexicon().near(plain)
        if plain in _EVERYTHING:
            bits |= ALL_TOPICS
        elif number is not None:
            bits |= 1 << number
        elif plain:
            raise InvalidAnswer("topics", _("We know no topic “{word}”.", word=part.strip()[:30]))
    return bits


def read_district(said: str, town: Municipality) -> str:
    """A district by its key or name; "" for the whole town.

    Raises:
        InvalidAnswer: "district": the town has none that is called so.
    """
    plain = search_key(said)
    if not plain or plain in _EVERYTHING or plain in ("ολοσ ο δημοσ", "ολη η πολη", "whole town", "the whole town"):
        return ""
    for one in town.districts:
        if said.strip() == one.key or plain in {search_key(name) for name in one.name.languages.values()}:
            return one.key
    found = {key for word in plain.split() if (key := _lexicon_of(town).near(word)) is not None}
    if len(found) != 1:
        raise InvalidAnswer("district", _("This town has no district “{word}”.", word=said.strip()[:40]))
    return found.pop()


def read_reached(way: Way, words: str, town: Municipality, now: datetime) -> Reached:
    """An address for a way, as people write it.

    Raises:
        InvalidAnswer: it is none; the sentence says what is wrong with it.
    """
    if way is Way.EMAIL:
        answer = EMAIL.kind.read(EMAIL, Heard(words), Situation(town, now))
        return Reached(way, str(answer.value).lower())
    return Reached(way, read_phone(words, town.countries))


def read_quiet(begin: str, end: str) -> tuple[int, int]:
    """From when until when, in minutes of the day.

    Raises:
        InvalidAnswer: "quiet": they are no times of the day.
    """
    found = [_TIME.fullmatch(one.strip()) for one in (begin, end)]
    if not all(found):
        raise InvalidAnswer("quiet", _("Write times of the day, like 22:00."))
    first, last = (int(one[1]) * 60 + int(one[2]) for one in found if one is not None)
    return first, last
