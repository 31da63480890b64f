"""The history of requests: never changed, and whatever was changed behind its back is found."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError

from core.adapters.database import Work
from core.bootstrap import Core
from core.municipalities.model import Municipality
from core.requests import actions
from core.requests.moves import Outcome
from core.requests.tables import ChainDigest, Content, Event, Request
from core.requests.verifying import seal_day, verify
from tests.filed import file_one
from tests.stopped import Stopped

WHY = "a test tampers"
CLERK = actions.Actor("desk", 7)


@contextmanager
def without_triggers(core: Core) -> Iterator[Work]:
    """A transaction of somebody who owns the database and takes the triggers away for a moment."""
    with core.database.across(WHY) as work:
        if core.database.is_sqlite:
            found = work.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
            for name, _sql in found:
                work.execute(text(f"DROP TRIGGER {name}"))
            yield work
            work.finish()
            for _name, made in found:
                work.execute(text(made))
            return
        work.execute(text("ALTER TABLE event DISABLE TRIGGER ALL"))
        yield work
        work.finish()
        work.execute(text("ALTER TABLE event ENABLE TRIGGER ALL"))


def worked_on(core: Core, town: Municipality) -> int:
    """A request with a history: filed, claimed, noted, closed. Gives its id."""
    id_ = file_one(core, town).id
    with core.database.work(town) as work:
        request = work.session.get_one(Request, (town.id, id_))
        now = core.clock.now()
        actions.claim(work, request, CLERK, now)
        actions.add_note(work, request, CLERK, "Το συνεργείο πάει αύριο", now)
        actions.close(
            work, request, CLERK, actions.Closing(Outcome.DONE, "Αλλάξαμε τη λάμπα.", done="Mended."), now + timedelta(minutes=1)
        )
    return id_


def findings(core: Core, town: Municipality) -> list[str]:
    with core.database.reading(town) as work:
        return [one.what for one in verify(work) if not one.harmless]


@pytest.mark.parametrize("statement", [update(Event).values(kind="x"), delete(Event), update(Event).values(actor="nobody")])
def test_the_database_itself_refuses_to_change_or_delete_an_event(core: Core, town: Municipality, statement: Any) -> None:
    worked_on(core, town)
    with pytest.raises(DBAPIError, match="events are never changed"), core.database.work(town) as work:
        work.execute(statement)
    with pytest.raises(DBAPIError, match="events are never changed"), core.database.across(WHY) as work:
        work.execute(statement)
    assert findings(core, town) == []


def test_events_are_not_truncated_either(core: Core, town: Municipality) -> None:
    worked_on(core, town)
    emptied = "DELETE FROM event" if core.database.is_sqlite else "TRUNCATE event"
    with pytest.raises(DBAPIError, match="events are never changed"), core.database.across(WHY) as work:
        work.execute(text(emptied))


def test_an_untouched_history_verifies(core: Core, towns: tuple[Municipality, ...], clock: Stopped) -> None:
    for one in towns:
        worked_on(core, one)
        file_one(core, one, "document-access")
        with core.database.work(one) as work:
            seal_day(work, clock.now())
    clock.move(days=1)
    for one in towns:
        worked_on(core, one)
        with core.database.work(one) as work:
            seal_day(work, clock.now())
        assert findings(core, one) == []


Tamper = Callable[[Work, int], None]
_E, _R, _C = Event, Request, Content


def _cut_tail(work: Work, id_: int) -> None:
    work.execute(delete(_E).where(_E.request_id == id_, _E.seq == 4))


def _cut_tail_and_head(work: Work, id_: int) -> None:
    """A careful hand, which also sets the request back to what it was before."""
    before = work.execute(text(f"SELECT hash FROM event WHERE request_id = {id_} AND seq = 3")).scalar_one()
    _cut_tail(work, id_)
    work.execute(update(_R).where(_R.id == id_).values(last_seq=3, last_hash=bytes(before)))


def _remove(work: Work, id_: int) -> None:
    """Removes a request with everything that belongs to it."""
    for table in ("event", "content", "message", "request_word"):
        work.execute(text(f"DELETE FROM {table} WHERE request_id = {id_}"))
    work.execute(delete(_R).where(_R.id == id_))


TAMPERING: dict[str, tuple[Tamper, str]] = {
    "another kind": (lambda work, id_: _set(work, id_, kind="noted"), "changed event 2"),
    "another time": (
        lambda work, id_: work.execute(
            update(_E).where(_E.request_id == id_, _E.seq == 2).values(at=Stopped().move(seconds=1))
        ),
        "changed event 2",
    ),
    "another actor": (lambda work, id_: _set(work, id_, actor="staff:8"), "changed event 2"),
    "another state": (lambda work, id_: _set(work, id_, state="closed"), "changed event 2"),
    "another channel": (lambda work, id_: _set(work, id_, channel="web"), "changed event 2"),
    "another hash": (lambda work, id_: _set(work, id_, hash=b"0" * 32), "changed event 2"),
    "an event in the middle is gone": (
        lambda work, id_: work.execute(delete(_E).where(_E.request_id == id_, _E.seq == 3)),
        "missing event 3",
    ),
    "the last one is gone": (_cut_tail, "cut tail"),
    "the last one is gone and the request's head with it": (_cut_tail_and_head, "changed digest of 2026-11-16"),
    "all are gone": (lambda work, id_: work.execute(delete(_E).where(_E.request_id == id_)), "no events"),
    "the request is gone with everything": (_remove, "requests missing since the digest of 2026-11-16"),
    "other words": (
        lambda work, id_: work.execute(
            update(_C).where(_C.request_id == id_, _C.kind == "note").values(body={"words": "άλλα λόγια"})
        ),
        "changed content of event 3",
    ),
    "words gone without an erasure": (
        lambda work, id_: work.execute(
            update(_C).where(_C.request_id == id_, _C.kind == "note").values(body=None, salt=None)
        ),
        "content of event 3 is gone, and no event says that it was erased",
    ),
    "a digest was changed": (
        lambda work, id_: work.execute(update(ChainDigest).values(digest=b"0" * 32)),
        "changed digest of 2026-11-16",
    ),
}  # fmt: skip


def _set(work: Work, id_: int, **values: Any) -> None:
    work.execute(update(_E).where(_E.request_id == id_, _E.seq == 2).values(**values))


@pytest.mark.parametrize("how", TAMPERING)
def test_whatever_was_changed_behind_its_back_is_found(core: Core, town: Municipality, how: str) -> None:
    id_ = worked_on(core, town)
    worked_on(core, town)
    with core.database.work(town) as work:
        seal_day(work, core.clock.now() + timedelta(minutes=2))
    assert findings(core, town) == []

    tamper, expected = TAMPERING[how]
    with without_triggers(core) as work:
        tamper(work, id_)

    assert expected in findings(core, town)


def test_a_chain_that_was_written_anew_is_found_by_the_daily_digest(core: Core, town: Municipality) -> None:
    """Whoever changes an event and computes every later hash and the head again still meets the digest of that day."""
    from core.requests.history import Happening, chained

    id_ = worked_on(core, town)
    with core.database.work(town) as work:
        seal_day(work, core.clock.now() + timedelta(minutes=2))
    with without_triggers(core) as work:
        rows = work.session.query(_E).filter(_E.request_id == id_).order_by(_E.seq).all()
        before = b""
        for row in rows:
            row.actor = "staff:99" if row.seq > 1 else row.actor
            kept = _Digest(row.content_digest) if row.content_digest else None
            what = Happening(row.kind, row.state, row.actor, row.channel, row.code)
            row.hash = before = chained(before, id_, row.seq, what, row.at, kept)  # type: ignore[arg-type]
        work.execute(update(_R).where(_R.id == id_).values(last_hash=before))

    assert findings(core, town) == ["changed digest of 2026-11-16"]


class _Digest:
    def __init__(self, digest: bytes) -> None:
        self.digest = digest


def test_two_who_write_to_one_request_at_once_make_one_chain(core: Core, town: Municipality) -> None:
    from core.errors import Conflict

    id_ = file_one(core, town).id
    with core.database.reading(town) as work:
        stale = work.session.get_one(Request, (town.id, id_))
        work.session.expunge(stale)
    with core.database.work(town) as work:
        actions.add_note(work, work.session.get_one(Request, (town.id, id_)), CLERK, "πρώτη", core.clock.now())
    with pytest.raises((Conflict, DBAPIError)), core.database.work(town) as work:  # noqa: PT012
        work.session.add(stale)
        actions.add_note(work, stale, CLERK, "δεύτερη", core.clock.now())

    assert findings(core, town) == []
