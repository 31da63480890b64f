"""Looking up what nobody knows of: the gateway is asked what became of a message whose answer was lost.

It knows it: accepted, under its id. It surely does not: it may be sent again. It cannot say: asked again later, each time twice
as long, for a day; after that it stays uncertain and is shown. Never is anything sent again on a guess.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, select, update

from core.adapters.database import Database
from core.codes import CodeKey
from core.messages.ending import FIRST_LOOK, wait
from core.messages.leasing import WHY
from core.messages.marking import NOT_FOUND
from core.messages.preparing import CannotBeWritten, Words
from core.messages.sending import Letter, NotSent, Sent
from core.messages.states import CODE, MessageState
from core.messages.tables import Message
from core.model import table_of
from core.municipalities.model import Municipality
from core.municipalities.store import Directory
from core.operations import logs
from core.people.contact import Way
from core.ports import Clock, Finds, MessageGateway, Work

LOG = logging.getLogger("thyrida.delivery")
# So many at a time, for so long after it became uncertain; two looks lie at most so far apart.
AT_ONCE = 20
LIMIT, LONGEST = timedelta(days=1), timedelta(hours=3)
# Clocks of two houses may differ by a little.
_SLACK = timedelta(minutes=5)

_M = table_of(Message)


@dataclass(frozen=True)
class Reconciling:
    """`gateways` gives those of a town's way."""

    database: Database
    directory: Directory
    clock: Clock
    codes: CodeKey
    gateways: Callable[[Municipality, Way], Sequence[MessageGateway]]

    def run(self) -> int:
        """Look up those whose hour has come. Gives how many were cleared up."""
        return sum(self._look(row) for row in self._due())

    def _due(self) -> Sequence[Row[Any]]:
        """Uncertain messages to look up now. Each gets its next hour first: another worker asks for others meanwhile."""
        now = self.clock.now()
        columns = (_M.c.municipality_id, _M.c.id, _M.c.way, _M.c.gateway, _M.c.updated_at, _M.c.created_at)
        wanted = (
            select(*columns)
            .where(
                _M.c.state == str(MessageState.UNCERTAIN),
                _M.c.drill.is_(False),
                _M.c.due_at.between(now - LIMIT, now),
                _M.c.updated_at > now - LIMIT,
                _M.c.purpose != CODE,
                _M.c.gateway.in_(self._looking()),
            )
            .order_by(_M.c.due_at)
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True)
        )
        if not self._looking():
            return ()
        with self.database.across(WHY, writes=False) as work:
            if not work.execute(wanted.with_only_columns(_M.c.id)).first():
                return ()
        with self.database.across(WHY) as work:
            found = work.execute(wanted).all()
            for row in found:
                pause = min(max(now - row.updated_at, FIRST_LOOK), LONGEST)
                this = (_M.c.municipality_id == row.municipality_id) & (_M.c.id == row.id)
                work.execute(update(_M).where(this).values(due_at=now + pause))
        return found

    def _looking(self) -> list[str]:
        """The names of the gateways that can be asked."""
        towns = self.directory.all()
        return sorted({one.name for town in towns for way in Way for one in self.gateways(town, way) if isinstance(one, Finds)})

    def _look(self, row: Row[Any]) -> bool:
        town = self.directory.by_id(row.municipality_id)
        gateway = next((one for one in self.gateways(town, Way(row.way)) if one.name == row.gateway), None)
        if not isinstance(gateway, Finds):
            return False
        with logs.about(town=town.key, message=row.id):
            letter = self._letter(town, row.id)
            if letter is None:
                return False
            try:
                sent = gateway.find(letter, row.created_at - _SLACK)
            except NotSent as error:
                LOG.info("not found out yet reason=%s", error.reason)
                return False
            with self.database.work(town) as work:
                return self._clear_up(work, row.id, sent, self.clock.now())

    def _letter(self, town: Municipality, message_id: int) -> Letter | None:
        with self.database.reading(town) as work:
            found = work.session.get(Message, (town.id, message_id))
            if found is None:
                return None
            try:
                return Words(work, self.codes, [found], self.clock.now()).letter(found)
            except CannotBeWritten:
                # What it said is out of date, so nobody would send it again, whatever the provider knows.
                return None

    def _clear_up(self, work: Work, message_id: int, sent: Sent | None, now: datetime) -> bool:
        row = work.session.get(Message, (work.municipality.id, message_id), with_for_update=True)
        if row is None or row.state != MessageState.UNCERTAIN:
            return False
        if sent is None:
            wait(row, now, NOT_FOUND, now)
            return True
        if _is_anothers(work, sent.provider_id, message_id):
            # Two that say the same, to the same address: which of them it is cannot be told.
            return False
        row.state, row.reason, row.updated_at = str(MessageState.ACCEPTED), "found", now
        row.provider_id, row.parts = sent.provider_id, sent.parts
        return True


def _is_anothers(work: Work, provider_id: str, message_id: int) -> bool:
    same = select(Message.id).where(Message.provider_id == provider_id, Message.id != message_id)
    return work.execute(same.limit(1)).first() is not None
