"""The wall between municipalities, tried as somebody would who wants to climb it: reading. On both databases."""

from typing import Any

import pytest
from sqlalchemy import (
    Column,
    Integer,
    MetaData,
    String,
    Table,
    bindparam,
    column,
    delete,
    exists,
    func,
    lateral,
    literal_column,
    select,
    table,
    tablesample,
    text,
    true,
    union,
    union_all,
)
from sqlalchemy.orm import aliased

from core.adapters.database import Database
from core.adapters.wall import OutsideTheWall
from core.messages.tables import Message
from core.municipalities.model import Municipality
from core.requests.filing import Filed
from core.requests.tables import Content, Request
from tests.core.adapters.climbing import OTHER, C, Inside, M, R, refused

other_request = aliased(Request)
request_table = Request.__table__
of_subquery = aliased(R, select(R).subquery())
nested = request_table.join(Content.__table__, Content.request_id == R.id)
chain = select(R.id, R.reference).where(R.reopened == 0).cte("chain", recursive=True)

# Each gives the ids of requests; rows of the other town must not be among them.
SELECTS: dict[str, Any] = {
    "plain": select(R.id),
    "core table": select(request_table.c.id),
    "alias of a table": select(request_table.alias("x").c.id),
    "alias of a class": select(other_request.id),
    "alias of an alias": select(request_table.alias("x").alias("y").c.id),
    "inner join": select(R.id).join(C, C.request_id == R.id),
    "join on something else": select(other_request.id).join(R, R.state == other_request.state),
    "join that is always true": select(other_request.id).join(R, true()),
    "cross product": select(other_request.id).select_from(R, other_request),
    "join along a relationship": select(C.request_id).join(R.contents),
    "join of an aliased subquery": select(of_subquery.id).join(C, C.request_id == of_subquery.id),
    "join along a relationship of an aliased subquery": select(C.request_id).select_from(of_subquery).join(of_subquery.contents),
    "join along a relationship of an alias": select(C.request_id).select_from(other_request).join(other_request.contents),
    "any of a relationship": select(R.id).where(R.contents.any()),
    "outer join": select(other_request.id).select_from(R).outerjoin(other_request, R.state == other_request.state),
    "outer join the other way": select(R.id).select_from(M).outerjoin(R, M.request_id == R.id),
    "full join": select(R.id).select_from(M).join(R, M.request_id == R.id, full=True),
    "join of a join": select(R.id).select_from(M.__table__.join(nested, true())),
    "outer join of a join": select(R.id).select_from(M.__table__.outerjoin(nested, true())),
    "subquery": select(select(R.id).subquery().c.id),
    "subquery of a subquery": select(select(select(R.id, R.state).subquery().c.id).subquery().c.id),
    "aliased class over a subquery": select(aliased(R, select(R).subquery()).id),
    "in a subquery": select(C.request_id).where(C.request_id.in_(select(R.id))),
    "exists": select(C.request_id).where(exists().where(R.id == C.request_id)),
    "correlated": select(R.id).where(select(C.id).where(C.request_id == R.id).correlate(R).limit(1).scalar_subquery() > 0),
    "common table": select(select(R.id).cte("mine").c.id),
    "common table twice": select(select(R.id).cte("mine").alias("again").c.id),
    "recursive": select(chain.union_all(select(R.id, R.reference).join(chain, true()).where(R.id < 0)).c.id),
    "union": union(select(R.id), select(C.request_id)),
    "union all in a subquery": select(union_all(select(R.id), select(C.request_id)).subquery().c.id),
    "scalar subquery": select(select(func.max(other_request.id)).scalar_subquery()),
    "scalar subquery beside a town's own": select(R.id, select(func.min(C.request_id)).scalar_subquery()),
    "aggregate": select(func.max(R.id)),
    "grouped": select(func.max(R.id)).group_by(R.state).having(func.count() > 0),
    "order by a subquery": select(R.id).order_by(select(func.count(C.id)).scalar_subquery()),
    "distinct": select(R.id).distinct(),
    "window": select(func.max(R.id).over()),
    "with an or": select(R.id).where((R.id > 0) | (R.municipality_id > 0)),
    "asking for the other town": select(R.id).where(R.municipality_id == OTHER),
    "asking for all towns": select(R.id).where(R.municipality_id.in_([1, 2, 3])),
    "with the wall's own name": select(R.id).where(R.municipality_id == bindparam("wall_municipality", OTHER)),
    "option of the statement: across": select(R.id).execution_options(across="because"),
    "option of the statement: town": select(R.id).execution_options(municipality=OTHER),
    "for update": select(R.id).with_for_update(),
}  # fmt: skip


def test_no_select_shows_another_towns_rows(inside: Inside, theirs: Filed) -> None:
    leaking = [name for name, statement in SELECTS.items() if theirs.id in _values(inside(statement))]

    assert leaking == []


def test_every_select_still_shows_the_towns_own(inside: Inside, mine: Filed) -> None:
    asking_elsewhere = {"asking for the other town"}
    empty = [name for name, statement in SELECTS.items() if mine.id not in _values(inside(statement))]

    assert set(empty) == asking_elsewhere


def _values(rows: list[Any]) -> set[Any]:
    return {value for row in rows for value in row}


def test_counts_count_the_towns_own_rows_only(inside: Inside) -> None:
    assert inside(select(func.count(R.id))) == [(1,)]
    assert inside(select(func.count()).select_from(R)) == [(1,)]
    assert inside(select(func.count()).select_from(R.__table__.join(M.__table__, true()))) == [(1,)]


def test_what_only_postgresql_can_select_does_not_cross(inside: Inside, database: Database, mine: Filed, theirs: Filed) -> None:
    if database.is_sqlite:
        # SQLite has neither; the same statements are refused there by the database itself.
        return
    beside = lateral(select(other_request.id).where(other_request.state == R.state))
    assert inside(select(beside.c.id).select_from(R).join(beside, true())) == [(mine.id,)]
    assert inside(select(tablesample(R.__table__, 100).c.id)) == [(mine.id,)]


RAW: dict[str, Any] = {
    "text": text("SELECT id FROM request"),
    "text with columns": text("SELECT id FROM request").columns(column("id", Integer)),
    "text as a subquery": select(text("SELECT id FROM request").columns(column("id", Integer)).subquery().c.id),
    "a table by its name": select(column("id")).select_from(table("request")),
    "a table by its name, with columns": select(table("request", column("id")).c.id),
    "a table by its name in a subquery": select(R.id).where(exists().select_from(table("request"))),
    "a table of other metadata": select(Table("request", MetaData(), Column("id", Integer)).c.id),
    "text as a column": select(text("(SELECT max(id) FROM request)")),
    "text as a condition": select(R.id).where(text("1 = 1 OR 1 = 1")),
    "text as a from": select(column("id")).select_from(text("request")),
    "text in an order": select(R.id).order_by(text("(SELECT max(id) FROM request)")),
    "a literal column": select(literal_column("(SELECT max(id) FROM request)")),
    "a prefix": select(R.id).prefix_with("id FROM request UNION SELECT"),
    "a suffix": select(R.id).suffix_with("UNION SELECT id FROM request"),
    "an operator": select(R.id.op("IN (SELECT 1) OR 1 =")(1)),
    "raw update": text("UPDATE request SET state = 'closed'"),
    "raw delete": text("DELETE FROM message"),
}  # fmt: skip


def test_raw_sql_isrefused(inside: Inside) -> None:
    assert [name for name, statement in RAW.items() if not refused(lambda one=statement: inside(one))] == []


DRIVER = [
    "SELECT id FROM request",
    "DELETE FROM message",
    "UPDATE message SET body = ''",
    "SAVEPOINT a; DELETE FROM message",
    "RELEASE SAVEPOINT a; DELETE FROM message",
    "ROLLBACK",
    "-- \nDELETE FROM message",
]


def test_a_driver_statement_is_refused(
    database: Database, town: Municipality, everything: Inside, mine: Filed, theirs: Filed
) -> None:
    for raw in DRIVER:
        with pytest.raises(OutsideTheWall), database.work(town) as work:
            work.connection.exec_driver_sql(raw)
        with pytest.raises(OutsideTheWall), database.work(town) as work:
            work.session.connection().exec_driver_sql(raw)
    assert everything(select(func.count(M.id))) == [(2,)]


def test_nothing_municipal_is_reached_without_a_unit_of_work(database: Database, mine: Filed) -> None:
    for statement in (select(R.id), delete(M), text("SELECT 1"), RAW["a table by its name"], RAW["a literal column"]):
        with pytest.raises(OutsideTheWall), database.engine.begin() as connection:
            connection.execute(statement)
    with pytest.raises(OutsideTheWall), database.engine.begin() as connection:
        connection.exec_driver_sql("SELECT id FROM request")


def test_tables_are_not_made_or_dropped_in_a_unit_of_work(database: Database, town: Municipality) -> None:
    with pytest.raises(OutsideTheWall), database.work(town) as work:
        Message.__table__.drop(work.connection)
    with pytest.raises(OutsideTheWall), database.engine.begin() as connection:
        Message.__table__.drop(connection)


def test_a_table_that_is_not_ours_is_no_way_around(inside: Inside) -> None:
    elsewhere = Table("message", MetaData(), Column("body", String), Column("municipality_id", Integer))
    with pytest.raises(OutsideTheWall):
        inside(select(elsewhere.c.body))
