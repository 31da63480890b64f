"""What the people of the town hall may do: a role in one municipality, and its departments."""

from dataclasses import dataclass
from enum import StrEnum

from core.errors import NotAllowed
from core.municipalities.model import Municipality
from core.text import Text, _


class Role(StrEnum):
    """Clerks work requests of their departments; supervisors see all of the town's; the others see none."""

    CLERK = "clerk"
    SUPERVISOR = "supervisor"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"


ROLE_NAMES: dict[Role, Text] = {
    Role.CLERK: _("clerk"),
    Role.SUPERVISOR: _("supervisor"),
    Role.EDITOR: _("editor"),
    Role.ADMINISTRATOR: _("administrator"),
}

# Who works requests at all.
WORKERS = frozenset({Role.CLERK, Role.SUPERVISOR})


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account, which belongs to no town by itself."""

    id: int
    email: str
    name: str
    language: str


@dataclass(frozen=True, slots=True)
class Member:
    """A signed-in person in one municipality: everything that decides what they may see and do there."""

    person: Person
    role: Role
    departments: frozenset[str]
    signs: bool
    town: Municipality

    @property
    def actor(self) -> str:
        """The person's name in events: never their own name, which may be erased one day."""
        return f"staff:{self.person.id}"

    @property
    def sees_all(self) -> bool:
        return self.role is Role.SUPERVISOR

    def sees(self, department: str) -> bool:
        """Whether requests of this department are theirs to see. Administrators and editors see none."""
        return self.sees_all or (self.role is Role.CLERK and department in self.departments)

    def require(self, roles: frozenset[Role]) -> None:
        """Let only these roles go on.

        Raises:
            NotAllowed: this person has another role here.
        """
        if self.role not in roles:
            raise NotAllowed("role", _("Your role does not include this. Ask your supervisor or administrator."))
