"""Guessing codes is slowed first by source, then by a budget a municipality; one source never shuts out another.

A source is a digest of an address, a caller or a sender (rules: Guessing).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, case, func, select, update
from sqlalchemy.exc import IntegrityError

from core.errors import NotAllowed
from core.people.tables import TryRow
from core.ports import Work
from core.text import _

# Wrong tries of one source on one subject in a day before it has to wait for tomorrow.
BY_SOURCE = 5
# Wrong receipt codes in a day on one request, after which sources not seen before need another proof.
BY_SUBJECT = 10

_ON_IT = TryRow.subject == bindparam("the_subject")


def _summed(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, TryRow.wrong), else_=0)), 0)


# The day's wrong tries of a kind: of this source on this subject, of everybody on it, and of everybody on anything.
_WRONG = select(
    _summed(and_(_ON_IT, TryRow.source == bindparam("the_source"))), _summed(_ON_IT), func.coalesce(func.sum(TryRow.wrong), 0)
).where(TryRow.kind == bindparam("the_kind"), TryRow.day == bindparam("the_day"))


@dataclass(frozen=True, slots=True)
class Guess:
    """One try at a secret: its kind ("receipt", "hand-over"), whose it is ("" where it could be anybody's), and who tries."""

    kind: str
    subject: str
    source: str


def admit(work: Work, guess: Guess, now: datetime, budget: int) -> None:
    """Let a try through, or refuse it before the secret is even looked at.

    Raises:
        NotAllowed: this source, this subject or the municipality's budget has had too many wrong tries today.
    """
    today = work.municipality.today(now)
    values = {"the_kind": guess.kind, "the_subject": guess.subject, "the_source": guess.source, "the_day": today}
    mine, subject, spent = (int(count) for count in work.execute(_WRONG, values).one())
    if mine >= BY_SOURCE:
        raise NotAllowed("source-slowed", _("Too many wrong codes today. Try again tomorrow, or ask the town hall."))
    if guess.subject and subject >= BY_SUBJECT and not mine:
        raise NotAllowed("subject-slowed", _("This code was tried too often today. Please ask at the town hall's counter."))
    if spent >= budget and not mine:
        raise NotAllowed("budget-spent", _("Codes cannot be checked at this moment. Please ask the town hall."))


def wrong(work: Work, guess: Guess, now: datetime) -> None:
    """Note a wrong try."""
    row, today = TryRow, work.municipality.today(now)
    mine = (
        row.kind == guess.kind,
        row.subject == guess.subject,
        row.source == guess.source,
        row.day == today,
    )
    counted = update(row).where(*mine).values(wrong=row.wrong + 1, last_at=now)
    if work.execute(counted).rowcount:
        return
    try:
        with work.session.begin_nested():
            work.session.add(TryRow(kind=guess.kind, subject=guess.subject, source=guess.source, day=today, wrong=1, last_at=now))
    except IntegrityError:
        # The same source guessed twice at once; the other one made the row.
        work.execute(counted)
