"""The protocol: one running number a municipality, book and year, without a gap, for what comes in and what goes out.

The number is taken last in its transaction (rules: Databases), so that the counter's row is locked for a moment only.
Source: ν.4727/2020 and the ministry's circular on electronic protocol: a number per book, begun again each year, with
the direction of each entry (ΕΙΣ, ΕΞ) and its precision (ΠΧ, ΕΜΠ, ΠΔ).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from sqlalchemy import bindparam, insert, update
from sqlalchemy.exc import IntegrityError

from core.greek import search_key
from core.model import table_of
from core.ports import Work
from core.requests.tables import ProtocolCounter, ProtocolEntry

# The book that every town keeps. The number of what goes out follows on that of what came in.
GENERAL = "general"

_NEXT = (
    update(ProtocolCounter)
    .where(ProtocolCounter.book == bindparam("the_book"), ProtocolCounter.year == bindparam("the_year"))
    .values(last=ProtocolCounter.last + 1)
    .returning(ProtocolCounter.last)
)
_FIRST = insert(table_of(ProtocolCounter))
_ENTRIES = table_of(ProtocolEntry)


class Direction(StrEnum):
    """Whether it came in or went out."""

    IN = "in"
    OUT = "out"


class Precision(StrEnum):
    """How closely an entry is kept (διαβάθμιση): open, limited use, confidential, personal data."""

    NONE = ""
    LIMITED = "ΠΧ"
    CONFIDENTIAL = "ΕΜΠ"
    PERSONAL = "ΠΔ"


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a book, written as `2026/000123`."""

    book: str
    year: int
    seq: int

    def __str__(self) -> str:
        return f"{self.year}/{self.seq:06d}"


@dataclass(frozen=True, slots=True)
class Entry:
    """What is entered under a number. `party` is the sender of what came in, or the recipient of what went out.

    `external` is the number that another body (`external_by`, such as a KEP) gave it; `answers` is the entry of this book
    that it refers to.
    """

    subject: str
    direction: Direction = Direction.IN
    party: str = ""
    precision: Precision = Precision.NONE
    external: str = ""
    external_by: str = ""
    answers: Number | None = None
    request_id: int | None = None
    entered_by: str = ""


def draw(work: Work, now: datetime, book: str = GENERAL) -> Number:
    """Draw a book's next number; the year is the town's own. It must be entered in the same transaction.

    From here to its end nobody else gets a number of this book, so whatever takes time is done before.
    """
    year = work.municipality.local(now).year
    return Number(book, year, _next(work, book, year))


def enter(work: Work, number: Number, now: datetime, entry: Entry) -> None:
    """Enter something under a number that was drawn."""
    work.insert(
        _ENTRIES,
        {
            "book": number.book,
            "year": number.year,
            "seq": number.seq,
            "request_id": entry.request_id,
            "at": now,
            "subject": entry.subject,
            "void_reason": "",
            "direction": str(entry.direction),
            "party": entry.party,
            "precision": str(entry.precision),
            "external": entry.external,
            "external_by": entry.external_by,
            "answers_year": entry.answers.year if entry.answers else None,
            "answers_seq": entry.answers.seq if entry.answers else None,
            "entered_by": entry.entered_by,
            "voided_at": None,
            "voided_by": "",
            "search_key": found_by(entry.subject, entry.party, entry.external, entry.external_by),
        },
    )


def found_by(subject: str, *others: str) -> str:
    """The words by which an entry is found, in any spelling. Subjects come again and again: each is folded once."""
    return " ".join(part for part in (_folded(subject), *(search_key(one) for one in others if one)) if part)


@lru_cache(maxsize=500)
def _folded(subject: str) -> str:
    return search_key(subject)


def _next(work: Work, book: str, year: int) -> int:
    found = work.execute(_NEXT, {"the_book": book, "the_year": year}).scalar()
    if found is not None:
        return int(found)
    try:
        with work.session.begin_nested():
            work.session.execute(_FIRST, {"book": book, "year": year, "last": 1})
        return 1
    except IntegrityError:
        # Another transaction opened the year's book at the same moment; its row is there now.
        return int(work.execute(_NEXT, {"the_book": book, "the_year": year}).scalar_one())
