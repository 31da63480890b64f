"""All services of one municipality, and the groups of its menu."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.dialogue.answers import Reply
from core.dialogue.service import Service, ServiceForm
from core.municipalities.model import Municipality
from core.text import Wording


@dataclass(frozen=True, slots=True)
class Group:
    """One place of the menu's first digit. `branch` is the main menu's entry it stands under: "report" or "papers"."""

    digit: str
    branch: str
    name: Wording


# One loaded catalogue is itself and no other, so that what is made from it can be kept by it.
@dataclass(frozen=True, eq=False)
class Catalogue:
    """Services by key, in the order of their menu numbers; those without a number come last."""

    services: Mapping[str, Service]
    groups: tuple[Group, ...] = ()

    def get(self, key: str) -> Service | None:
        return self.services.get(key)

    def by_menu(self, number: str) -> Service | None:
        """The service with this two-digit menu number."""
        return next((one for one in self.services.values() if one.menu and one.menu == number), None)

    def listed(self) -> tuple[Service, ...]:
        """Everything a citizen may choose: all but the town hall's internal doings."""
        return tuple(one for one in self.services.values() if one.form is not ServiceForm.INTERNAL)

    def offered(self, replies: frozenset[Reply]) -> tuple[Service, ...]:
        """What a citizen may choose on a channel that takes these ways to reply."""
        return tuple(one for one in self.listed() if one.offered(replies))

    def homeless(self, town: Municipality) -> tuple[Service, ...]:
        """The services whose department this town has not: no clerk of it would see what they bring."""
        return tuple(one for one in self.services.values() if town.department(one.department) is None)

    def group(self, digit: str) -> Group | None:
        return next((one for one in self.groups if one.digit == digit), None)

    def in_group(self, digit: str) -> tuple[Service, ...]:
        return tuple(one for one in self.listed() if one.menu.startswith(digit))
