"""The protocol: one running number a municipality, book and year, without a gap.

The number is taken last in its transaction (rules: Databases), so that the counter's row is locked for a moment only.
Source: ν.4727/2020 and the ministry's circular on electronic protocol: a number per book, begun again each year.
"""

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
_ENTRY = insert(table_of(ProtocolEntry))


def enter(work: Work, now: datetime, subject: str, request_id: int | None, book: str = INCOMING) -> str:
    """Enter something in a book and give its number as it is written, `2026/000123`. The year is the town's own."""
    year = work.municipality.local(now).year
    seq = _next(work, book, year)
    work.execute(
        _ENTRY,
        {
            "book": book,
            "year": year,
            "seq": seq,
            "request_id": request_id,
            "at": now,
            "subject": subject,
            "void_reason": "",
        },
    )
    return f"{year}/{seq:06d}"


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
