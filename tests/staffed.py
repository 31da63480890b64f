"""People of a town hall for tests that need no sign-in: an account and a role, without a password."""

from core.bootstrap import Core
from core.municipalities.model import Municipality
from core.staff import accounts
from core.staff.accounts import NewMember
from core.staff.roles import Role


def hire(core: Core, town: Municipality, name: str, role: Role = Role.CLERK, departments: tuple[str, ...] = ("lighting",)) -> int:
    """Give somebody a role in a town, and give the account's id."""
    new = NewMember(f"{name}@{town.key}.example", name.title(), role, departments if role is Role.CLERK else ())
    return accounts.add(core.database, town, new, core.clock.now())
