"""Finding requests by what somebody has in hand: a reference, a protocol number, a telephone, or any words of theirs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, true, union

from core.errors import InvalidAnswer
from core.messages.tables import Message
from core.ports import Work
from core.requests.lists.numbers import Number, recognise
from core.requests.lists.queue import PAGE, Queued, queued
from core.requests.lists.stretches import COLUMNS
from core.requests.lists.terms import terms
from core.requests.lists.wordindex import RequestWord, address_key
from core.requests.lists.wordsearch import Among, search
from core.requests.protocol import GENERAL
from core.requests.tables import ProtocolEntry, Request
from core.text import _

# Nothing longer is looked for.
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, newest first, and the id before which the next page goes on (None after the last)."""

    rows: tuple[Queued, ...]
    next: int | None = None


def find(work: Work, words: str, among: Among, now: datetime, size: int = PAGE) -> Found:
    """The requests that a number or words lead to, among those that whoever asks may see.

    Words are all of them in any order, in Greek or Greeklish, of what was said, the service and the place; the last may be
    a beginning. See core.requests.lists.wordsearch for how far is looked for common words.

    Raises:
        InvalidAnswer: it is neither a reference, nor a protocol or telephone number, nor words.
    """
    words = words[:LONGEST].replace("\x00", " ").strip()
    wanted = _number(work, words)
    if wanted is not None:
        ids = wanted.subquery("ids")
        found = select(*COLUMNS).where(Request.id == ids.c[0], *_within(among)).order_by(Request.id.desc()).limit(size + 1)
        rows = queued(work.execute(found).all(), now)
        return Found(rows[:size], rows[size - 1].id if len(rows) > size else None)
    asked = terms(words)
    if not any(mark.isalpha() for mark in words) or not asked:
        sentence = _(
            "Search for a reference of nine digits, a protocol number like 2026/000123, a telephone number, or words of the "
            "request: its place, a name, what it is about."
        )
        raise InvalidAnswer("search", sentence)
    if among.departments == ():
        return Found(())
    some, rest = search(work, asked, among, size)
    return Found(queued(some, now), rest)


def _within(among: Among) -> list[Any]:
    wheres: list[Any] = []
    if among.departments is not None:
        wheres.append(Request.department.in_(among.departments))
    if among.open_only:
        wheres.append(Request.is_open == true())
    if among.before is not None:
        wheres.append(Request.id < among.before)
    return wheres


def _number(work: Work, words: str) -> Select[Any] | None:
    """The ids that a number leads to, if it is one."""
    number = recognise(words, work.municipality.countries)
    if number is None:
        return _by_address(words.lower()) if "@" in words and " " not in words else None
    match number.kind:
        case Number.PROTOCOL:
            year, _slash, seq = number.text.partition("/")
            return _by_protocol(int(year), int(seq))
        case Number.REFERENCE:
            return select(Request.id).where(Request.reference == number.text)
        case Number.PHONE:
            return _by_address(number.text)


def _by_protocol(year: int, seq: int) -> Select[Any]:
    entry = ProtocolEntry
    mine = (entry.book == GENERAL, entry.year == year, entry.seq == seq, entry.request_id.is_not(None))
    return select(entry.request_id).where(*mine)


def _by_address(address: str) -> Select[Any]:
    """Requests that came from a number or address, whose answer goes there, or about which it was told something."""
    came = select(Request.id).where(Request.contact == address)
    answered = select(RequestWord.request_id).where(RequestWord.word == address_key(address))
    told = select(Message.request_id).where(Message.to == address, Message.request_id.is_not(None))
    return select(union(came, answered, told).subquery())
