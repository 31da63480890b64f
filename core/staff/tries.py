"""Guessing passwords is slowed by where it comes from: whoever guesses waits, and nobody else does.

A try is counted before the password is looked at, so that many at once do not slip past; a right one takes it back.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

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

_FIRST = {
    "sqlite": sqlite.insert(SignInTry).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(SignInTry).on_conflict_do_nothing(),
}


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
            rows = [_row(work, subject, self._source(source), now) for subject, _free, _longest in self._counters(email)]
            for row, (_subject, free, longest) in zip(rows, self._counters(email), strict=True):
                wait = _wait(row, free, longest, now)
                if wait > timedelta(0):
                    raise NotAllowed("slowed", _sentence(wait))
            for row in rows:
                row.wrong, row.last_at = row.wrong + 1, now

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


def _row(work: Work, subject: str, source: str, now: datetime) -> SignInTry:
    """The counter of one subject and source, locked, so that those who try at once are counted one after the other."""
    row = SignInTry
    mine = (row.subject == subject, row.source == source)
    work.execute(_FIRST[work.dialect], {"subject": subject, "source": source, "wrong": 0, "last_at": now})
    found = work.session.scalars(select(row).where(*mine).with_for_update()).one()
    if found.last_at < now - FORGOTTEN_AFTER:
        found.wrong = 0
    return found


def _wait(row: SignInTry, free: int, longest: timedelta, now: datetime) -> timedelta:
    """How much longer this source waits: twice as long after each wrong try beyond the free ones."""
    if row.wrong < free:
        return timedelta(0)
    # The exponent is bounded, since a number of hours with a thousand digits helps nobody.
    due = min(timedelta(seconds=2 ** min(row.wrong - free + 1, 12)), longest)
    return max(row.last_at + due - now, timedelta(0))


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
