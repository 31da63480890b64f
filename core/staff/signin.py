"""Signing in: a slowed check of the password, and sessions that lie on our side and can be ended."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import bindparam, delete, select, update

from core.adapters.database import Database
from core.codes import CodeKey
from core.errors import NotAllowed
from core.municipalities.model import Municipality
from core.municipalities.store import Directory
from core.ports import Clock, Work
from core.staff.passwords import Passwords
from core.staff.roles import Member, Person, Role
from core.staff.store import WHY, normal_email, towns_of
from core.staff.tables import Account, Membership, StaffSession
from core.staff.tries import Tries
from core.text import _

IDLE = timedelta(minutes=60)
LONGEST = timedelta(hours=12)
# A session's last use is written down at most so often: pages are read far more than anything else is done.
NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who a session belongs to. `member` is None until a town is chosen."""

    person: Person
    member: Member | None


class SignIn:
    def __init__(self, database: Database, clock: Clock, keys: CodeKey, directory: Directory, passwords: Passwords) -> None:
        self._database = database
        self._clock = clock
        self._directory = directory
        self._passwords = passwords
        self._tries = Tries(database, keys)

    def sign_in(self, email: str, password: str, source: str, here: Municipality | None) -> str:
        """Check a password and begin a session; gives its token. `here` is the town of the address, if it is one's.

        Unknown addresses, wrong passwords and ended accounts get the same answer after the same time.

        Raises:
            NotAllowed: "sign-in" for all of these; "slowed" after too many; "no-town" for a right password of somebody
                who has no role here.
        """
        email, now = normal_email(email), self._clock.now()
        self._tries.admit(email, source, now)
        with self._database.across(WHY, writes=False) as work:
            account = work.execute(select(Account.id, Account.password, Account.active).where(Account.email == email)).first()
        kept = account.password if account is not None and account.active else None
        if not self._passwords.right(kept, password) or account is None:
            raise NotAllowed("sign-in", _("The e-mail address or the password is not right."))
        with self._database.across(WHY) as work:
            self._tries.take_back(work, email, source, now)
            return self._begin(work, int(account.id), here)

    def who(self, token: str, here: Municipality | None) -> SignedIn | None:
        """Whose session this is, noting its use; None if it has ended, or was begun at another town's address."""
        now = self._clock.now()
        row, digest = StaffSession, _digest(token)
        with self._database.across(WHY, writes=False) as work:
            found = work.execute(_WHO, {"digest": digest}).first()
        if found is None or found.seen_at < now - IDLE or found.created_at < now - LONGEST:
            return None
        if here is not None and found.town_id != here.id:
            return None
        if now - found.seen_at >= NOTED_EVERY:
            with self._database.across(WHY) as work:
                work.execute(update(row).where(row.digest == digest).values(seen_at=now))
        person = Person(found.id, found.email, found.name, found.language)
        if found.role is None:
            return None if found.town_id is not None else SignedIn(person, None)
        town = self._directory.by_id(found.town_id)
        member = Member(person, Role(found.role), frozenset(found.departments), bool(found.signs), town)
        return SignedIn(person, member)

    def towns(self, person: Person) -> list[Municipality]:
        """The towns in which a person has a role."""
        with self._database.across(WHY, writes=False) as work:
            mine = towns_of(work, person.id)
        return [town for town in self._directory.all() if town.id in mine]

    def choose_town(self, token: str, person: Person, town: Municipality) -> None:
        """Choose the town to work in.

        Raises:
            NotAllowed: this person has no role there.
        """
        row = StaffSession
        with self._database.across(WHY) as work:
            if town.id not in towns_of(work, person.id):
                raise _no_town()
            work.execute(update(row).where(row.digest == _digest(token)).values(town_id=town.id))

    def sign_out(self, token: str) -> None:
        with self._database.across(WHY) as work:
            work.execute(delete(StaffSession).where(StaffSession.digest == _digest(token)))

    def _begin(self, work: Work, account_id: int, here: Municipality | None) -> str:
        towns, now, row = towns_of(work, account_id), self._clock.now(), StaffSession
        if not towns or (here is not None and here.id not in towns):
            raise _no_town()
        token = secrets.token_urlsafe(32)
        work.execute(delete(row).where(row.account_id == account_id, row.created_at < now - LONGEST))
        only = next(iter(towns)) if len(towns) == 1 else None
        work.session.add(
            row(
                digest=_digest(token),
                account_id=account_id,
                town_id=here.id if here is not None else only,
                created_at=now,
                seen_at=now,
            )
        )
        return token


_WHO = (
    select(
        StaffSession.town_id,
        StaffSession.created_at,
        StaffSession.seen_at,
        Account.id,
        Account.email,
        Account.name,
        Account.language,
        Membership.role,
        Membership.departments,
        Membership.signs,
    )
    .join(Account, Account.id == StaffSession.account_id)
    .outerjoin(
        Membership,
        (Membership.account_id == StaffSession.account_id) & (Membership.municipality_id == StaffSession.town_id),
    )
    .where(StaffSession.digest == bindparam("digest"), Account.active)
)


def _digest(token: str) -> str:
    """A token is 32 random bytes: nobody can try them out, so that its digest needs no key."""
    return sha256(token.encode()).hexdigest()


def _no_town() -> NotAllowed:
    return NotAllowed("no-town", _("You have no role in this municipality. Ask its administrator."))
