"""Lanes: what waits, by priority, town and way. One that cannot move now holds up no other.

The index of what waits is in this order. So each lane costs one step from its first row to the next lane's, however many
rows lie between, and the first row of a lane is the one that is due first.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, bindparam, false, select

from core.messages.states import MessageState
from core.messages.tables import Message
from core.model import table_of
from core.people.contact import Way
from core.ports import Work

_M = table_of(Message)
_waits = (_M.c.state == bindparam("state", type_=String()), _M.c.drill == false())
_order = (_M.c.priority, _M.c.municipality_id, _M.c.way, _M.c.due_at)
_FIRST = select(*_order).where(*_waits).order_by(*_order).limit(1)
_same_priority, _same_town = _M.c.priority == bindparam("priority"), _M.c.municipality_id == bindparam("town")
# The lane after one: another way of its town, else another town of its priority, else another priority. One comparison of all
# three would be shorter, but SQLite walks through the whole lane for it.
_NEXT = (
    _FIRST.where(_same_priority, _same_town, _M.c.way > bindparam("of_way")),
    _FIRST.where(_same_priority, _M.c.municipality_id > bindparam("town")),
    _FIRST.where(_M.c.priority > bindparam("priority")),
)


@dataclass(frozen=True, slots=True)
class Lane:
    """Messages of one priority of one town by one way."""

    priority: int
    town_id: int
    way: Way


def waiting(work: Work, now: datetime) -> Iterator[Lane]:
    """The lanes in which something is due, what goes first before the rest, towns and ways in order."""
    return (lane for lane, due_at in firsts(work, MessageState.QUEUED) if due_at <= now)


def firsts(work: Work, state: MessageState) -> Iterator[tuple[Lane, datetime]]:
    """Every lane that has messages in a state, in the same order, with the moment from which its first one is due."""
    values: dict[str, Any] = {"state": str(state)}
    row = work.execute(_FIRST, values).first()
    while row is not None:
        priority, town_id, way, due_at = row
        yield Lane(priority, town_id, Way(way)), due_at
        values |= {"priority": priority, "town": town_id, "of_way": way}
        after = (work.execute(step, values).first() for step in _NEXT)
        row = next((one for one in after if one is not None), None)


def in_turn(lanes: Iterable[Lane], last: Lane | None) -> list[Lane]:
    """By priority; among lanes of the same one, those that come after the last one served go before the others."""
    return sorted(lanes, key=lambda one: (one.priority, last is not None and _place(one) <= _place(last), *_place(one)))


def _place(lane: Lane) -> tuple[int, str]:
    return lane.town_id, str(lane.way)
