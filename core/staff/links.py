"""One-time links with which somebody chooses a password: kept as a digest, good for seven days, used once."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, select, update

from core.adapters.database import Database
from core.errors import Conflict, NotFound
from core.municipalities.model import Municipality
from core.ports import Work
from core.staff.passwords import Passwords
from core.staff.store import WHY, keep_password, towns_of
from core.staff.tables import Account, PasswordLink
from core.text import _

LASTS = timedelta(days=7)


def give(database: Database, town: Municipality, account_id: int, now: datetime, proven: bool = False) -> str:
    """A new link's token; the account's links before it are void. Its page is /desk/password/<token>.

    `proven`: only whoever reads the account's mail will see it, so that it may be anybody's account.

    Raises:
        NotFound: nobody with this account has a role in the town.
        Conflict: they work for other towns too, and no town's administrator may take their account over.
    """
    token, link = secrets.token_urlsafe(24), PasswordLink
    with database.across(WHY) as work:
        towns = towns_of(work, account_id)
        if town.id not in towns:
            raise NotFound("member", _("Nobody with this account works here."))
        if len(towns) > 1 and not proven:
            raise Conflict("shared", _("This person works for other municipalities too and keeps their password."))
        work.execute(delete(link).where(link.account_id == account_id))
        work.session.add(link(digest=_digest(token), account_id=account_id, expires_at=now + LASTS, used_at=None))
    return token


def whose(database: Database, token: str, now: datetime) -> str:
    """The e-mail address of the account that a link opens.

    Raises:
        NotFound: unknown, used and expired links answer alike.
    """
    with database.across(WHY, writes=False) as work:
        return _open(work, token, now)[1]


def choose(database: Database, passwords: Passwords, token: str, password: str, now: datetime) -> None:
    """Choose a password. The link is used up, and every session of the account ends.

    Raises:
        NotFound: the link is unknown, used or expired.
        InvalidAnswer: the password will not do; the link can be used again.
    """
    whose(database, token, now)
    # The hash is made between two transactions, never inside one that writes.
    kept = passwords.hash(password)
    link = PasswordLink
    with database.across(WHY) as work:
        account_id, _email = _open(work, token, now)
        mine = (link.digest == _digest(token), link.used_at.is_(None))
        if not work.execute(update(link).where(*mine).values(used_at=now)).rowcount:
            raise _unknown()
        keep_password(work, account_id, kept)


def _open(work: Work, token: str, now: datetime) -> tuple[int, str]:
    link = PasswordLink
    found = work.execute(
        select(link.account_id, Account.email, link.used_at, link.expires_at)
        .join(Account, Account.id == link.account_id)
        .where(link.digest == _digest(token))
    ).first()
    if found is None or found.used_at is not None or found.expires_at <= now:
        raise _unknown()
    return int(found.account_id), str(found.email)


def _digest(token: str) -> str:
    """A token is 24 random bytes: nobody can try them out, so that its digest needs no key."""
    return sha256(token.encode()).hexdigest()


def _unknown() -> NotFound:
    return NotFound("link", _("This link is not valid: it was used, or is older than seven days. Ask for a new one."))
