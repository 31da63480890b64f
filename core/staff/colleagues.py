"""Who works requests in a town: the people that a request can be given to."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from core.ports import Work
from core.staff.roles import WORKERS, Role
from core.staff.tables import Account, Membership


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works requests; a clerk in some departments, a supervisor in all of them."""

    account_id: int
    name: str
    role: Role
    departments: frozenset[str]

    def works_in(self, department: str) -> bool:
        return self.role is Role.SUPERVISOR or department in self.departments


def colleagues(work: Work) -> Mapping[int, Colleague]:
    """Everybody who works requests in this town, by account id, in the order of their names."""
    rows = work.execute(
        select(Account.id, Account.name, Membership.role, Membership.departments)
        .join(Membership, Membership.account_id == Account.id)
        .where(Membership.role.in_([str(role) for role in WORKERS]))
        .order_by(Account.name, Account.id)
    )
    return {int(row.id): Colleague(int(row.id), row.name, Role(row.role), frozenset(row.departments)) for row in rows}
