"""The queue's rows, as its table shows them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from channels.desk import words
from channels.desk.session import member
from core.catalogue import Catalogue
from core.requests.moves import OUTCOME_NAMES, Outcome, State
from core.requests.queue import Queued
from core.text import Code, Sentence, _, plural


def row(one: Queued, catalogue: Catalogue, people: Mapping[int, str], now: datetime) -> dict[str, Any]:
    """One row. `people` are the names of those who hold it or whose matter it is."""
    me, today = member().person.id, member().town.today(now)
    service = catalogue.get(one.service)
    return {
        "url": f"/desk/requests/{one.reference}",
        "reference": Code(one.reference),
        "protocol": one.protocol,
        "service": service.title if service else one.service,
        "place": one.place,
        "channel": words.channel(one.channel),
        "age": words.age(one.created_at, now),
        "state": words.STATES[one.state],
        "tone": words.TONES[one.state],
        "outcome": OUTCOME_NAMES[Outcome(one.outcome)] if one.outcome else None,
        "due_on": one.due_on,
        "promised_on": one.promised_on,
        "marks": _marks(one, today),
        "asked_until": one.asked_until,
        "holder": people.get(one.held_by, "") if one.held_by is not None else "",
        "assignee": people.get(one.assigned_to, "") if one.assigned_to is not None else "",
        "mine": one.held_by == me,
        "my_matter": one.assigned_to == me,
    }


def people_of(rows: tuple[Queued, ...]) -> set[int]:
    """The accounts whose names the rows show."""
    return {one for row in rows for one in (row.held_by, row.assigned_to) if one is not None}


def _marks(one: Queued, today: Any) -> list[tuple[Sentence, str]]:
    """What presses: opened again, due soon or past, a delay that nobody has told. Each with its tone."""
    marks: list[tuple[Sentence, str]] = []
    if one.reopened and one.state is not State.CLOSED:
        marks.append((plural("opened again {count} time", "opened again {count} times", one.reopened), "late"))
    presses = words.due(one.promised_on or one.due_on, today, one.state is not State.CLOSED)
    if presses:
        marks.append(presses)
    if one.delay_untold(today):
        marks.append((_("delay not told"), "waiting"))
    return marks
