"""Clearing: what has been kept as long as its class says goes, in batches, with a record of what went.

Each batch is one transaction, and in it the record of its class and day is brought up to date: whenever the run is killed, the
record says exactly what went. The next run goes on with what is left. A worker that has messages to deliver clears for a second
at a time (`go_on`).
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import inf
from time import monotonic

from sqlalchemy import Select, select

from core.adapters.database import Database
from core.model import new_id
from core.municipalities.model import Municipality
from core.ports import Clock, Work
from core.retention.classes import Class, classes
from core.retention.tables import RetentionRecord
from core.retention.things import NEVER, THINGS, Thing

LOG = logging.getLogger("thyrida.retention")
# So many are looked up at a time.
PAGE = 5000
# An id, and the moment from which the time of it was counted.
Ended = tuple[int, datetime]


class _Enough(Exception):
    """The time that was given for clearing is over; what is left comes next time."""


@dataclass(frozen=True, slots=True)
class Went:
    """So many of a class of a town, the oldest and the newest by the moment from which their time was counted."""

    town: Municipality
    cls: Class
    count: int
    oldest: datetime
    newest: datetime


@dataclass(frozen=True, slots=True)
class _Turn:
    """One class of one town in one run."""

    town: Municipality
    cls: Class
    before: datetime
    now: datetime
    by: str

    @property
    def thing(self) -> Thing:
        return THINGS[self.cls.of]

    @property
    def over(self) -> Select[tuple[int, datetime]]:
        """What is over, with the moment from which its time was counted."""
        thing = self.thing
        return select(thing.row.id, thing.since).where(
            thing.since < self.before, *thing.over(self.cls, self.town.today(self.now))
        )


@dataclass(frozen=True)
class Clearing:
    """Call it as often as you like; the worker does so once a day."""

    database: Database
    clock: Clock
    towns: Callable[[], Iterable[Municipality]]
    classes: Sequence[Class] = classes()

    def run(self, by: str = "system", dry: bool = False) -> Sequence[Went]:
        """Let go of what is over in every town, or tell what would go. `by` is who has it done."""
        return self._run(by, dry, inf)

    def go_on(self, seconds: float) -> bool:
        """Let go of what is over for about so long. True if something may be left."""
        try:
            self._run("system", False, monotonic() + seconds)
        except _Enough:
            return True
        return False

    def _run(self, by: str, dry: bool, until: float) -> Sequence[Went]:
        now, found = self.clock.now(), []
        for town in self.towns():
            for cls in self.classes:
                before = cls.over_before(town, now)
                if before is not None and cls.of != NEVER:
                    found.append(self._class(_Turn(town, cls, before, now, by), dry, until))
        went = [one for one in found if one is not None]
        for one in () if dry else went:
            LOG.info("cleared town=%s class=%s count=%s", one.town.key, one.cls.key, one.count)
        return went

    def _class(self, turn: _Turn, dry: bool, until: float) -> Went | None:
        went = None
        for page in self._pages(turn):
            size = len(page) if dry else turn.thing.batch
            for at in range(0, len(page), size):
                some = page[at : at + size]
                went = _more(went, turn, some if dry else self._go(turn, some))
                # After it, so that something goes however short the time is.
                if not dry and monotonic() > until:
                    raise _Enough
        return went

    def _pages(self, turn: _Turn) -> Iterator[Sequence[Ended]]:
        """What is over, in the order of its ids. What goes meanwhile is not asked for again, whatever becomes of it."""
        row, after = turn.thing.row, 0
        while True:
            with self.database.reading(turn.town) as work:
                found = work.execute(turn.over.where(row.id > after).order_by(row.id).limit(PAGE))
                page = [(int(id_), at) for id_, at in found]
            if page:
                after = page[-1][0]
                yield page
            if len(page) < PAGE:
                return

    def _go(self, turn: _Turn, some: Sequence[Ended]) -> Sequence[Ended]:
        """Let go of these, as far as they are still over: somebody may have opened or held one since they were found."""
        row = turn.thing.row
        with self.database.work(turn.town) as work:
            ids = [id_ for id_, _at in some]
            # Held first, and only then looked at: a look that waits for a lock would see what was true before it waited.
            work.execute(select(row.id).where(row.id.in_(ids)).order_by(row.id).with_for_update())
            gone = [(int(id_), at) for id_, at in work.execute(turn.over.where(row.id.in_(ids)))]
            if gone:
                turn.thing.go(work, [id_ for id_, _at in gone], turn.cls, turn.now)
                _write_down(work, turn, gone)
        return gone


def _more(went: Went | None, turn: _Turn, gone: Sequence[Ended]) -> Went | None:
    if not gone:
        return went
    moments = [at for _id, at in gone]
    if went is None:
        return Went(turn.town, turn.cls, len(gone), min(moments), max(moments))
    return replace(went, count=went.count + len(gone), oldest=min(went.oldest, *moments), newest=max(went.newest, *moments))


def _write_down(work: Work, turn: _Turn, gone: Sequence[Ended]) -> None:
    """Begin the record of this class for today, or bring it up to date."""
    moments, row = [at for _id, at in gone], RetentionRecord
    today = turn.town.midnight(turn.town.today(turn.now))
    mine = (row.kind == turn.cls.key, row.by == turn.by, row.at >= today)
    known = work.session.scalars(select(row).where(*mine).with_for_update()).first()
    if known is not None:
        known.count, known.at = known.count + len(gone), turn.now
        known.oldest, known.newest = min(known.oldest, *moments), max(known.newest, *moments)
        return
    work.session.add(
        RetentionRecord(
            id=new_id(),
            kind=turn.cls.key,
            action=str(turn.cls.action),
            rule=turn.cls.rule(turn.town.languages[0]),
            count=len(gone),
            oldest=min(moments),
            newest=max(moments),
            at=turn.now,
            by=turn.by,
        )
    )
