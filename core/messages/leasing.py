"""Leasing: a batch of one lane, taken for this worker alone, with the line that it goes by and the room that there is.

All in one short transaction: the line's row is locked, what must wait for the morning gets its hour, what fits is leased, and
its parts are charged to the line.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, case, false, func, literal, select, update

from core.adapters.database import Database
from core.announcements.tables import AnnouncementForm
from core.messages import breaker, costs, lanes, limits, lines, quiet
from core.messages.lanes import Lane
from core.messages.limits import Limits
from core.messages.states import MessageState, Priority
from core.messages.tables import Message
from core.model import table_of
from core.municipalities.model import Municipality
from core.municipalities.store import Directory
from core.people.contact import Way
from core.ports import Clock, MessageGateway, Work
from core.subscriptions.tables import Subscriber

LOG = logging.getLogger("thyrida.delivery")
WHY = "the worker's lease of messages and jobs"
LEASE = timedelta(minutes=2)
BATCH = 100
# Signs in a part of a text in real Greek, where a message's own parts are not known yet.
_IN_A_PART = 67

_M, _F, _S = table_of(Message), table_of(AnnouncementForm), table_of(Subscriber)
Gateways = Mapping[Way, Sequence[MessageGateway]]


@dataclass(frozen=True, slots=True)
class Batch:
    """Messages of one lane, by id, in the order in which they go, and the parts that the line was charged for each.
    `gateways`: the one to use, then those to turn to.

    `held`: so many were given a later hour instead. `steady`: the line has not failed since it last worked.
    """

    lane: Lane
    town: Municipality
    gateways: tuple[MessageGateway, ...]
    ids: tuple[int, ...]
    parts: tuple[int, ...] = ()
    held: int = 0
    steady: bool = True


@dataclass
class Leasing:
    """`ceiling`: what a town's announcements may cost in a day, in cents. `last`: whom this worker served last."""

    database: Database
    directory: Directory
    clock: Clock
    gateways: Gateways
    demonstration: MessageGateway
    limits: Limits
    ceiling: float
    lease: timedelta = LEASE
    last: Lane | None = field(default=None)

    def next(self) -> Batch | None:
        """The next batch, of the first lane that can move; None where none can."""
        now = self.clock.now()
        with self.database.across(WHY, writes=False) as work:
            found = list(lanes.waiting(work, now))
        for lane in lanes.in_turn(found, self.last):
            batch = self._take(lane, now)
            if batch is not None:
                self.last = lane
                return batch
        return None

    def of_way(self, town: Municipality, way: Way) -> tuple[MessageGateway, ...]:
        """The gateways that a town's messages may go by: a demonstration's never leave, whatever is configured."""
        return (self.demonstration,) if town.demonstration else tuple(self.gateways.get(way, ()))

    def _take(self, lane: Lane, now: datetime) -> Batch | None:
        town = self.directory.by_id(lane.town_id)
        if lane.priority == Priority.BULK and quiet.free_from(town, quiet.custom(town, lane.way), now) > now:
            # Nobody writes a million rows to say what one look at the clock says.
            return None
        gateways = self.of_way(town, lane.way)
        with self.database.across(WHY) as work:
            if not gateways:
                # Nothing can take them: what is to become of each is decided where they are looked at.
                return Batch(lane, town, (), self._lease(work, _due(work, lane, now, BATCH), now))
            if lane.priority == Priority.BULK and costs.spent(work, town, town.today(now)) >= self.ceiling:
                return None
            chosen = lines.choose(gateways, lines.locked(work, town, lane.way, [one.name for one in gateways], now), now)
            return self._fill(work, lane, town, chosen, now) if chosen is not None else None

    def _fill(self, work: Work, lane: Lane, town: Municipality, chosen: lines.Chosen, now: datetime) -> Batch | None:
        line, rate = chosen.line, self.limits.rate(lane.way)
        room = limits.room(line.free_at, rate, now)
        if room == 0:
            return None
        due = _due(work, lane, now, 1 if chosen.tries else min(BATCH, room or BATCH))
        free = _hold(work, town, lane, due, now)
        taken, sizes = _fitting(lane.way, free, room)
        leased, held = self._lease(work, taken, now), len(due) - len(free)
        if not leased:
            # What was held back was all that could be seen; there may be others behind it.
            return Batch(lane, town, (), (), held=held) if held else None
        parts = sum(sizes)
        steady = not line.failures
        line.free_at = limits.charged(line.free_at, rate, parts, now)
        if chosen.tries:
            breaker.begin_trying(line, now)
        if lane.priority == Priority.BULK:
            costs.charge(line, parts, town.today(now))
        others = self.of_way(town, lane.way)
        return Batch(lane, town, others[others.index(chosen.gateway) :], leased, sizes, held, steady)

    def _lease(self, work: Work, rows: Sequence[Row[Any]], now: datetime) -> tuple[int, ...]:
        ids = tuple(row.id for row in rows)
        if ids:
            leased = {"state": str(MessageState.LEASED), "leased_until": now + self.lease}
            work.execute(update(_M).where(_these(rows[0].municipality_id, ids)).values(leased))
        return ids


def _these(town_id: int, ids: Sequence[int]) -> ColumnElement[bool]:
    return (_M.c.municipality_id == town_id) & _M.c.id.in_(ids)


def _due(work: Work, lane: Lane, now: datetime, most: int) -> Sequence[Row[Any]]:
    """The first messages of a lane that are due, kept from other workers, with their size and their subscriber's quiet hours."""
    columns = [_M.c.municipality_id, _M.c.id, _M.c.purpose, func.length(_M.c.body).label("length")]
    source: Any = _M
    if lane.priority in (Priority.BULK, Priority.EMERGENCY):
        of_form = (_F.c.municipality_id == _M.c.municipality_id) & (_F.c.id == _M.c.form_id)
        of_subscriber = (_S.c.municipality_id == _M.c.municipality_id) & (_S.c.id == _M.c.subscriber_id)
        source = _M.outerjoin(_F, of_form).outerjoin(_S, of_subscriber)
        columns += [_F.c.parts, _S.c.quiet_from, _S.c.quiet_until]
    else:
        columns += [literal(None).label(name) for name in ("parts", "quiet_from", "quiet_until")]
    wanted = (
        select(*columns)
        .select_from(source)
        .where(
            _M.c.state == str(MessageState.QUEUED),
            _M.c.drill == false(),
            _M.c.priority == lane.priority,
            _M.c.municipality_id == lane.town_id,
            _M.c.way == str(lane.way),
            _M.c.due_at <= now,
        )
        .order_by(_M.c.due_at)
        .limit(most)
        .with_for_update(skip_locked=True, of=_M)
    )
    return work.execute(wanted).all()


def _hold(work: Work, town: Municipality, lane: Lane, due: Sequence[Row[Any]], now: datetime) -> list[Row[Any]]:
    """Give those that must wait for quiet hours to end their hour, in one statement; the others are given back."""
    usual = quiet.custom(town, lane.way)
    until = {}
    for row in due:
        if quiet.can_wait(lane.priority, row.purpose):
            free = quiet.free_from(town, (*usual, *quiet.own(row.quiet_from, row.quiet_until)), now)
            if free > now:
                until[row.id] = free
    if until:
        when = case(*((_M.c.id == id_, literal(free, _M.c.due_at.type)) for id_, free in until.items()))
        work.execute(update(_M).where(_these(town.id, list(until))).values(due_at=when))
    return [row for row in due if row.id not in until]


def _fitting(way: Way, rows: Sequence[Row[Any]], room: int | None) -> tuple[list[Row[Any]], tuple[int, ...]]:
    """As many of them, from the first, as there is room for, and the parts of each. The first one always goes:
    what it reaches beyond the room is paid for by those after it, and small ones behind it cannot keep it waiting.
    """
    taken: list[Row[Any]] = []
    sizes: list[int] = []
    for row in rows:
        size = (row.parts or max(1, -(-(row.length or 0) // _IN_A_PART))) if way is Way.TEXT else 1
        if taken and room is not None and sum(sizes) + size > room:
            break
        taken.append(row)
        sizes.append(size)
    return taken, tuple(sizes)
