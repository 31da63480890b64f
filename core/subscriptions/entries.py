"""The rows of a list of contacts, each read as what somebody wishes to be told."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.errors import InvalidAnswer
from core.municipalities.model import Municipality
from core.people.contact import Reached, Way, takes_texts
from core.subscriptions import reading
from core.subscriptions.asking import ALL_TOPICS, Wish, check
from core.subscriptions.lists import ADDRESS, DISTRICT, LANGUAGE, LONGEST_CELL, NOTE, TOPICS, WAY, Row
from core.text import Sentence, _

_WAYS = {
    "text": Way.TEXT, "sms": Way.TEXT, "μηνυμα": Way.TEXT, "κειμενο": Way.TEXT, "mobile": Way.TEXT, "κινητο": Way.TEXT,
    "call": Way.CALL, "phone": Way.CALL, "κληση": Way.CALL, "τηλεφωνο": Way.CALL, "φωνη": Way.CALL,
    "email": Way.EMAIL, "e mail": Way.EMAIL, "mail": Way.EMAIL, "ηλεκτρονικο": Way.EMAIL,
}  # fmt: skip
# Between topics in one cell; numbers may stand apart by spaces alone, as in a text message.
_SEVERAL = re.compile(r"[,+/|]|(?<=[0-9])\s+(?=[0-9])")
_LANGUAGES = {"ελληνικα": "el", "greek": "el", "gr": "el", "αγγλικα": "en", "english": "en"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A row that can be kept, with what is noted of its consent."""

    row: Row
    wish: Wish
    note: str

    @property
    def to(self) -> Reached:
        return self.wish.ways[0]


Bad = tuple[Row, Sentence]


def read_all(town: Municipality, rows: Sequence[Row], now: datetime) -> tuple[list[Entry], list[Bad]]:
    """The rows that can be kept, and the others with their reasons."""
    good: list[Entry] = []
    bad: list[Bad] = []
    seen: dict[tuple[Way, str], int] = {}
    for row in rows:
        try:
            entry = _entry(town, row, now)
        except InvalidAnswer as error:
            bad.append((row, error.sentence))
            continue
        key = (entry.to.way, entry.to.address)
        if key in seen:
            bad.append((row, _("The same contact stands in line {line}.", line=str(seen[key]))))
            continue
        seen[key] = row.line
        good.append(entry)
    return good, bad


def _entry(town: Municipality, row: Row, now: datetime) -> Entry:
    cells = row.columns
    if any(len(cell) > LONGEST_CELL for cell in cells.values()):
        raise InvalidAnswer("long", _("One of the cells is too long."))
    address = cells.get(ADDRESS, "")
    if not address:
        raise InvalidAnswer("address", _("There is no number and no address in this row."))
    to = _reached(town, cells.get(WAY, ""), address, now)
    said = cells.get(LANGUAGE, "").lower()
    language = _LANGUAGES.get(reading.plain(said), said) or town.languages[0]
    topics = reading.read_topics(_SEVERAL.split(cells.get(TOPICS, "")))
    wish = Wish(topics or ALL_TOPICS, reading.read_district(cells.get(DISTRICT, ""), town), language, (to,))
    return Entry(row, check(town, wish), cells.get(NOTE, ""))


def _reached(town: Municipality, said: str, address: str, now: datetime) -> Reached:
    """The way that is named; where none is, the one that the address is good for."""
    way = _WAYS.get(reading.plain(said))
    if way is None and said:
        raise InvalidAnswer("way", _("We know no way “{word}”: text, call or email.", word=said[:30]))
    if way is None and "@" in address:
        way = Way.EMAIL
    to = reading.read_reached(way or Way.CALL, address, town, now)
    if way is None and takes_texts(to.address, town.countries):
        return Reached(Way.TEXT, to.address)
    return to
