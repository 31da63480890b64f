"""What a clerk wants to see of the queue: a view, filters that combine, and where in it a page begins."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from enum import StrEnum

from core.requests.moves import OPEN, State

# Formal requests show this many days before their date: that is when a delay must be told (ν.2690/1999, art. 4).
PRESSES = timedelta(days=15)
# No value of a filter is longer: every key of a service, department or district is far shorter.
_LONGEST = 80
_LARGEST_ID = 2**63 - 1


class View(StrEnum):
    """What part of the queue is looked at."""

    OPEN = "open"
    RECEIVED = "received"
    MINE = "mine"
    UNASSIGNED = "unassigned"
    WAITING = "waiting"
    OVERDUE = "overdue"
    PRESSING = "pressing"
    CLOSED = "closed"


# The states of a view that are not simply all of the open ones.
STATES: dict[View, tuple[State, ...]] = {
    View.RECEIVED: (State.RECEIVED,),
    View.WAITING: (State.FORWARDED, State.WAITING_CITIZEN, State.WAITING_IDENTITY),
}


@dataclass(frozen=True, slots=True)
class Cursor:
    """A row's place in the queue: its day there, and its id."""

    queue_on: date
    id: int

    def __str__(self) -> str:
        return f"{self.queue_on.isoformat()}.{self.id}"

    @classmethod
    def read(cls, text: str) -> "Cursor | None":
        """What `str` wrote; None for anything else."""
        day, dot, number = text.partition(".")
        if not dot or not number.isascii() or not number.isdigit() or len(number) > 19 or int(number) > _LARGEST_ID:
            return None
        try:
            return cls(date.fromisoformat(day), int(number))
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Filters:
    """What rows must have beside the view's own. None or "" asks for nothing; `until` is the last day that counts."""

    department: str = ""
    service: str = ""
    state: str = ""
    channel: str = ""
    district: str = ""
    language: str = ""
    assignee: int | None = None
    since: date | None = None
    until: date | None = None
    reopened: bool = False

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "Filters":
        """The filters in an address or a saved view. What cannot be read is left out; a state that nobody knows, too."""
        words = {name: _word(given.get(name, "")) for name in ("department", "service", "channel", "district", "language")}
        state = given.get("state", "")
        return cls(
            **words,
            state=state if state in set(State) else "",
            assignee=_number(given.get("assignee", "")),
            since=_day(given.get("since", "")),
            until=_day(given.get("until", "")),
            reopened=given.get("reopened", "") == "yes",
        )

    def written(self) -> dict[str, str]:
        """What `read` reads, without what asks for nothing."""
        found = {one.name: getattr(self, one.name) for one in fields(self)}
        return {
            name: "yes" if value is True else value.isoformat() if isinstance(value, date) else str(value)
            for name, value in found.items()
            if value not in (None, "", False)
        }


NOTHING = Filters()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows: of these departments, in this view, as of `today` and `now`.

    `accounts` are the clerk's own and those of absent colleagues whom the clerk stands in for: MINE shows the matters of
    them all. For `whole_town`, who sees all of it, the departments are walked as one.
    """

    departments: tuple[str, ...]
    view: View
    accounts: tuple[int, ...]
    today: date
    now: datetime
    filters: Filters = NOTHING
    whole_town: bool = False

    @property
    def chosen(self) -> tuple[str, ...]:
        """The departments that are left by the filter; one that is not the clerk's to see leaves them as they are."""
        wanted = self.filters.department
        return (wanted,) if wanted in self.departments else self.departments

    @property
    def states(self) -> tuple[State, ...]:
        """The states of the rows, () where being open or closed says all. There may be no such rows: see `nothing`."""
        wanted, states = self.filters.state, STATES.get(self.view, ())
        if not wanted:
            return states
        return (State(wanted),) if not states or wanted in states else ()

    @property
    def nothing(self) -> bool:
        """Whether no row can be in this: no department, or a state that is not in the view."""
        state, states = self.filters.state, STATES.get(self.view, ())
        possible = states or (tuple(OPEN) if self.view is not View.CLOSED else (State.CLOSED,))
        return not self.departments or bool(state and state not in possible)


def _word(text: str) -> str:
    return text if len(text) <= _LONGEST and "\x00" not in text else ""


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= _LARGEST_ID else None


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    # A day of which the next one, or its first moment in another zone, is no date any more is no day that anybody means.
    return found if date(1900, 1, 1) <= found <= date(9000, 1, 1) else None
