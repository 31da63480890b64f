"""The queue: order, pages, views, counts, and the wall, on both databases."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import event, insert, select, update

from core.bootstrap import Core
from core.catalogue import catalogue_for
from core.dialogue.answers import Answer
from core.model import table_of
from core.municipalities.model import Municipality
from core.requests import actions
from core.requests.actions import Actor
from core.requests.filing import Filed, Submission, file
from core.requests.lists import queue
from core.requests.lists.counting import COUNTED, counts
from core.requests.lists.ordering import put_in_order
from core.requests.lists.queue import Page
from core.requests.lists.wanted import Cursor, Filters, View, Wanted
from core.requests.moves import State
from core.requests.tables import Request
from tests.stopped import Stopped

ME, COLLEAGUE = 7, 8
DONE = actions.Closing(actions.Outcome.DONE, "Mended.", done="Mended.")


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
            work.execute(update(Request).where(Request.id == one.id).values(due_on=on, queue_on=on))
        made.append((on, one.id))
    return [id_ for _on, id_ in sorted(made)]


def wanted(core: Core, town: Municipality, view: View = View.OPEN, **changed: object) -> Wanted:
    departments = tuple({one.department: None for one in catalogue_for(None, town.key).services.values()})
    fields = {"departments": departments, "accounts": (ME,)} | changed
    now = core.clock.now()
    return Wanted(view=view, today=town.today(now), now=now, **fields)  # type: ignore[arg-type]


def pages(core: Core, town: Municipality, view: View = View.OPEN, **changed: object) -> list[list[int]]:
    found: list[list[int]] = []
    after: Cursor | None = None
    while True:
        with core.database.reading(town) as work:
            page = queue.page(work, wanted(core, town, view, **changed), after)
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


def test_a_page_takes_one_statement_however_many_rows_it_has(core: Core, town: Municipality, statements: list[str]) -> None:
    many(core, town, 10)
    statements.clear()
    with core.database.reading(town) as work:
        queue.page(work, wanted(core, town))
    assert len([one for one in statements if one.startswith("SELECT")]) == 1


def test_a_page_reads_the_queues_own_index(core: Core, town: Municipality, statements: list[str]) -> None:
    if not core.database.is_sqlite:
        # PostgreSQL walks a table this small, whatever index there is.
        return
    many(core, town, 3)
    statements.clear()
    with core.database.reading(town) as work:
        queue.page(work, wanted(core, town, departments=("technical", "lighting")), Cursor(date(2026, 11, 1), 5))
    asked = next(one for one in statements if "queue_on" in one)
    with core.database.engine.connect().execution_options(across="test") as connection:
        plan = connection.exec_driver_sql("EXPLAIN QUERY PLAN " + asked, tuple(["1"] * asked.count("?"))).all()
    steps = " ".join(str(row[-1]) for row in plan)
    assert "ix_request_department (municipality_id=? AND is_open=? AND department=? AND (queue_on,id)>(?,?))" in steps
    assert "SCAN request" not in steps


def test_a_count_looks_at_no_row_where_no_filter_is_on(core: Core, town: Municipality, statements: list[str]) -> None:
    if not core.database.is_sqlite:
        # PostgreSQL walks a table this small, whatever index there is.
        return
    many(core, town, 3)
    for whole_town in (True, False):
        statements.clear()
        with core.database.reading(town) as work:
            counts(work, wanted(core, town, departments=("technical", "lighting"), whole_town=whole_town))
        asked = statements[-1]
        with core.database.engine.connect().execution_options(across="test") as connection:
            plan = connection.exec_driver_sql("EXPLAIN QUERY PLAN " + asked, tuple(["1"] * asked.count("?"))).all()
        walks = [str(row[-1]) for row in plan if "request" in str(row[-1])]
        # What is in somebody's hands, and what was opened again, is little; its department or its date must be looked at.
        little = ("ix_request_claimed_by", "queue_on=?", "ix_request_assigned (municipality_id=? AND assigned_to=?")
        # What presses has an index as well, which is chosen when it is known how much is open.
        little += ("department=? AND queue_on<?",)
        looked = [one for one in walks if "COVERING" not in one and not any(name in one for name in little)]
        assert looked == []


def test_a_page_is_walked_and_not_sorted_where_one_town_is_far_larger(
    core: Core, town: Municipality, towns: tuple[Municipality, ...]
) -> None:
    """PostgreSQL's plan for any town, made as if there were very many: there it would rather sort what a department has."""
    if core.database.is_sqlite:
        return
    copied(core, town, filed(core, town), 4000)
    page = "SELECT * FROM request WHERE municipality_id = $1 AND is_open AND department = $2 ORDER BY queue_on, id LIMIT 51"
    plans = {}
    with core.database.engine.connect().execution_options(across="test") as connection:
        # They lie as they came, the towns' and the departments' one between the other.
        mixed = "municipality_id = 1 + id %% 3, department = 'part ' || (id / 3) %% 3, queue_on = queue_on + (id %% 997)::int"
        connection.exec_driver_sql(f"UPDATE request SET {mixed} WHERE reference LIKE 'copy%%'")
        connection.exec_driver_sql("ALTER TABLE request ALTER municipality_id SET (n_distinct = 40)")
        connection.exec_driver_sql("ANALYZE request")
        for setting in ("enable_seqscan = off", "plan_cache_mode = force_generic_plan"):
            connection.exec_driver_sql(f"SET LOCAL {setting}")
        for bitmaps in ("as it is", "on"):
            if bitmaps == "on":
                connection.exec_driver_sql("SET LOCAL enable_bitmapscan = on")
            connection.exec_driver_sql(f"PREPARE page AS {page}")
            plan = connection.exec_driver_sql("EXPLAIN EXECUTE page (1, 'part 1')")
            plans[bitmaps] = " ".join(str(row[0]) for row in plan)
            connection.exec_driver_sql("DEALLOCATE page")
    assert "Sort" in plans["on"]
    assert "Sort" not in plans["as it is"]
    assert "Index Scan using ix_request_department" in plans["as it is"]


def test_a_request_without_a_due_date_comes_last(core: Core, town: Municipality) -> None:
    first = filed(core, town)
    ordered = many(core, town, 60)
    with core.database.work(town) as work:
        work.execute(update(Request).where(Request.id == first.id).values(due_on=None, queue_on=date.max))
    found = pages(core, town)
    assert [id_ for page in found for id_ in page] == [*ordered, first.id]


def test_many_without_a_due_date_are_paged_too(core: Core, town: Municipality) -> None:
    ids = many(core, town, 110)
    with core.database.work(town) as work:
        work.execute(update(Request).values(due_on=None, queue_on=date.max))
    assert [id_ for page in pages(core, town) for id_ in page] == sorted(ids)


def test_only_the_departments_asked_for_are_seen(core: Core, town: Municipality) -> None:
    light, waste = filed(core, town), filed(core, town, "waste")
    cleaning = catalogue_for(None, town.key).services["waste"].department
    with core.database.reading(town) as work:
        page = queue.page(work, wanted(core, town, departments=(cleaning,)))
        none = queue.page(work, wanted(core, town, departments=()))
        rows = queue.rows_of(work, [light.id, waste.id], (cleaning,), core.clock.now())
        town_wide = queue.page(work, wanted(core, town, whole_town=True))
    assert [row.id for row in page.rows] == [waste.id]
    assert none.rows == ()
    assert [row.id for row in rows] == [waste.id]
    assert {row.id for row in town_wide.rows} == {light.id, waste.id}


def test_a_view_shows_what_it_says(core: Core, clock: Stopped, town: Municipality) -> None:
    fresh, mine, asked, closed, late = [filed(core, town) for _each in range(5)]
    with core.database.work(town) as work:
        for one, by in ((mine, ME), (asked, ME), (closed, ME), (late, COLLEAGUE)):
            actions.claim(work, work.session.get_one(Request, (town.id, one.id)), Actor("desk", by), clock.now())
        request = work.session.get_one(Request, (town.id, asked.id))
        actions.ask(work, request, Actor("desk", ME), "Which pole?", clock.now())
        request = work.session.get_one(Request, (town.id, closed.id))
        actions.close(work, request, Actor("desk", ME), DONE, clock.now())
        work.session.flush()
        request = work.session.get_one(Request, (town.id, late.id))
        request.due_on = town.today(clock.now()) - timedelta(days=1)
        put_in_order(request, town.today(clock.now()))
    seen = {view: {id_ for page in pages(core, town, view) for id_ in page} for view in View}
    assert seen[View.OPEN] == {fresh.id, mine.id, asked.id, late.id}
    assert seen[View.RECEIVED] == {fresh.id}
    assert seen[View.MINE] == {mine.id, asked.id}
    assert seen[View.UNASSIGNED] == {fresh.id}
    assert seen[View.WAITING] == {asked.id}
    assert seen[View.OVERDUE] == {late.id}
    assert seen[View.CLOSED] == {closed.id}
    with core.database.reading(town) as work:
        counted = counts(work, wanted(core, town))
    assert counted == {view: len(seen[view]) for view in counted}


def test_a_claim_that_ran_out_holds_nothing_and_leaves_the_matter_with_its_clerk(
    core: Core, clock: Stopped, town: Municipality
) -> None:
    one = filed(core, town)
    with core.database.work(town) as work:
        actions.claim(work, work.session.get_one(Request, (town.id, one.id)), Actor("desk", ME), clock.now())
    clock.move(minutes=31)
    with core.database.reading(town) as work:
        assert [row.held_by for row in queue.page(work, wanted(core, town)).rows] == [None]
        # It stays whose matter it became.
        assert [row.id for row in queue.page(work, wanted(core, town, View.MINE)).rows] == [one.id]
        assert queue.page(work, wanted(core, town, View.UNASSIGNED)).rows == ()


def copied(core: Core, town: Municipality, one: Filed, number: int) -> None:
    """So many more requests like one, quickly."""
    with core.database.work(town) as work:
        row = dict(work.execute(select(table_of(Request)).where(Request.id == one.id)).one()._mapping)
        rows = [row | {"id": one.id + each, "reference": f"copy {one.id + each}"} for each in range(1, number + 1)]
        work.execute(insert(table_of(Request)), rows)


def test_a_count_stops_at_a_thousand(core: Core, town: Municipality) -> None:
    one = filed(core, town)
    copied(core, town, one, COUNTED - 1)
    with core.database.reading(town) as work:
        assert counts(work, wanted(core, town))[View.OPEN] == COUNTED
    copied(core, town, filed(core, town), 5)
    with core.database.reading(town) as work:
        assert counts(work, wanted(core, town))[View.OPEN] == COUNTED + 1
        assert counts(work, wanted(core, town, whole_town=True))[View.RECEIVED] == COUNTED + 1


def test_another_town_sees_none_of_it(core: Core, town: Municipality, other_town: Municipality) -> None:
    one = filed(core, town, contact="+306912345678")
    with core.database.reading(other_town) as work:
        assert queue.page(work, wanted(core, other_town)).rows == ()
        assert set(counts(work, wanted(core, other_town)).values()) == {0}
        assert queue.rows_of(work, [one.id], wanted(core, town).departments, core.clock.now()) == ()


def one_page(core: Core, town: Municipality, cursor: Cursor | None = None, back: bool = False, **changed: object) -> Page:
    with core.database.reading(town) as work:
        return queue.page(work, wanted(core, town, **changed), cursor, back)  # type: ignore[arg-type]


@pytest.mark.parametrize("view", [View.OPEN, View.CLOSED])
def test_pages_lead_back_the_way_they_led_on(core: Core, town: Municipality, view: View) -> None:
    many(core, town, 120)
    if view is View.CLOSED:
        with core.database.work(town) as work:
            work.execute(update(Request).values(state=str(State.CLOSED), is_open=False, outcome="done"))
    first = one_page(core, town, view=view)
    second = one_page(core, town, first.next, view=view)
    third = one_page(core, town, second.next, view=view)
    assert (first.previous, third.next) == (None, None)
    assert one_page(core, town, third.previous, back=True, view=view) == second
    again = one_page(core, town, second.previous, back=True, view=view)
    assert (again.rows, again.next, again.previous) == (first.rows, first.next, None)


def test_closed_requests_come_with_the_one_closed_last_first(core: Core, town: Municipality, clock: Stopped) -> None:
    ids = []
    for _each in range(3):
        one = filed(core, town)
        with core.database.work(town) as work:
            request = work.session.get_one(Request, (town.id, one.id))
            actions.claim(work, request, Actor("desk", ME), clock.now())
            actions.close(work, request, Actor("desk", ME), DONE, clock.now())
        ids.append(one.id)
        clock.move(days=1)
    assert pages(core, town, View.CLOSED) == [ids[::-1]]


def test_what_was_opened_again_comes_first_and_says_so(core: Core, town: Municipality, clock: Stopped) -> None:
    first, again = filed(core, town), filed(core, town)
    with core.database.work(town) as work:
        request = work.session.get_one(Request, (town.id, again.id))
        actions.claim(work, request, Actor("desk", ME), clock.now())
        actions.close(work, request, Actor("desk", ME), DONE, clock.now())
        actions.reopen(work, request, Actor("web"), clock.now())
    rows = one_page(core, town).rows
    assert [(row.id, row.reopened) for row in rows] == [(again.id, 1), (first.id, 0)]
    assert pages(core, town, filters=Filters(reopened=True)) == [[again.id]]


def test_a_substitute_sees_the_matters_of_who_is_absent(core: Core, town: Municipality) -> None:
    theirs, mine, nobodys = filed(core, town), filed(core, town), filed(core, town)
    with core.database.work(town) as work:
        for one, whose in ((theirs, COLLEAGUE), (mine, ME)):
            work.execute(update(Request).where(Request.id == one.id).values(assigned_to=whose))
        # In my hands as well: it is one request, and not two.
        actions.claim(work, work.session.get_one(Request, (town.id, mine.id)), Actor("desk", ME), core.clock.now())
    assert pages(core, town, View.MINE) == [[mine.id]]
    assert pages(core, town, View.MINE, accounts=(ME, COLLEAGUE)) == [[theirs.id, mine.id]]
    assert pages(core, town, View.MINE, accounts=(ME, COLLEAGUE), departments=("cleaning",)) == [[]]
    assert pages(core, town, View.UNASSIGNED) == [[nobodys.id]]
    with core.database.reading(town) as work:
        assert counts(work, wanted(core, town, accounts=(ME, COLLEAGUE)))[View.MINE] == 2


def test_a_formal_request_presses_until_its_delay_is_told(core: Core, town: Municipality, clock: Stopped) -> None:
    formal, told, far, report = (
        filed(core, town, service) for service in ("pavement-tables", "pavement-tables", "pavement-tables", "street-light")
    )
    today = town.today(clock.now())
    due = {formal: 15, told: 3, far: 16, report: 1}
    with core.database.work(town) as work:
        for one, days in due.items():
            request = work.session.get_one(Request, (town.id, one.id))
            request.due_on = today + timedelta(days=days)
            request.promised_on = today + timedelta(days=60) if one is told else None
            put_in_order(request, today)
    (page,) = pages(core, town, View.PRESSING)
    assert page == [formal.id]
    assert [row.id for row in one_page(core, town).rows if row.delay_untold(today)] == [formal.id]


def test_a_promised_day_is_not_missed_before_it_comes(core: Core, town: Municipality, clock: Stopped) -> None:
    one, today = filed(core, town), town.today(clock.now())
    with core.database.work(town) as work:
        request = work.session.get_one(Request, (town.id, one.id))
        request.due_on, request.promised_on = today - timedelta(days=2), today + timedelta(days=5)
        put_in_order(request, today)
    assert pages(core, town, View.OVERDUE) == [[]]
    clock.move(days=6)
    assert pages(core, town, View.OVERDUE) == [[one.id]]


def test_filters_combine(core: Core, town: Municipality, clock: Stopped) -> None:
    early, waste = filed(core, town), filed(core, town, "waste")
    clock.move(days=3)
    late, other = filed(core, town), filed(core, town)
    day = town.today(clock.now())
    with core.database.work(town) as work:
        work.execute(update(Request).where(Request.id == late.id).values(district="center", assigned_to=COLLEAGUE))
        work.execute(update(Request).where(Request.id == other.id).values(district="center", channel="ivr", language="en"))
        actions.claim(work, work.session.get_one(Request, (town.id, other.id)), Actor("desk", ME), clock.now())
    expected = {
        Filters(service="street-light"): {early.id, late.id, other.id},
        Filters(department="cleaning"): {waste.id},
        Filters(district="center"): {late.id, other.id},
        Filters(district="center", channel="ivr"): {other.id},
        Filters(district="center", assignee=COLLEAGUE): {late.id},
        Filters(language="en"): {other.id},
        Filters(since=day): {late.id, other.id},
        Filters(until=day - timedelta(days=1)): {early.id, waste.id},
        Filters(since=day, until=day, state="in_progress"): {other.id},
        Filters(state="closed"): set(),
        Filters(service="no such"): set(),
        # Not one that this clerk may see: it changes nothing.
        Filters(department="no such"): {early.id, waste.id, late.id, other.id},
    }
    for filters, ids in expected.items():
        for whole_town in (True, False):
            found = pages(core, town, filters=filters, whole_town=whole_town)
            assert {id_ for page in found for id_ in page} == ids, filters
            with core.database.reading(town) as work:
                counted = counts(work, wanted(core, town, filters=filters, whole_town=whole_town))
            assert counted[View.OPEN] == len(ids), filters


@pytest.mark.parametrize("text", ["", "x", "2026-11-30", "2026-11-30.", ".x", "2026-13-01.5", "1.2.3", "." + "9" * 30, ".7"])
def test_a_cursor_that_nobody_gave_is_none(text: str) -> None:
    assert Cursor.read(text) is None


@pytest.mark.parametrize("cursor", [Cursor(date(2026, 11, 30), 5), Cursor(date.min, 7), Cursor(date.max, 2**63 - 1)])
def test_a_cursor_reads_back_as_it_was_written(cursor: Cursor) -> None:
    assert Cursor.read(str(cursor)) == cursor


def test_filters_read_back_as_they_were_written_and_nonsense_is_left_out() -> None:
    filters = Filters("lighting", "waste", "received", "web", "center", "el", 7, date(2026, 1, 1), date(2026, 2, 1), True)
    assert Filters.read(filters.written()) == filters
    nonsense = {"state": "melted", "since": "yesterday", "until": "9999-12-31", "assignee": "-1", "reopened": "1"}
    nonsense["service"] = "x" * 500
    assert Filters.read(nonsense) == Filters()
    assert Filters.read({"district": "a\x00b", "assignee": "9" * 30}) == Filters()
