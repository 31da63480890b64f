"""The few statements that accounts, links and sign-in share. All of them run outside of any one town ("sign-in")."""

from sqlalchemy import delete, select, update

from core.ports import Work
from core.staff.tables import Account, Membership, StaffSession

# The named exception under which accounts, which belong to no town, are reached (core.adapters.wall).
WHY = "sign-in"


def normal_email(text: str) -> str:
    """An address as accounts are found by it."""
    return text.strip().lower()[:200]


def towns_of(work: Work, account_id: int) -> set[int]:
    """The ids of the towns in which an account has a role."""
    rows = work.execute(select(Membership.municipality_id).where(Membership.account_id == account_id))
    return {int(town_id) for town_id in rows.scalars()}


def keep_password(work: Work, account_id: int, kept: str) -> None:
    """Keep a new password's hash. Every session of the account ends."""
    work.execute(update(Account).where(Account.id == account_id).values(password=kept, active=True))
    work.execute(delete(StaffSession).where(StaffSession.account_id == account_id))
