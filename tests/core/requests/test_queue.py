"""The queue: order, pages, views, counts, and the wall, on both databases."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import event, update

from core.bootstrap import Core
from core.catalogue import catalogue_for
from core.dialogue.answers import Answer
from core.errors import InvalidAnswer
from core.messages.outbox import Draft, post
from core.municipalities.model import Municipality
from core.people.contact import Way
from core.requests import actions, finding, queue
from core.requests.actions import Actor
from core.requests.filing import Filed, Submission, file
from core.requests.queue import COUNTED, After, View, Wanted
from core.requests.tables import Request
from tests.filed import file_one
from tests.stopped import Stopped

ME, COLLEAGUE = 7, 8


def filed(core: Core, town: Municipality, service: str = "street-light", contact: str = "") -> Filed:
    wanted = catalogue_for(None, town.key).get(service)
    assert wanted is not None
    what = Submission(wanted, {"place": Answer({"text": "Ασκληπιού 12"})}, "web", "el", contact=contact)
    with core.database.work(town) as work:
        return file(work, what, core.clock.now())


def many(core: Core, town: Municipality, number: int) -> list[int]:
    """So many requests, with due dates that repeat and are in no order. Gives the ids in the queue's order."""
    made = []
    for each in range(number):
        one = filed(core, town)
        on = core.clock.now().date() + timedelta(days=each * 7 % 13 - 4)
        with core.database.work(town) as work:
            work.execute(update(Request).where(Request.id == one.id).values(due_on=on))
        made.append((on, one.id))
    return [id_ for _on, id_ in sorted(made)]


def wanted(core: Core, town: Municipality, view: View = View.OPEN, **changed: object) -> Wanted:
    departments = tuple({one.department: None for one in catalogue_for(None, town.key).services.values()})
    fields = {"departments": departments, "account_id": ME} | changed
    now = core.clock.now()
    return Wanted(view=view, today=town.today(now), now=now, **fields)  # type: ignore[arg-type]


def pages(core: Core, town: Municipality, view: View = View.OPEN) -> list[list[int]]:
    found, after = [], None
    while True:
        with core.database.reading(town) as work:
            page = queue.page(work, wanted(core, town, view), after)
        found.append([row.id for row in page.rows])
        after = page.next
        if after is None:
            return found


@pytest.fixture
def statements(core: Core) -> Iterator[list[str]]:
    said: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    event.listen(core.database.engine, "before_cursor_execute", hear)
    yield said
    event.remove(core.database.engine, "before_cursor_execute", hear)


def test_a_hundred_and_twenty_requests_come_in_three_pages_the_ones_due_first(core: Core, town: Municipality) -> None:
    expected = many(core, town, 120)
    found = pages(core, town)
    assert [len(page) for page in found] == [50, 50, 20]
    assert [id_ for page in found for id_ in page] == expected


def test_a_page_takes_two_statements_however_many_rows_it_has(core: Core, town: Municipality, statements: list[str]) -> None:
    many(core, town, 10)
    statements.clear()
    with core.database.reading(town) as work:
        queue.page(work, wanted(core, town))
    assert len([one for one in statements if one.startswith("SELECT")]) <= 2


def test_a_page_reads_the_queues_own_index(core: Core, town: Municipality, statements: list[str]) -> None:
    if not core.database.is_sqlite:
        # PostgreSQL walks a table this small, whatever index there is.
        return
    many(core, town, 3)
    statements.clear()
    with core.database.reading(town) as work:
        queue.page(work, wanted(core, town, departments=("technical",)), After(date(2026, 11, 1), 5))
    asked = next(one for one in statements if "after_due" in one or "due_on" in one)
    with core.database.engine.connect().execution_options(across="test") as connection:
        plan = connection.exec_driver_sql("EXPLAIN QUERY PLAN " + asked, tuple(["1"] * asked.count("?"))).all()
    steps = " ".join(str(row[-1]) for row in plan)
    assert "ix_request_queue (municipality_id=? AND department=? AND state=?" in steps
    assert "SCAN request" not in steps


def test_a_request_without_a_due_date_comes_last(core: Core, town: Municipality) -> None:
    first = filed(core, town)
    ordered = many(core, town, 60)
    with core.database.work(town) as work:
        work.execute(update(Request).where(Request.id == first.id).values(due_on=None))
    found = pages(core, town)
    assert [id_ for page in found for id_ in page] == [*ordered, first.id]


def test_many_without_a_due_date_are_paged_too(core: Core, town: Municipality) -> None:
    ids = many(core, town, 110)
    with core.database.work(town) as work:
        work.execute(update(Request).values(due_on=None))
    assert [id_ for page in pages(core, town) for id_ in page] == sorted(ids)


def test_only_the_departments_asked_for_are_seen(core: Core, town: Municipality) -> None:
    light, waste = filed(core, town), filed(core, town, "waste")
    cleaning = catalogue_for(None, town.key).services["waste"].department
    with core.database.reading(town) as work:
        page = queue.page(work, wanted(core, town, departments=(cleaning,)))
        none = queue.page(work, wanted(core, town, departments=()))
        rows = queue.rows_of(work, [light.id, waste.id], (cleaning,), core.clock.now())
    assert [row.id for row in page.rows] == [waste.id]
    assert none.rows == ()
    assert [row.id for row in rows] == [waste.id]


def test_a_view_shows_what_it_says(core: Core, clock: Stopped, town: Municipality) -> None:
    fresh, mine, asked, closed, late = [filed(core, town) for _each in range(5)]
    with core.database.work(town) as work:
        for one, by in ((mine, ME), (asked, ME), (closed, ME), (late, COLLEAGUE)):
            actions.claim(work, work.session.get_one(Request, (town.id, one.id)), Actor("desk", by), clock.now())
        request = work.session.get_one(Request, (town.id, asked.id))
        actions.ask(work, request, Actor("desk", ME), "Which pole?", clock.now())
        request = work.session.get_one(Request, (town.id, closed.id))
        actions.close(
            work, request, Actor("desk", ME), actions.Closing(actions.Outcome.DONE, "Mended.", done="Mended."), clock.now()
        )
        work.session.flush()
        yesterday = town.today(clock.now()) - timedelta(days=1)
        work.execute(update(Request).where(Request.id == late.id).values(due_on=yesterday))
    seen = {view: {id_ for page in pages(core, town, view) for id_ in page} for view in View}
    assert seen[View.OPEN] == {fresh.id, mine.id, asked.id, late.id}
    assert seen[View.RECEIVED] == {fresh.id}
    assert seen[View.MINE] == {mine.id, asked.id}
    assert seen[View.WAITING] == {asked.id}
    assert seen[View.OVERDUE] == {late.id}
    assert seen[View.CLOSED] == {closed.id}
    with core.database.reading(town) as work:
        counted = queue.counts(work, wanted(core, town))
    assert counted == {view: len(seen[view]) for view in counted}


def test_a_claim_that_ran_out_holds_nothing(core: Core, clock: Stopped, town: Municipality) -> None:
    one = filed(core, town)
    with core.database.work(town) as work:
        actions.claim(work, work.session.get_one(Request, (town.id, one.id)), Actor("desk", ME), clock.now())
    clock.move(minutes=31)
    with core.database.reading(town) as work:
        assert [row.held_by for row in queue.page(work, wanted(core, town)).rows] == [None]
        assert queue.page(work, wanted(core, town, View.MINE)).rows == ()


def test_a_count_stops_at_a_hundred(core: Core, town: Municipality) -> None:
    many(core, town, COUNTED + 8)
    with core.database.reading(town) as work:
        assert queue.counts(work, wanted(core, town))[View.OPEN] == COUNTED + 1


def test_another_town_sees_none_of_it(core: Core, town: Municipality, other_town: Municipality) -> None:
    one = filed(core, town, contact="+306912345678")
    with core.database.reading(other_town) as work:
        assert queue.page(work, wanted(core, other_town)).rows == ()
        assert set(queue.counts(work, wanted(core, other_town)).values()) == {0}
        assert queue.rows_of(work, [one.id], wanted(core, town).departments, core.clock.now()) == ()
        assert finding.find(work, one.reference) == []
        assert finding.find(work, "6912345678") == []


def test_a_request_is_found_by_reference_protocol_and_telephone(core: Core, town: Municipality) -> None:
    report = filed(core, town, contact="+306912345678")
    formal = filed(core, town, "pavement-tables")
    draft = Draft(Way.TEXT, "+306987654321", "…", "el", "notice", request_id=formal.id)
    with core.database.work(town) as work:
        post(work, draft, core.clock.now())
        spaced = f"{report.reference[:3]} {report.reference[3:6]}-{report.reference[6:]}"
        assert finding.find(work, spaced) == [report.id]
        assert finding.find(work, f" {formal.protocol} ") == [formal.id]
        assert finding.find(work, f"{core.clock.now().year}/{int(formal.protocol[5:])}") == [formal.id]
        assert finding.find(work, "691 234 5678") == [report.id]
        assert finding.find(work, "+30 6987654321") == [formal.id]
        assert finding.find(work, "2026/999999") == []


def test_a_request_is_found_by_the_words_of_its_place_in_its_own_departments(core: Core, town: Municipality) -> None:
    older, newer = file_one(core, town), file_one(core, town)
    with core.database.reading(town) as work:
        assert finding.find(work, "12, ΑΣΚΛΗΠΙΟΥ", ("lighting",)) == [newer.id, older.id]
        assert finding.find(work, "Ασκληπιού 13", ("lighting",)) == []
        assert finding.find(work, "Ασκληπιού", ("cleaning",)) == finding.find(work, "Ασκληπιού") == []
        assert finding.find(work, "x" * 300, ("lighting",)) == []


@pytest.mark.parametrize("words", ["", "12345", "2026/", "482913054"])
def test_what_is_neither_a_number_we_know_nor_words_is_said_so(core: Core, town: Municipality, words: str) -> None:
    with core.database.reading(town) as work, pytest.raises(InvalidAnswer):
        finding.find(work, words)


@pytest.mark.parametrize("text", ["", "x", "2026-11-30", "2026-11-30.", ".x", "2026-13-01.5", "1.2.3", "." + "9" * 30])
def test_a_cursor_that_nobody_gave_is_none(text: str) -> None:
    assert After.read(text) is None


@pytest.mark.parametrize("after", [After(date(2026, 11, 30), 5), After(None, 7)])
def test_a_cursor_reads_back_as_it_was_written(after: After) -> None:
    assert After.read(str(after)) == after
