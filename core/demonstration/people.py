"""The demonstration's staff: one of each role in every town, all with the installation's own demonstration password."""

from core.bootstrap import Core
from core.municipalities.model import Municipality
from core.staff import accounts
from core.staff.demonstration import demo_emails
from core.staff.roles import Role

# Invented, and plainly so.
NAMES = {
    Role.CLERK: "Δοκιμή Υπαλλήλου",
    Role.SUPERVISOR: "Υπόδειγμα Προϊσταμένου",
    Role.EDITOR: "Δείγμα Συντάκτη",
    Role.ADMINISTRATOR: "Παράδειγμα Διαχειριστή",
}


def employ(core: Core, town: Municipality) -> dict[Role, int]:
    """Give a town its staff, and give their account ids. The clerk works in every department, and signs."""
    by_role: dict[Role, int] = {}
    for who, email in demo_emails(town).items():
        role = Role(who)
        departments = [one.key for one in town.departments] if role is Role.CLERK else []
        # The clerk also signs, so that a document can be issued.
        signs = role is Role.CLERK
        new = accounts.NewMember(email=email, name=NAMES[role], role=role, departments=departments, signs=signs)
        by_role[role] = accounts.add(core.database, town, new, core.clock.now())
        accounts.set_password(core.database, core.passwords, by_role[role], core.secrets.demo_password)
    return by_role
