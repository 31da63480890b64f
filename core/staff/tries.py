"""Guessing passwords is slowed by where it comes from: whoever guesses waits, and nobody else does.

A try is counted before the password is looked at, so that many at once do not slip past; a right one takes it back.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from core.adapters.database import Database
from core.codes import CodeKey
from core.errors import NotAllowed
from core.ports import Work
from core.staff.store import WHY
from core.staff.tables import SignInTry
from core.text import Text, plural

# Wrong passwords for one account from one source, and for all accounts from one source, before it has to wait. A town
# hall's colleagues may share one address, so that the second is generous and its waits are short.
FREE_ONE, LONGEST_ONE = 5, timedelta(minutes=15)
FREE_ALL, LONGEST_ALL = 50, timedelta(seconds=30)
# After so long without a try, counting begins anew.
FORGOTTEN_AFTER = timedelta(hours=1)
EVERY_ACCOUNT = "*"


class Tries:
    """Counts tries by account and source, both kept as digests only."""

    def __init__(self, database: Database, keys: CodeKey) -> None:
        self._database = database
        self._keys = keys

    def admit(self, email: str, source: str, now: datetime) -> None:
        """Count a try, or refuse it while its source has to wait.

        Raises:
            NotAllowed: too many were wrong; the sentence says how long to wait.
        """
        with self._database.across(WHY) as work:
            for subject, free, longest in self._counters(email):
                wait = _wait(work, subject, self._source(source), free, longest, now)
                if wait > timedelta(0):
                    raise NotAllowed("slowed", _sentence(wait))
            for subject, _free, _longest in self._counters(email):
                _count(work, subject, self._source(source), now)

    def take_back(self, work: Work, email: str, source: str, now: datetime) -> None:
        """The password was right: the account's count from this source is over, and the source's own is as before."""
        row = SignInTry
        mine = row.source == self._source(source)
        work.execute(delete(row).where(row.subject == self._subject(email), mine))
        work.execute(update(row).where(row.subject == EVERY_ACCOUNT, mine, row.wrong > 0).values(wrong=row.wrong - 1))
        work.execute(delete(row).where(row.last_at < now - FORGOTTEN_AFTER))

    def _counters(self, email: str) -> tuple[tuple[str, int, timedelta], ...]:
        return (self._subject(email), FREE_ONE, LONGEST_ONE), (EVERY_ACCOUNT, FREE_ALL, LONGEST_ALL)

    def _subject(self, email: str) -> str:
        return self._keys.digest("sign-in/account", email)[:32]

    def _source(self, source: str) -> str:
        return self._keys.digest("sign-in/source", source)[:32]


def _wait(work: Work, subject: str, source: str, free: int, longest: timedelta, now: datetime) -> timedelta:
    """How much longer this source waits: twice as long after each wrong try beyond the free ones."""
    row = SignInTry
    found = work.session.scalars(select(row).where(row.subject == subject, row.source == source)).first()
    if found is None or found.wrong < free or found.last_at < now - FORGOTTEN_AFTER:
        return timedelta(0)
    # The exponent is bounded, since a number of hours with a thousand digits helps nobody.
    due = min(timedelta(seconds=2 ** min(found.wrong - free + 1, 12)), longest)
    return max(found.last_at + due - now, timedelta(0))


def _count(work: Work, subject: str, source: str, now: datetime) -> None:
    row = SignInTry
    mine = (row.subject == subject, row.source == source)
    work.execute(delete(row).where(*mine, row.last_at < now - FORGOTTEN_AFTER))
    more = update(row).where(*mine).values(wrong=row.wrong + 1, last_at=now)
    if work.execute(more).rowcount:
        return
    try:
        with work.session.begin_nested():
            work.session.execute(insert(row), {"subject": subject, "source": source, "wrong": 1, "last_at": now})
    except IntegrityError:
        # Two first tries at once; the other one made the row.
        work.execute(more)


def _sentence(wait: timedelta) -> Text:
    seconds = -(-wait // timedelta(seconds=1))
    if seconds < 60:
        return plural(
            "Too many wrong passwords from here. Try again in {count} second.",
            "Too many wrong passwords from here. Try again in {count} seconds.",
            seconds,
        )
    return plural(
        "Too many wrong passwords from here. Try again in {count} minute.",
        "Too many wrong passwords from here. Try again in {count} minutes.",
        -(-seconds // 60),
    )
