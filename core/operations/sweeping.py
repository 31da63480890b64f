"""Sweeping: what nobody needs any more goes, by its own term, in batches that keep no citizen waiting.

Unfinished conversations go after 30 days with what was said in them (the ids and digests of their turns stay, so that a
late repeat is still known), uploads that were never filed after 2. The others are codes, links, sessions and tries whose
time is over.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Delete, delete, exists, func, or_, select, update
from sqlalchemy.sql import Executable

import core.tables
from core.adapters.database import Database
from core.dialogue.tables import ConversationRow, HandOverCodeRow, TurnRow
from core.messages.jobs import enqueue
from core.model import Base, first_id_of
from core.municipalities.model import Municipality
from core.operations.tables import WHY
from core.people.tables import TryRow
from core.ports import Clock, Work
from core.requests.erasing import ERASE_FILE
from core.requests.tables import Attachment, Request
from core.staff.signin import LONGEST
from core.staff.tables import PasswordLink, SignInTry, StaffSession
from core.subscriptions import forgetting
from core.subscriptions.tables import ContactImport

LOG = logging.getLogger("thyrida.sweep")

UNFINISHED = timedelta(days=30)
UNFILED = timedelta(days=2)
# Wrong tries are looked back on for a month, by whoever asks what happened.
TRIES = timedelta(days=30)
SIGN_IN_TRIES = timedelta(days=1)
# So many rows a transaction, so that none writes for longer than a tenth of a second.
BATCH = 100

# Every column that names a stored file, whichever table it is in.
_NAMING = [table.c["storage_key"] for table in Base.metadata.sorted_tables if "storage_key" in table.c]

Stray = Callable[[datetime], Iterable[str]]


@dataclass(frozen=True)
class Sweep:
    """`stray` gives the keys of files that were stored before a moment, for those that no row names."""

    database: Database
    clock: Clock
    towns: Callable[[], Iterable[Municipality]]
    stray: Stray
    forget: Callable[[str], None]

    def run(self, dry: bool = False) -> Mapping[str, int]:
        """Sweep all towns. Gives how many of each sort went, or would go if it is only tried (`dry`)."""
        now = self.clock.now()
        swept: Counter[str] = Counter()
        for town in self.towns():
            swept.update(self._town(town, now, dry))
        swept.update(self._people(now, dry))
        swept["stray files"] += self._files(now, dry)
        if not dry and swept.total():
            LOG.info("swept %s", " ".join(f"{name.replace(' ', '-')}={count}" for name, count in swept.items() if count))
        return swept

    def _town(self, town: Municipality, now: datetime, dry: bool) -> Mapping[str, int]:
        return {
            "old conversations": self._conversations(town, now - UNFINISHED, dry),
            "turns of earlier talks": self._turns(town, now - UNFINISHED, dry),
            "uploads never filed": self._uploads(town, now, dry),
            "hand-over codes": self._rows(town, HandOverCodeRow, HandOverCodeRow.expires_at < now - UNFILED, dry),
            "wrong codes": self._rows(town, TryRow, TryRow.day < town.today(now - TRIES), dry),
            "subscriptions never confirmed": self._each(
                town, forgetting.unconfirmed(now), dry, lambda work, id_: forgetting.forget(work, id_, now)
            ),
            "lists of contacts": self._rows(town, ContactImport, ContactImport.at < now - forgetting.LISTS, dry),
        }

    def _conversations(self, town: Municipality, before: datetime, dry: bool) -> int:
        row = ConversationRow
        old = select(row.channel, row.session, row.id).where(row.updated_at < before)
        found = self._found(town, old)
        for some in () if dry else _batches(found):
            with self.database.work(town) as work:
                for channel, session, id_ in some:
                    mine = (row.channel == channel, row.session == session, row.updated_at < before)
                    if work.execute(delete(row).where(*mine)).rowcount:
                        work.execute(delete(HandOverCodeRow).where(HandOverCodeRow.conversation_id == id_))
                        _fall_silent(work, [id_])
        return len(found)

    def _turns(self, town: Municipality, before: datetime, dry: bool) -> int:
        """Talks that were left for another one in the same session: their rows are overwritten, their turns are not."""
        turn, live, filed = TurnRow, ConversationRow, Request
        old = (
            select(turn.conversation_id)
            .where(
                turn.conversation_id < first_id_of(before),
                turn.at < before,
                or_(turn.said.is_not(None), turn.reply.is_not(None)),
                turn.request_id.is_(None),
                ~exists().where(filed.municipality_id == turn.municipality_id, filed.conversation_id == turn.conversation_id),
                ~exists().where(live.municipality_id == turn.municipality_id, live.id == turn.conversation_id),
            )
            .distinct()
        )
        found = [id_ for (id_,) in self._found(town, old)]
        for some in () if dry else _batches(found):
            with self.database.work(town) as work:
                _fall_silent(work, some)
        return len(found)

    def _uploads(self, town: Municipality, now: datetime, dry: bool) -> int:
        """Rows now, bytes by the job that erases files. What answered a question of a talk that may go on is asked again."""
        row = Attachment
        old = select(row.id, row.storage_key, row.conversation_id).where(row.request_id.is_(None), row.created_at < now - UNFILED)
        found = self._found(town, old)
        for some in () if dry else _batches(found):
            with self.database.work(town) as work:
                for id_, key, conversation_id in some:
                    # The talk is held first, so that none is filed with it in this very moment.
                    talks = _held(work, conversation_id)
                    if not work.execute(delete(row).where(row.id == id_, row.request_id.is_(None))).rowcount:
                        continue
                    _ask_again(talks, id_)
                    if key:
                        enqueue(work, ERASE_FILE, {"key": key}, now)
        return len(found)

    def _rows(self, town: Municipality, table: Any, old: Any, dry: bool) -> int:
        keys = [column for column in table.__table__.primary_key.columns if column.name != "municipality_id"]
        found = self._found(town, select(*keys).where(old))
        for some in () if dry else _batches(found):
            with self.database.work(town) as work:
                for one in some:
                    work.execute(_this(table, keys, one))
        return len(found)

    def _each(self, town: Municipality, old: Executable, dry: bool, forget: Callable[[Work, int], None]) -> int:
        """Rows that are forgotten one by one, by their id."""
        found = self._found(town, old)
        for some in () if dry else _batches(found):
            with self.database.work(town) as work:
                for (id_,) in some:
                    forget(work, id_)
        return len(found)

    def _people(self, now: datetime, dry: bool) -> Mapping[str, int]:
        """What belongs to accounts, and so to no town."""
        terms: Mapping[str, tuple[Any, Any]] = {
            "staff sessions": (StaffSession, StaffSession.created_at < now - LONGEST),
            "password links": (PasswordLink, PasswordLink.expires_at < now),
            "wrong passwords": (SignInTry, SignInTry.last_at < now - SIGN_IN_TRIES),
        }
        swept = {}
        for name, (table, old) in terms.items():
            keys = list(table.__table__.primary_key.columns)
            with self.database.across(WHY, writes=False) as work:
                found = [tuple(one) for one in work.execute(select(*keys).where(old)).all()]
            for some in () if dry else _batches(found):
                with self.database.across(WHY) as work:
                    for one in some:
                        work.execute(_this(table, keys, one))
            swept[name] = len(found)
        return swept

    def _files(self, now: datetime, dry: bool) -> int:
        """Files whose turn was never kept: stored, and then named by no row."""
        swept = 0
        for some in _batches(list(self.stray(now - UNFILED))):
            named: set[str] = set()
            with self.database.across(WHY, writes=False) as work:
                for column in _NAMING:
                    named.update(work.execute(select(column).where(column.in_(some))).scalars())
            for key in some:
                if key not in named:
                    swept += 1
                    if not dry:
                        self.forget(key)
        return swept

    def _found(self, town: Municipality, what: Executable) -> list[tuple[Any, ...]]:
        with self.database.reading(town) as work:
            return [tuple(row) for row in work.execute(what).all()]


def _fall_silent(work: Work, conversations: Sequence[int]) -> None:
    """Erase what was said and replied in talks that became no request."""
    became = select(func.count()).select_from(Request).where(Request.conversation_id == TurnRow.conversation_id).scalar_subquery()
    work.execute(
        update(TurnRow)
        .where(TurnRow.conversation_id.in_(conversations), TurnRow.request_id.is_(None), became == 0)
        .values(said=None, reply=None)
    )


def _held(work: Work, conversation_id: int | None) -> Sequence[ConversationRow]:
    """The talk of an upload, locked, if it may still go on."""
    talks = select(ConversationRow).where(ConversationRow.id == conversation_id).with_for_update()
    return work.session.scalars(talks).all() if conversation_id is not None else ()


def _ask_again(talks: Sequence[ConversationRow], upload: int) -> None:
    """Take the answer that an upload gave out of its talk: its question is open again."""
    for row in talks:
        state = dict(row.state)
        if "parked" in state:
            state["parked"] = _without(state["parked"], upload)
        row.state = _without(state, upload)


def _without(state: Mapping[str, Any], upload: int) -> dict[str, Any]:
    """A talk as it is kept (core.dialogue.state), without the answers that an upload gave."""
    answers = {key: answer for key, answer in state.get("answers", {}).items() if upload not in answer[2]}
    rest = {name: value for name, value in state.items() if name != "answers"}
    return rest | ({"answers": answers} if answers else {})


def _this(table: Any, keys: Sequence[Any], values: Sequence[Any]) -> Delete:
    return delete(table).where(*(key == value for key, value in zip(keys, values, strict=True)))


def _batches(found: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (found[start : start + BATCH] for start in range(0, len(found), BATCH))


__all__ = ["Sweep", "core"]
