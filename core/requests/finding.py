"""Finding a request by what somebody at the counter has in hand: reference, protocol number, telephone, or its place."""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select, union

from core.codes import CodeLength, read_code
from core.dialogue.kinds.phone import read_phone
from core.errors import InvalidAnswer
from core.greek import search_key
from core.messages.tables import Message
from core.ports import Work
from core.requests.protocol import GENERAL
from core.requests.tables import ProtocolEntry, Request
from core.text import _

AT_MOST = 50
_PROTOCOL = re.compile(r"(\d{4})\s*/\s*(\d{1,9})")


def find(work: Work, words: str, departments: Sequence[str] = ()) -> list[int]:
    """The ids of the requests that a number or the words of a place lead to, newest first, AT_MOST of them.

    Words look among these `departments` only; of what a number leads to, whoever asks may not see all.

    Raises:
        InvalidAnswer: it is neither a reference, nor a protocol or telephone number, nor words.
    """
    words = words.strip()
    entry = _PROTOCOL.fullmatch(words)
    if entry:
        return _by_protocol(work, int(entry[1]), int(entry[2]))
    try:
        return _by_reference(work, read_code(words, CodeLength.REFERENCE))
    except InvalidAnswer:
        pass
    try:
        return _by_phone(work, read_phone(words, work.municipality.countries))
    except InvalidAnswer as error:
        key = search_key(words)
        if any(mark.isalpha() for mark in key):
            return _by_place(work, key, departments)
        sentence = _(
            "Search for a reference of nine digits, a protocol number like 2026/000123, a telephone number, or the words of "
            "a place."
        )
        raise InvalidAnswer("search", sentence) from error


def _by_reference(work: Work, reference: str) -> list[int]:
    return _ids(work, select(Request.id).where(Request.reference == reference))


def _by_protocol(work: Work, year: int, seq: int) -> list[int]:
    entry = ProtocolEntry
    return _ids(
        work,
        select(entry.request_id).where(
            entry.book == GENERAL, entry.year == year, entry.seq == seq, entry.request_id.is_not(None)
        ),
    )


def _by_phone(work: Work, number: str) -> list[int]:
    """Requests that came from a number, or about which it was told something."""
    came = select(Request.id).where(Request.contact == number)
    told = select(Message.request_id).where(Message.to == number, Message.request_id.is_not(None))
    both = union(came, told).subquery()
    return _ids(work, select(both.c[0]).order_by(both.c[0].desc()).limit(AT_MOST))


def _by_place(work: Work, key: str, departments: Sequence[str]) -> list[int]:
    """Requests whose place has all of these words, in whatever order, accents and case."""
    has = (Request.place_key.contains(word, autoescape=True) for word in key.split())
    mine = Request.department.in_(departments)
    return _ids(work, select(Request.id).where(mine, *has).order_by(Request.id.desc()).limit(AT_MOST))


def _ids(work: Work, statement: Select[Any]) -> list[int]:
    return [int(one) for one in work.execute(statement).scalars()]
