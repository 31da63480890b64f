"""Who has how much: per person and department, in the same few statements however many there are."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select

from core.ports import Work
from core.requests.moves import State
from core.requests.tables import Request

SOON = timedelta(days=5)
CLOSED_WITHIN = timedelta(days=7)
_WAITING = [str(state) for state in (State.WAITING_CITIZEN, State.WAITING_IDENTITY, State.FORWARDED)]


@dataclass(frozen=True, slots=True)
class Load:
    """How many requests are open, due within SOON, overdue, in hands, waiting for others, closed within CLOSED_WITHIN."""

    open: int = 0
    soon: int = 0
    overdue: int = 0
    held: int = 0
    waiting: int = 0
    closed: int = 0

    def __add__(self, other: "Load") -> "Load":
        return Load(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


# By account (None for a pool) and department.
Loads = dict[tuple[int | None, str], Load]


def workload(work: Work, today: date, now: datetime) -> Loads:
    """Every person's load in every department. What is in hands counts for who holds it, all else for whose matter it is."""
    loads: Loads = {}
    for person, department, load in (*_open(work, today), *_held(work, now), *_closed(work, today)):
        key = (int(person) if person is not None else None, department)
        loads[key] = loads.get(key, Load()) + load
    return loads


def _open(work: Work, today: date) -> Iterator[tuple[Any, str, Load]]:
    due = Request.due_on
    counted = _grouped(
        Request.assigned_to,
        func.count().label("open"),
        _sum(due.between(today, today + SOON)).label("soon"),
        _sum(due < today).label("overdue"),
        _sum(Request.state.in_(_WAITING)).label("waiting"),
    ).where(Request.is_open.is_(True))
    for row in work.execute(counted):
        yield row[0], row[1], Load(open=int(row[2]), soon=int(row[3]), overdue=int(row[4]), waiting=int(row[5]))


def _held(work: Work, now: datetime) -> Iterator[tuple[Any, str, Load]]:
    counted = _grouped(Request.claimed_by, func.count()).where(Request.claimed_by.is_not(None), Request.claimed_until > now)
    for row in work.execute(counted):
        yield row[0], row[1], Load(held=int(row[2]))


def _closed(work: Work, today: date) -> Iterator[tuple[Any, str, Load]]:
    """Closed requests lie in the queue's order by the day on which they were closed."""
    counted = _grouped(Request.assigned_to, func.count()).where(
        Request.is_open.is_(False), Request.queue_on > today - CLOSED_WITHIN
    )
    for row in work.execute(counted):
        yield row[0], row[1], Load(closed=int(row[2]))


def _grouped(person: Any, *counted: Any) -> Select[Any]:
    return select(person, Request.department, *counted).group_by(person, Request.department)


def _sum(condition: ColumnElement[bool]) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def total(loads: Loads, account_id: int | None) -> Load:
    """One person's load over all departments; None for all pools together."""
    return sum((load for (person, _department), load in loads.items() if person == account_id), Load())


def in_department(loads: Loads, department: str) -> Load:
    """One department's load, its pool and everybody in it together."""
    return sum((load for (_person, key), load in loads.items() if key == department), Load())
