"""What the queue's address asks for: a view, filters, a place to begin at. What cannot be read asks for nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from channels.desk import words
from channels.desk.session import member
from channels.here import core
from core.ports import Work
from core.requests.lists.wanted import NOTHING, STATES, Cursor, Filters, View, Wanted
from core.requests.moves import State
from core.staff.absences import stands_in_for
from core.staff.roles import Person
from core.text import Sentence, Text, _

PATH = "/desk/requests"
LONGEST = 500

VIEWS: dict[View, Text] = {
    View.OPEN: _("Open"),
    View.RECEIVED: _("New"),
    View.MINE: _("Mine"),
    View.UNASSIGNED: _("Nobody's"),
    View.WAITING: _("Waiting for others"),
    View.OVERDUE: _("Past due"),
    View.PRESSING: _("Delay to be told"),
    View.CLOSED: _("Closed"),
}
LANGUAGES: dict[str, str] = {"el": "Ελληνικά", "en": "English"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A view with its filters, as the address or a saved view names it. `saved` is the saved view that it came from."""

    view: View = View.OPEN
    filters: Filters = NOTHING
    saved: int = 0

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "Asked":
        short = {name: value[:LONGEST] for name, value in given.items()}
        view, saved = short.get("view", ""), short.get("saved", "")
        return cls(
            View(view) if view in set(View) else View.OPEN,
            Filters.read(short),
            int(saved) if saved.isascii() and saved.isdigit() and len(saved) < 19 else 0,
        )

    def written(self) -> dict[str, str]:
        """The fields of a form, or of an address, that ask for the same."""
        return {"view": str(self.view), **self.filters.written(), **({"saved": str(self.saved)} if self.saved else {})}

    def address(self, **more: str) -> str:
        return f"{PATH}?{urlencode(self.written() | more)}"

    def wanted(self, work: Work, departments: tuple[str, ...]) -> Wanted:
        """These rows for whoever is signed in, who sees these departments, and for those whose work they do today."""
        here, now = member(), core().clock.now()
        today = here.town.today(now)
        return Wanted(
            departments=departments,
            view=self.view,
            accounts=(here.person.id, *stands_in_for(work, here.person.id, today)),
            today=today,
            now=now,
            filters=self.filters,
            whole_town=here.sees_all,
        )


def cursor(given: Mapping[str, str]) -> tuple[Cursor | None, bool]:
    """Where a page begins, and whether it is the one before that."""
    before = Cursor.read(given.get("before", "")[:LONGEST])
    return (before, True) if before is not None else (Cursor.read(given.get("after", "")[:LONGEST]), False)


def options(asked: Asked, departments: tuple[str, ...], people: tuple[Person, ...]) -> list[dict[str, Any]]:
    """The filters that are chosen from a list: name, label, value, and (key, sentence) of each choice."""
    town, catalogue = member().town, core().catalogue(member().town)
    states = STATES.get(asked.view, tuple(one for one in State if one is not State.CLOSED))
    every: list[tuple[str, Sentence, list[tuple[str, Sentence]]]] = [
        ("department", _("Department"), [(key, found.name if (found := town.department(key)) else key) for key in departments]),
        (
            "service",
            _("Service"),
            [(one.key, one.title) for one in catalogue.services.values() if one.department in departments],
        ),
        ("state", _("State"), [(str(one), words.STATES[one]) for one in states] if asked.view is not View.CLOSED else []),
        ("district", _("District"), [(one.key, one.name) for one in town.districts]),
        ("channel", _("Came by"), list(words.CHANNELS.items())),
        ("assignee", _("Whose matter"), [(str(one.id), one.name) for one in people]),
        ("language", _("Language"), [(code, LANGUAGES.get(code, code)) for code in town.languages]),
    ]
    given = asked.filters.written()
    return [
        {"name": name, "label": label, "value": given.get(name, ""), "choices": choices}
        for name, label, choices in every
        if len(choices) > 1 or given.get(name)
    ]
