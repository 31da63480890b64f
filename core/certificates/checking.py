"""Is this document valid? One answer for whoever asks, on every channel, without signing in (ν.4727/2020; rules: Codes).

Told are the kind, the town, the dates and a hint of the holder. Everything is told only to who also knows the date of issue
and the protocol number, and so holds the document. Wrong codes are counted together over all channels.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, bindparam, select

from core.certificates.codes import code_digest
from core.certificates.issuing import SEALED
from core.certificates.revoking import replacement
from core.certificates.tables import Certificate, CheckRow
from core.codes import CodeKey, CodeLength, read_code
from core.errors import InvalidAnswer, NotAllowed
from core.model import new_id, table_of
from core.people import guessing
from core.ports import Work
from core.text import Text, Wording, _


class Standing(StrEnum):
    """What a document is worth on the day on which it is checked."""

    VALID = "valid"
    REVOKED = "revoked"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


STANDING_NAMES: dict[Standing, Text] = {
    Standing.VALID: _("This document is valid"),
    Standing.REVOKED: _("This document was revoked"),
    Standing.EXPIRED: _("This document has expired"),
    Standing.UNKNOWN: _("No document of this municipality has this code"),
}

# Plain columns: a check is answered more often than anything else, and needs no session.
_BY_CODE = select(*table_of(Certificate).c).where(Certificate.code_digest == bindparam("the_code"))
_CHECKS = table_of(CheckRow)

# A document as a row of its table, or as the object that stands for it.
Kept = Certificate | Row[Any]


@dataclass(frozen=True, slots=True)
class Asker:
    """Who checks, and how much guessing is let through: a digest of the source, and the municipality's budget for a day."""

    channel: str
    source: str
    budget: int


@dataclass(frozen=True, slots=True)
class Held:
    """What only who holds the document knows, as it was typed: its date and its protocol number."""

    issued_on: date
    protocol: str


@dataclass(frozen=True, slots=True)
class Checked:
    """The answer. `holder` and `fields` are empty unless everything may be told; `hint` and `initials` are for the others."""

    standing: Standing
    code: str
    title: Wording | None = None
    issued_on: date | None = None
    valid_until: date | None = None
    revoked_on: date | None = None
    replaced: bool = False
    # Without a qualified seal the document says itself that it is a copy for information.
    qualified: bool = False
    hint: str = ""
    initials: str = ""
    full: bool = False
    protocol: str = ""
    holder: str = ""
    reason: str = ""
    fields: Mapping[str, str] | None = None


def check(work: Work, words: str, asker: Asker, keys: CodeKey, now: datetime, held: Held | None = None) -> Checked:
    """Answer about a code, and count that somebody asked.

    Catch what is raised inside the unit of work, or the wrong try is forgotten with it.

    Raises:
        InvalidAnswer: it is no code, or somebody tried too many wrong ones; "held" where date or number do not fit.
    """
    code = read_code(words, CodeLength.VERIFICATION)
    guess = guessing.Guess("verify", "", asker.source)
    _admit(work, guess, now, asker.budget)
    found = _find(work, code_digest(keys, work.municipality.id, code))
    if found is None:
        guessing.wrong(work, guess, now)
        _count(work, None, asker.channel, Standing.UNKNOWN, False, now)
        return Checked(Standing.UNKNOWN, code)
    if held is not None:
        _require_held(work, found, held, asker, now)
    answer = look(work, found, code, now, full=held is not None)
    _count(work, found.id, asker.channel, answer.standing, answer.full, now)
    return answer


def look(work: Work, row: Kept, code: str, now: datetime, full: bool = False) -> Checked:
    """What may be told of a document."""
    return Checked(
        standing=standing(row, work.municipality.today(now)),
        code=code,
        title=Wording(row.title),
        issued_on=row.issued_on,
        valid_until=row.valid_until,
        revoked_on=work.municipality.today(row.revoked_at) if row.revoked_at else None,
        replaced=row.revoked_at is not None and replacement(work, row.id) is not None,
        qualified=row.qualified,
        hint=first_letters(row.holder),
        initials=initials(row.holder),
        full=full,
        protocol=row.protocol if full else "",
        holder=row.holder if full else "",
        reason=row.revoke_reason if full else "",
        fields=dict(row.fields) if full else None,
    )


def standing(row: Kept, today: date) -> Standing:
    """What a document is worth today. One that is revoked stays so, also after it would have expired."""
    if row.revoked_at is not None:
        return Standing.REVOKED
    if row.valid_until is not None and row.valid_until < today:
        return Standing.EXPIRED
    return Standing.VALID


def checks(work: Work, certificate_id: int) -> list[tuple[datetime, str, bool]]:
    """When a document was checked, on which channel, and whether everything was told; for its holder, newest first."""
    row = CheckRow
    found = select(row.at, row.channel, row.full).where(row.certificate_id == certificate_id).order_by(row.id.desc())
    return [(one.at, one.channel, one.full) for one in work.execute(found)]


def first_letters(name: str) -> str:
    """A name as strangers see it on a page: «Γ. Π…»."""
    words = name.split()
    if len(words) < 2:
        return f"{name[:1]}…" if name else ""
    return " ".join([*(f"{word[0]}." for word in words[:-1]), f"{words[-1][0]}…"])


def initials(name: str) -> str:
    """A name as it is texted and said: «Γ.Π.»."""
    return "".join(f"{word[0]}." for word in name.split())


def _find(work: Work, digest: str) -> Kept | None:
    """The document of a code's digest; one that is not sealed yet is nobody's."""
    row = work.execute(_BY_CODE, {"the_code": digest}).first()
    return row if row is not None and row.state == SEALED else None


def _admit(work: Work, guess: guessing.Guess, now: datetime, budget: int) -> None:
    try:
        guessing.admit(work, guess, now, budget)
    except NotAllowed as error:
        raise InvalidAnswer(error.code, error.sentence) from error


def _require_held(work: Work, row: Kept, held: Held, asker: Asker, now: datetime) -> None:
    guess = guessing.Guess("verify-held", str(row.id), asker.source)
    _admit(work, guess, now, asker.budget)
    if (held.issued_on, _bare(held.protocol)) != (row.issued_on, _bare(row.protocol)):
        guessing.wrong(work, guess, now)
        raise InvalidAnswer("held", _("The date of issue or the protocol number is not the one on this document."))


def _bare(protocol: str) -> tuple[str, str]:
    """A protocol number without the zeros and spaces that people leave out: year and number."""
    year, _slash, number = "".join(protocol.split()).partition("/")
    return year, number.lstrip("0")


def _count(work: Work, certificate_id: int | None, channel: str, answer: Standing, full: bool, now: datetime) -> None:
    row = {"certificate_id": certificate_id, "channel": channel, "answer": str(answer), "full": full, "at": now}
    work.insert(_CHECKS, {"id": new_id()} | row)


def id_of(work: Work, keys: CodeKey, code: str) -> int | None:
    """The id of a code's document, without counting it as a check: for who has just checked it."""
    row = _find(work, code_digest(keys, work.municipality.id, code))
    return row.id if row is not None else None
