"""The protocol's book as people keep it: entries by hand, another body's number, voiding, and reading a day or a year."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, or_, select

from core.errors import Conflict, InvalidAnswer, NotFound
from core.greek import search_key
from core.ports import Work
from core.requests.acting import Actor, note_event
from core.requests.protocol import GENERAL, Direction, Entry, Number, Precision, draw, enter, found_by
from core.requests.tables import ProtocolEntry, Request
from core.text import _

# A search shows so many; a day is shown whole.
AT_MOST = 200
LONGEST = 300
_NUMBER = re.compile(r"(?:(\d{4})\s*/\s*)?(\d{1,9})")


@dataclass(frozen=True, slots=True)
class Line:
    """One entry with the request that it belongs to, where it belongs to one."""

    entry: ProtocolEntry
    reference: str
    department: str

    @property
    def number(self) -> Number:
        return Number(self.entry.book, self.entry.year, self.entry.seq)

    @property
    def answers(self) -> Number | None:
        year, seq = self.entry.answers_year, self.entry.answers_seq
        return Number(self.entry.book, year, seq) if year is not None and seq is not None else None


def add(work: Work, entry: Entry, now: datetime) -> Number:
    """Enter by hand a paper that came in or a letter that goes out.

    Raises:
        InvalidAnswer: "subject" or "party" is missing or too long; "external" is too long.
        NotFound: "answers", which is no entry of this book.
    """
    if not entry.subject:
        raise InvalidAnswer("subject", _("Write the subject."))
    if not entry.party:
        raise InvalidAnswer("party", _("Write who sent it, or to whom it goes."))
    for name in ("subject", "party", "external", "external_by"):
        if len(getattr(entry, name)) > LONGEST:
            raise InvalidAnswer(name, _("Write at most {most} characters.", most=LONGEST))
    if entry.answers is not None:
        one(work, entry.answers.year, entry.answers.seq)
    number = draw(work, now)
    enter(work, number, now, entry)
    return number


def read_number(words: str, year: int) -> Number | None:
    """A number as people write it, "2026/000123" or in its own `year` "123"; None where nothing is written.

    Raises:
        InvalidAnswer: "answers": it is no number.
    """
    said = words.strip()
    if not said:
        return None
    found = _NUMBER.fullmatch(said)
    if found is None:
        raise InvalidAnswer("answers", _("Write a protocol number like 2026/000123."))
    return Number(GENERAL, int(found[1] or year), int(found[2]))


def one(work: Work, year: int, seq: int, alone: bool = False) -> ProtocolEntry:
    """An entry; `alone` lets whoever else would change it wait.

    Raises:
        NotFound: the book has no such number.
    """
    row = ProtocolEntry
    wanted = select(row).where(row.book == GENERAL, row.year == year, row.seq == seq)
    found = work.session.scalars(wanted.with_for_update() if alone else wanted).first()
    if found is None:
        raise NotFound("answers", _("The protocol has no entry with this number."))
    return found


def void(work: Work, year: int, seq: int, reason: str, actor: Actor, now: datetime) -> ProtocolEntry:
    """Void an entry. It stays, with its reason: a number is never given twice and never missing.

    Raises:
        InvalidAnswer: "reason" is missing.
        NotFound: there is no such entry.
        Conflict: it is void already.
    """
    if not reason.strip():
        raise InvalidAnswer("reason", _("Write why it is void."))
    entry = one(work, year, seq, alone=True)
    if entry.void_reason:
        raise Conflict("void", _("This entry is void already."))
    entry.void_reason, entry.voided_at, entry.voided_by = reason.strip(), now, actor.name
    return entry


def of_request(work: Work, request_id: int) -> list[ProtocolEntry]:
    """The entries of a request, the first one first: how it came in, and what went out."""
    row = ProtocolEntry
    return list(work.session.scalars(select(row).where(row.request_id == request_id).order_by(row.year, row.seq)))


def set_external(work: Work, request: Request, actor: Actor, external: str, by: str, now: datetime) -> None:
    """Keep the number that another body gave what the citizen handed in there (a KEP's own protocol number).

    Raises:
        InvalidAnswer: "external" is missing or too long.
        Conflict: the request has no entry in the protocol.
    """
    external, by = external.strip(), by.strip()
    if not external or len(external) > LONGEST or len(by) > LONGEST:
        raise InvalidAnswer("external", _("Write the other body's number, and which body it is."))
    entry = next((entry for entry in of_request(work, request.id) if entry.direction == Direction.IN), None)
    if entry is None:
        raise Conflict("protocol", _("This request has no entry in the protocol."))
    entry.external, entry.external_by = external, by
    entry.search_key = found_by(entry.subject, entry.party, external, by)
    note_event(work, request, actor, "external", now, content={"words": f"{external} {by}".strip()}, content_kind="note")


def set_party(work: Work, request_id: int, party: str) -> None:
    """Write who sent a request's entries: a name that was recorded and is written down now, or "" to erase it."""
    for entry in of_request(work, request_id):
        entry.party = party[:LONGEST]
        entry.precision = str(Precision.PERSONAL) if party else entry.precision
        entry.search_key = found_by(entry.subject, entry.party, entry.external, entry.external_by)


def day(work: Work, on: date) -> list[Line]:
    """A day's entries on the town's own clock, in the order of their numbers."""
    zone = ZoneInfo(work.municipality.zone)
    begins = datetime.combine(on, time(), zone)
    ends = datetime.combine(on + timedelta(days=1), time(), zone)
    return _lines(work, ProtocolEntry.at >= begins, ProtocolEntry.at < ends)


def year(work: Work, wanted: int) -> list[Line]:
    """All entries of a year."""
    return _lines(work, ProtocolEntry.year == wanted)


def search(work: Work, words: str, wanted: int, departments: Sequence[str]) -> list[Line]:
    """Entries of a year by number, party, subject or external number, newest first, AT_MOST of them.

    A number finds any entry. Words look among entries by hand and the requests of these `departments` only: whoever may not
    see a request does not learn from a search whose it is.
    """
    row, said = ProtocolEntry, words.strip()
    found = _NUMBER.fullmatch(said)
    has = [row.search_key.contains(word, autoescape=True) for word in search_key(said).split()]
    theirs = or_(row.request_id.is_(None), Request.department.in_(departments))
    conditions: list[ColumnElement[bool]] = []
    if found is not None:
        conditions.append((row.year == int(found[1] or wanted)) & (row.seq == int(found[2])))
    if has:
        conditions.append(and_(row.year == wanted, theirs, *has))
    return _lines(work, or_(*conditions), newest=True) if conditions else []


def _lines(work: Work, *conditions: ColumnElement[bool], newest: bool = False) -> list[Line]:
    row = ProtocolEntry
    order = (row.year.desc(), row.seq.desc()) if newest else (row.year, row.seq)
    wanted = (
        select(row, Request.reference, Request.department)
        .outerjoin(Request, (Request.municipality_id == row.municipality_id) & (Request.id == row.request_id))
        .where(row.book == GENERAL, *conditions)
        .order_by(*order)
    )
    rows = work.session.execute(wanted.limit(AT_MOST) if newest else wanted)
    return [Line(entry, reference or "", department or "") for entry, reference, department in rows]
