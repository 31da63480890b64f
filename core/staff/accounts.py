"""Accounts of the town hall's people, kept apart from the towns in which they have a role."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, func, select, update

from core.adapters.database import Database
from core.dialogue.kinds.email import read_email
from core.dialogue.kinds.phone import read_phone
from core.errors import Conflict, InvalidAnswer, NotFound
from core.model import new_id
from core.municipalities.model import Municipality
from core.ports import Work
from core.staff import links
from core.staff.passwords import Passwords
from core.staff.roles import Role
from core.staff.store import WHY, keep_password, normal_email, towns_of
from core.staff.tables import Account, Membership, StaffSession
from core.text import _


@dataclass(frozen=True, slots=True)
class NewMember:
    """Somebody to be given a role in a town. `departments` are keys of the town's, and count for clerks only."""

    email: str
    name: str
    role: Role
    departments: Sequence[str] = ()
    signs: bool = False
    language: str = "el"
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of a town's staff list. `waiting`: no password was chosen yet. `shared`: also works elsewhere."""

    account_id: int
    email: str
    name: str
    role: Role
    departments: tuple[str, ...]
    signs: bool
    waiting: bool
    shared: bool


def add(database: Database, town: Municipality, new: NewMember, now: datetime) -> int:
    """Give somebody a role in a town, with a new account unless the address has one. Gives the account's id.

    Raises:
        InvalidAnswer: the address is none, the name is missing, or a clerk has no department.
        Conflict: they have a role in this town already.
    """
    new = _checked(town, new)
    with database.across(WHY) as work:
        account_id = _account(work, new, now)
        if work.session.get(Membership, (town.id, account_id)) is not None:
            raise Conflict("member", _("This person has a role here already."))
        work.session.add(
            Membership(
                municipality_id=town.id,
                account_id=account_id,
                role=str(new.role),
                departments=list(new.departments),
                signs=new.signs,
            )
        )
        return account_id


def invite(
    database: Database,
    town: Municipality,
    email: str,
    name: str,
    role: Role,
    departments: Sequence[str],
    now: datetime,
) -> str:
    """Add somebody, and give the token of the one-time link with which they choose a password.

    Raises:
        InvalidAnswer, Conflict: as in `add`; and a Conflict "shared" when the role was given to somebody who works for
            other towns too, and therefore keeps the password they have.
    """
    account_id = add(database, town, NewMember(email, name, role, departments), now)
    return links.give(database, town, account_id, now)


def has_password(database: Database, account_id: int) -> bool:
    """Whether somebody has chosen a password already, here or for another town."""
    with database.across(WHY, writes=False) as work:
        return work.execute(select(Account.password).where(Account.id == account_id)).scalar() is not None


def set_password(database: Database, passwords: Passwords, account_id: int, password: str) -> None:
    """Set a password without a link, for demonstration accounts.

    Raises:
        InvalidAnswer: the password will not do.
    """
    kept = passwords.hash(password)
    with database.across(WHY) as work:
        keep_password(work, account_id, kept)


def speak(database: Database, account_id: int, language: str) -> None:
    """Remember the language in which somebody works."""
    with database.across(WHY) as work:
        work.execute(update(Account).where(Account.id == account_id).values(language=language))


def keep_phone(database: Database, town: Municipality, account_id: int, typed: str) -> str:
    """Remember at which telephone somebody is reached, in E.164; "" takes it away. Notices of delay name it.

    Raises:
        InvalidAnswer: it is no telephone that citizens of the town can call.
    """
    phone = read_phone(typed, town.countries) if typed.strip() else ""
    with database.across(WHY) as work:
        work.execute(update(Account).where(Account.id == account_id).values(phone=phone))
    return phone


def remove(database: Database, town: Municipality, account_id: int) -> None:
    """End somebody's work in a town: their sessions there end at once, their name stays in what they did.

    Raises:
        NotFound: nobody with this account has a role in the town.
        Conflict: they are its last administrator.
    """
    session = StaffSession
    with database.across(WHY) as work:
        membership = work.session.get(Membership, (town.id, account_id))
        if membership is None:
            raise NotFound("member", _("Nobody with this account works here."))
        if membership.role == Role.ADMINISTRATOR and _administrators(work, town) == 1:
            raise Conflict("last", _("A municipality keeps at least one administrator. Add another one first."))
        work.session.delete(membership)
        work.session.flush()
        here = (session.town_id == town.id) | session.town_id.is_(None)
        work.execute(delete(session).where(session.account_id == account_id, here))
        if not towns_of(work, account_id):
            work.execute(update(Account).where(Account.id == account_id).values(active=False))


def members(database: Database, town: Municipality) -> list[Listed]:
    """Everybody with a role in a town, by name."""
    mine, other = Membership, Membership.__table__.alias("other")
    elsewhere = (
        select(func.count())
        .select_from(other)
        .where(other.c.account_id == mine.account_id, other.c.municipality_id != town.id)
        .scalar_subquery()
    )
    listed = (
        select(Account, mine, elsewhere.label("elsewhere"))
        .join(mine, mine.account_id == Account.id)
        .where(mine.municipality_id == town.id)
        .order_by(Account.name, Account.id)
    )
    with database.across(WHY, writes=False) as work:
        rows = work.session.execute(listed).all()
    return [_listed(row.Account, row.Membership, bool(row.elsewhere)) for row in rows]


def _listed(account: Account, membership: Membership, shared: bool) -> Listed:
    return Listed(
        account_id=account.id,
        email=account.email,
        name=account.name,
        role=Role(membership.role),
        departments=tuple(membership.departments),
        signs=membership.signs,
        waiting=account.password is None,
        shared=shared,
    )


def _account(work: Work, new: NewMember, now: datetime) -> int:
    account = work.session.scalars(select(Account).where(Account.email == new.email)).first()
    if account is None:
        account = Account(
            id=new_id(),
            email=new.email,
            name=new.name,
            phone=new.phone,
            password=None,
            language=new.language,
            active=True,
            created_at=now,
        )
        work.session.add(account)
        work.session.flush()
    account.active = True
    return account.id


def _checked(town: Municipality, new: NewMember) -> NewMember:
    email = normal_email(read_email(new.email))
    name = " ".join(new.name.split())[:100]
    if not name:
        raise InvalidAnswer("name", _("Write the person's name."))
    unknown = [key for key in new.departments if town.department(key) is None]
    if unknown:
        raise InvalidAnswer("departments", _("There is no department {key} here.", key=unknown[0]))
    if new.role is Role.CLERK and not new.departments:
        raise InvalidAnswer("departments", _("A clerk works in at least one department."))
    departments = tuple(dict.fromkeys(new.departments)) if new.role is Role.CLERK else ()
    return replace(new, email=email, name=name, departments=departments)


def _administrators(work: Work, town: Municipality) -> int:
    administrator = Membership.role == str(Role.ADMINISTRATOR)
    counted = select(func.count()).where(Membership.municipality_id == town.id, administrator)
    return int(work.execute(counted).scalar_one())
