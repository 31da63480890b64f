"""The sign-ins that every demonstration town has. They say nothing of a password, which each installation makes itself."""

from core.municipalities.model import Municipality
from core.staff.roles import Role


def demo_emails(town: Municipality) -> dict[str, str]:
    """The demonstration's staff of a town, by what they are."""
    return {str(who): f"{who}@{town.key}.example" for who in Role}
