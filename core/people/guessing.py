"""Guessing codes is slowed first by source, then by a budget a municipality; one source never shuts out another.

A source is a digest of an address, a caller or a sender (rules: Guessing).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from core.errors import NotAllowed
from core.people.tables import TryRow
from core.ports import Work
from core.text import _

# Wrong tries of one source on one subject in a day before it has to wait for tomorrow.
BY_SOURCE = 5
# Wrong receipt codes in a day on one request, after which sources not seen before need another proof.
BY_SUBJECT = 10


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
    today, row = work.municipality.today(now), TryRow
    tries = work.execute(
        select(row.source, row.wrong).where(row.kind == guess.kind, row.subject == guess.subject, row.day == today)
    ).all()
    wrong = {found.source: found.wrong for found in tries}
    if wrong.get(guess.source, 0) >= BY_SOURCE:
        raise NotAllowed("source-slowed", _("Too many wrong codes today. Try again tomorrow, or ask the town hall."))
    if guess.subject and sum(wrong.values()) >= BY_SUBJECT and guess.source not in wrong:
        raise NotAllowed("subject-slowed", _("This code was tried too often today. Please ask at the town hall's counter."))
    spent = work.execute(
        select(func.coalesce(func.sum(row.wrong), 0)).where(row.kind == guess.kind, row.day == today)
    ).scalar_one()
    if int(spent) >= budget and guess.source not in wrong:
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
