"""The names behind account ids, for lists and histories: one question for all of them."""

from collections.abc import Iterable

from sqlalchemy import select

from core.ports import Work
from core.staff.roles import WORKERS, Person
from core.staff.tables import Account, Membership


def names(work: Work, account_ids: Iterable[int]) -> dict[int, str]:
    """Names by account id; an account that is gone is left out."""
    wanted = sorted(set(account_ids))
    if not wanted:
        return {}
    rows = work.execute(select(Account.id, Account.name).where(Account.id.in_(wanted)))
    return {int(row.id): row.name for row in rows}


def phone_of(work: Work, account_id: int) -> str:
    """At which telephone somebody of the staff is reached (E.164), "" where they gave none."""
    return work.execute(select(Account.phone).where(Account.id == account_id)).scalar() or ""


def account_of(actor: str) -> int | None:
    """The account in an event's actor, "staff:<id>"; None for citizens and the system."""
    kind, _colon, number = actor.partition(":")
    return int(number) if kind == "staff" and number.isdigit() else None


def workers(work: Work) -> tuple[Person, ...]:
    """Who works requests in this town, in the order of their names."""
    rows = work.execute(_WORKERS)
    return tuple(Person(int(row.id), row.email, row.name, row.language) for row in rows)


_WORKERS = (
    select(Account.id, Account.email, Account.name, Account.language)
    .join(Membership, Membership.account_id == Account.id)
    .where(Membership.role.in_([str(role) for role in WORKERS]), Account.active)
    .order_by(Account.name, Account.id)
    .limit(500)
)
