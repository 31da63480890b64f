"""The protocol: one running number a municipality, book and year, without a gap.

The number is taken last in its transaction (rules: Databases), so that the counter's row is locked for a moment only.
Source: ν.4727/2020 and the ministry's circular on electronic protocol: a number per book, begun again each year.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, update
from sqlalchemy.exc import IntegrityError

from core.model import table_of
from core.ports import Work
from core.requests.tables import ProtocolCounter, ProtocolEntry

INCOMING = "incoming"

_NEXT = (
    update(ProtocolCounter)
    .where(ProtocolCounter.book == bindparam("the_book"), ProtocolCounter.year == bindparam("the_year"))
    .values(last=ProtocolCounter.last + 1)
    .returning(ProtocolCounter.last)
)
_FIRST = insert(table_of(ProtocolCounter))
_ENTRIES = table_of(ProtocolEntry)


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a book, written as `2026/000123`."""

    book: str
    year: int
    seq: int

    def __str__(self) -> str:
        return f"{self.year}/{self.seq:06d}"


def draw(work: Work, now: datetime, book: str = INCOMING) -> Number:
    """Draw a book's next number; the year is the town's own. It must be entered in the same transaction.

    From here to its end nobody else gets a number of this book, so whatever takes time is done before.
    """
    year = work.municipality.local(now).year
    return Number(book, year, _next(work, book, year))


def enter(work: Work, number: Number, now: datetime, subject: str, request_id: int | None) -> None:
    """Enter something under a number that was drawn."""
    entry = {"book": number.book, "year": number.year, "seq": number.seq, "void_reason": ""}
    work.insert(_ENTRIES, entry | {"request_id": request_id, "at": now, "subject": subject})


def void(work: Work, year: int, seq: int, reason: str, book: str = INCOMING) -> None:
    """Void an entry. It stays, with its reason: a number is never given twice and never missing."""
    entry = ProtocolEntry
    work.execute(update(entry).where(entry.book == book, entry.year == year, entry.seq == seq).values(void_reason=reason))


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
