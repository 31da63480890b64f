"""The queue: what its page asks of the core, against one bare SELECT of the same rows or one bare INSERT, in turns.

Both ask the same database through the same driver. The bare SELECT is plain SQLAlchemy Core with the columns of a row,
through the index that fits; the bare INSERT is one ORM row and its commit (bench/bare_app.py). Ours goes through the unit
of work and the wall, as the page does. The page itself is measured against the bare server's GET of fifty rows.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, Select, false, select, true, tuple_
from sqlalchemy.orm import Session

from bench import bare_app, report
from bench.bare_requests import lists
from bench.deskside import Clerk
from bench.filling import Filled
from bench.measuring import Compared, Side, Size, compared
from bench.stands import Stand
from core.ports import Work
from core.requests.acting import Actor
from core.requests.claiming import claim
from core.requests.dossier import one
from core.requests.lists import finding, queue
from core.requests.lists.counting import counts
from core.requests.lists.handing import take_next
from core.requests.lists.queue import PAGE
from core.requests.lists.stretches import COLUMNS
from core.requests.lists.wanted import Cursor, Filters, View, Wanted
from core.requests.lists.wordindex import RequestWord, sounds
from core.requests.lists.wordsearch import Among
from core.requests.tables import Request

CHANGE = 0.4
DEEP = 500
CLERK = 7


@dataclass(frozen=True)
class Desk:
    """A clerk of the city, in one process with the database: ours through the core, the bare one through its engine."""

    stand: Stand
    filled: Filled
    bare: Engine
    items: Engine
    size: Size

    def wanted(self, view: View = View.OPEN, filters: Filters | None = None, all_of_it: bool = False) -> Wanted:
        now, city = self.stand.core.clock.now(), self.filled.city
        mine = tuple(one.key for one in city.departments) if all_of_it else (self.filled.department,)
        return Wanted(mine, view, (CLERK,), city.today(now), now, filters or Filters(), all_of_it)

    def read(self, ask: Callable[[Work], Any]) -> Callable[[], Any]:
        """Something that the core is asked, in its unit of work."""

        def asked() -> Any:
            with self.stand.core.database.reading(self.filled.city) as work:
                return ask(work)

        return asked

    def select(self, statement: Select[Any]) -> Callable[[], Any]:
        def asked() -> Any:
            with self.bare.connect() as connection:
                return connection.execute(statement).all()

        return asked

    def rows(self, *wheres: Any, falling: bool = False) -> Select[Any]:
        """The bare SELECT of fifty rows of the city."""
        order = (Request.queue_on.desc(), Request.id.desc()) if falling else (Request.queue_on, Request.id)
        return select(*COLUMNS).where(Request.municipality_id == self.filled.city.id, *wheres).order_by(*order).limit(PAGE)


def measured(stand: Stand, filled: Filled, requests: int, size: Size) -> Iterator[report.Line]:
    """Every line of the queue's part, for one database of so many requests."""
    bare, items = bare_app.engine_of(str(_url(stand.core.database.url))), bare_app.engine_of(stand.bare_url)
    desk = Desk(stand, filled, bare, items, size)
    where = f"{stand.name.partition(',')[0]}, {requests:,} requests"
    for what, ours, plain in (*_pages(desk), *_searches(desk)):
        assert [row.id for row in ours().rows] == [row.id for row in plain()], f"not the same rows: {what}"
        yield report.ratio(where, what, _turns(desk, ours, plain, size.reads))
    first = desk.select(desk.rows(*_open(desk)))
    counting = desk.read(lambda work: counts(work, desk.wanted()))
    yield report.ratio(where, "the counts of all tabs, against fifty rows", _turns(desk, counting, first, size.reads))
    yield from _changes(desk, where)
    clerk = Clerk(stand, filled.city, filled.department)
    page = compared(stand, size, lambda: clerk.lists(size.reads), lambda: lists(stand.bare.port, size.reads))
    yield report.ratio(where, "the whole page of the queue, against a page of fifty rows", page)
    bare.dispose()
    items.dispose()


Lines = Iterator[tuple[str, Callable[[], Any], Callable[[], Any]]]


def _url(url: Any) -> str:
    return str(url.render_as_string(hide_password=False))


def _open(desk: Desk) -> tuple[Any, ...]:
    return (Request.is_open == true(), Request.department == desk.filled.department)


def _pages(desk: Desk) -> Lines:
    mine = desk.wanted()
    yield "first page", desk.read(lambda work: queue.page(work, mine)), desk.select(desk.rows(*_open(desk)))
    whole = desk.wanted(all_of_it=True)
    is_open = Request.is_open == true()
    yield "first page of the whole town", desk.read(lambda work: queue.page(work, whole)), desk.select(desk.rows(is_open))
    view, number, cursor = _deep(desk)
    deep = desk.wanted(view, all_of_it=True)
    here, there = tuple_(Request.queue_on, Request.id), tuple_(cursor.queue_on, cursor.id)
    falling = view is View.CLOSED
    wheres: tuple[Any, ...] = (Request.is_open == (false() if falling else true()), here < there if falling else here > there)
    what = f"page {number} by cursor ({view})"
    yield what, desk.read(lambda work: queue.page(work, deep, cursor)), desk.select(desk.rows(*wheres, falling=falling))
    filtered = desk.wanted(filters=Filters(channel="sms"), all_of_it=True)
    wheres = (Request.is_open == true(), Request.channel == "sms")
    yield "filtered by channel", desk.read(lambda work: queue.page(work, filtered)), desk.select(desk.rows(*wheres))


def _deep(desk: Desk) -> tuple[View, int, Cursor]:
    """Where the 500th page of the whole town begins: of the open ones, else of the closed, else the last page of those."""
    with desk.bare.connect() as connection:
        for view in (View.OPEN, View.CLOSED):
            falling = view is View.CLOSED
            place = desk.rows(Request.is_open == (false() if falling else true()), falling=falling)
            found = connection.execute(place.limit(None).with_only_columns(Request.queue_on, Request.id)).all()
            if len(found) >= DEEP * PAGE or falling:
                number = min(DEEP, len(found) // PAGE)
                return view, number, Cursor(*found[(number - 1) * PAGE - 1])
    raise AssertionError


def _searches(desk: Desk) -> Lines:
    for what, words, key in (
        ("search for a street", desk.filled.rare, sounds(desk.filled.rare)[0]),
        ("search for a very common word", desk.filled.common, sounds(desk.filled.common)[0]),
    ):
        among = Among()
        joined = (RequestWord.municipality_id == Request.municipality_id) & (RequestWord.request_id == Request.id)
        statement = (
            select(*COLUMNS)
            .join(RequestWord, joined)
            .where(RequestWord.municipality_id == desk.filled.city.id, RequestWord.word == key)
            .order_by(RequestWord.request_id.desc())
            .limit(PAGE)
        )
        now = desk.stand.core.clock.now()
        yield what, desk.read(lambda work, w=words, a=among, n=now: finding.find(work, w, a, n)), desk.select(statement)  # type: ignore[misc]


def _changes(desk: Desk, where: str) -> Iterator[report.Line]:
    """A claim, with its event, and taking the next one, each against one INSERT and commit."""
    core, city = desk.stand.core, desk.filled.city
    references = iter(desk.filled.claimable)
    each = min(desk.size.changes, len(desk.filled.claimable) // (2 * desk.size.rounds + 2))

    def claimed() -> None:
        with core.database.work(city) as work:
            claim(work, one(work, next(references), alone=True), Actor("desk", CLERK), core.clock.now())

    wanted = desk.wanted(View.RECEIVED, all_of_it=True)

    def taken() -> None:
        with core.database.work(city) as work:
            assert take_next(work, wanted, Actor("desk", CLERK)) is not None

    def inserted() -> None:
        with Session(desk.items, expire_on_commit=False) as session:
            session.add(bare_app.Item(title="Street lamp broken", body="The lamp is out. " * 14, contact="", category="light"))
            session.commit()

    yield report.ratio(where, "a claim with its event", _turns(desk, claimed, inserted, each), CHANGE)
    yield report.ratio(where, "taking the next one", _turns(desk, taken, inserted, each), CHANGE)


def _turns(desk: Desk, ours: Callable[[], Any], bare: Callable[[], Any], calls: int) -> Compared:
    """Rounds of both, one after the other, in this process."""
    result = Compared()
    for _ in range(3):
        ours()
        bare()
    for round_ in range(desk.size.rounds):
        sides = [(result.bare, bare), (result.ours, ours)]
        for side, ask in sides if round_ % 2 else reversed(sides):
            _time(side, ask, calls)
    return result


def _time(side: Side, ask: Callable[[], Any], calls: int) -> None:
    processor, begun = time.process_time(), time.perf_counter()
    for _ in range(calls):
        ask()
    side.rates.append(calls / (time.perf_counter() - begun))
    side.costs.append((time.process_time() - processor) / calls * 1000)
