"""The wall between municipalities, tried as somebody would who wants to climb it. On both databases."""

import warnings
from collections.abc import Callable
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
    insert,
    lateral,
    literal_column,
    select,
    table,
    tablesample,
    text,
    true,
    tuple_,
    union,
    union_all,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased, joinedload, selectinload

from core.adapters.database import Database
from core.adapters.wall import OutsideTheWall
from core.bootstrap import Core
from core.messages.outbox import Draft, post
from core.messages.tables import Job, Message
from core.model import Base, new_id
from core.municipalities.model import Municipality
from core.municipalities.tables import MunicipalityRow
from core.people.contact import Way
from core.requests.filing import Filed
from core.requests.tables import Attachment, Content, Event, Request
from tests.filed import MOBILE, file_one
from tests.stopped import MONDAY

Inside = Callable[[Any], list[Any]]
# The demonstration towns have ids in the order of their keys: the other town is the first.
OTHER = 1
# The directory, and people of a shared IT team, whose accounts lead into several towns.
ABOVE_THE_TOWNS = {"municipality", "municipality_address", "account", "staff_session", "password_link", "sign_in_try"}


@pytest.fixture
def mine(core: Core, town: Municipality) -> Filed:
    return _with_message(core, town)


@pytest.fixture
def theirs(core: Core, other_town: Municipality) -> Filed:
    return _with_message(core, other_town)


def _with_message(core: Core, town: Municipality) -> Filed:
    filed = file_one(core, town)
    with core.database.work(town) as work:
        draft = Draft(Way.TEXT, MOBILE, f"of {town.key}", "el", "notice", request_id=filed.id)
        post(work, draft, core.clock.now())
    return filed


@pytest.fixture
def inside(database: Database, town: Municipality, mine: Filed, theirs: Filed) -> Inside:
    """What a statement gives in a unit of work of the first town, while both towns have rows of each sort."""

    def run(statement: Any) -> list[Any]:
        with database.work(town) as work:
            return [tuple(row) for row in work.execute(statement).all()]

    return run


@pytest.fixture
def everything(database: Database, mine: Filed, theirs: Filed) -> Callable[[Any], list[Any]]:
    def run(statement: Any) -> list[Any]:
        with database.across("a test looks at what is there", writes=False) as work:
            return [tuple(row) for row in work.execute(statement).all()]

    return run


R, C, E, M = Request, Content, Event, Message
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


def test_raw_sql_is_refused(inside: Inside) -> None:
    assert [name for name, statement in RAW.items() if not _refused(lambda one=statement: inside(one))] == []


def _refused(do: Callable[[], Any]) -> bool:
    try:
        do()
    except OutsideTheWall:
        return True
    return False


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


def _row(town_id: int) -> dict[str, Any]:
    values = {"id": new_id(), "kind": "x", "payload": {}, "state": "queued", "attempts": 0, "reason": ""}
    return {**values, "due_at": MONDAY, "leased_until": None, "municipality_id": town_id}


CHANGES: dict[str, Any] = {
    "update": update(R).values(place="gone"),
    "update by reference": update(R).where(R.reference.is_not(None)).values(place="gone"),
    "update asking for the other town": update(R).where(R.municipality_id == OTHER).values(place="gone"),
    "update with an or": update(R).where((R.id > 0) | (R.id < 0)).values(place="gone"),
    "update of the table": update(R.__table__).values(place="gone"),
    "update from a subquery": update(R).where(R.id.in_(select(C.request_id))).values(place="gone"),
    "update with an option": update(R).values(place="gone").execution_options(across="because", municipality=OTHER),
    "delete": delete(M),
    "delete asking for the other town": delete(M).where(M.municipality_id == OTHER),
    "delete with exists": delete(M).where(exists().where(R.id == M.request_id)),
    "delete with returning": delete(M).returning(M.id),
}


def test_no_change_reaches_another_towns_rows(database: Database, town: Municipality, theirs: Filed, everything: Inside) -> None:
    for statement in CHANGES.values():
        with database.work(town) as work:
            work.execute(statement)

    assert everything(select(R.place).where(R.id == theirs.id)) == [("Ασκληπιού 12",)]
    assert everything(select(M.body).where(M.request_id == theirs.id)) == [("of corfu",)]


def test_a_change_does_reach_the_towns_own_rows(database: Database, town: Municipality, mine: Filed, everything: Inside) -> None:
    with database.work(town) as work:
        assert work.execute(CHANGES["update"]).rowcount == 1
        assert work.execute(CHANGES["delete"]).rowcount == 1

    assert everything(select(R.place).where(R.id == mine.id)) == [("gone",)]


def test_a_change_never_looks_at_another_towns_rows_on_the_way(
    database: Database, town: Municipality, mine: Filed, theirs: Filed, everything: Inside
) -> None:
    from_theirs = update(R).where(M.body == "of corfu").values(place="gone")
    copied = update(R).values(place=select(M.body).where(M.body == "of corfu").limit(1).scalar_subquery())
    with database.work(town) as work:
        assert work.execute(from_theirs).rowcount == 0
        # There is nothing to copy, and a place is never null.
        with pytest.raises(IntegrityError):
            work.execute(copied)


MOVES: dict[str, Any] = {
    "by keyword": update(M).values(municipality_id=OTHER),
    "by column": update(M).values({M.municipality_id: OTHER}),
    "by parameter": update(M).values(municipality_id=bindparam("elsewhere", OTHER)),
    "in order": update(M).ordered_values((M.municipality_id, OTHER)),
    "of the table": update(M.__table__).values({"municipality_id": OTHER}),
}


def test_a_row_never_moves_to_another_town(database: Database, town: Municipality, mine: Filed, everything: Inside) -> None:
    for statement in MOVES.values():
        with pytest.raises(OutsideTheWall), database.work(town) as work:
            work.execute(statement)
    assert everything(select(func.count(M.id)).where(M.municipality_id != OTHER)) == [(1,)]


def test_a_row_never_moves_by_its_execution_parameters(database: Database, town: Municipality, mine: Filed) -> None:
    for values in ({"municipality_id": OTHER}, [{"municipality_id": OTHER}]):
        with pytest.raises(OutsideTheWall), database.work(town) as work:
            work.execute(update(M.__table__), values)


def test_a_typed_row_never_moves(database: Database, town: Municipality, mine: Filed) -> None:
    with database.work(town) as work:
        row = work.session.scalars(select(M)).one()
        row.municipality_id = OTHER
        with pytest.raises(OutsideTheWall):
            work.session.flush()
        work.session.expunge_all()


def _inserts(other: int, own_id: int) -> dict[str, Callable[[Any], Any]]:

    foreign = _row(other)
    own = {name: value for name, value in _row(0).items() if name != "municipality_id"}
    return {
        "values": lambda work: work.execute(insert(Job).values(**foreign)),
        "values by column": lambda work: work.execute(insert(Job).values({getattr(Job, k): v for k, v in foreign.items()})),
        "parameters": lambda work: work.execute(insert(Job), foreign),
        "many parameters": lambda work: work.execute(insert(Job), [foreign, {**foreign, "id": new_id()}]),
        "one foreign among many": lambda work: work.execute(insert(Job.__table__), [{**foreign, "municipality_id": own_id, "id": new_id()}, foreign]),
        "many values": lambda work: work.execute(insert(Job).values([foreign, {**foreign, "id": new_id()}])),
        "many values without a town": lambda work: work.execute(insert(Job).values([own, {**own, "id": new_id()}])),
        "the table": lambda work: work.execute(Job.__table__.insert().values(foreign)),
        "a parameter with a right default": lambda work: work.execute(
            insert(Job.__table__).values({**foreign, "municipality_id": bindparam("elsewhere", own_id)}), {"elsewhere": other}
        ),
        "an expression": lambda work: work.execute(insert(Job).values({**foreign, "municipality_id": literal_column("1")})),
        "a subquery": lambda work: work.execute(
            insert(Job).values({**foreign, "municipality_id": select(func.min(MunicipalityRow.id)).scalar_subquery()})
        ),
        "from select": lambda work: work.execute(
            insert(Job).from_select(list(foreign), select(*(bindparam(None, one) for one in foreign.values())))
        ),
        "in a common table": lambda work: work.execute(
            select(insert(Job).values(**foreign).returning(Job.id).cte("hidden").c.id)
        ),
        "typed row": lambda work: work.session.add(Job(**foreign)),
        "typed rows": lambda work: work.session.add_all([Job(**foreign), Job(**{**foreign, "id": new_id()})]),
        "merged row": lambda work: work.session.merge(Job(**foreign)),
        "bulk": lambda work: work.session.bulk_insert_mappings(Job, [foreign]),
    }  # fmt: skip


def test_no_row_is_made_for_another_town(
    database: Database, town: Municipality, other_town: Municipality, everything: Inside
) -> None:
    def made(how: Callable[[Any], Any]) -> None:
        with database.work(town) as work:
            how(work)

    attempts = _inserts(other_town.id, town.id)
    assert [name for name, how in attempts.items() if not _refused(lambda how=how: made(how))] == []
    assert everything(select(func.count(Job.id))) == [(0,)]


def test_rows_get_their_town_without_being_told(database: Database, town: Municipality, everything: Inside, clock: Any) -> None:

    own = {name: value for name, value in _row(0).items() if name != "municipality_id"}
    with database.work(town) as work:
        work.execute(insert(Job), {**own, "id": 1})
        work.execute(insert(Job).values(**{**own, "id": 2}))
        work.execute(insert(Job), [{**own, "id": 3}, {**own, "id": 4}])
        work.execute(insert(Job).values(**{**own, "id": 5, "municipality_id": town.id}))
        work.session.add(Job(**{**own, "id": 6}))

    assert everything(select(Job.municipality_id, func.count(Job.id)).group_by(Job.municipality_id)) == [(town.id, 6)]


def test_a_clash_with_another_towns_row_does_not_change_that_row(
    database: Database, town: Municipality, theirs: Filed, everything: Inside
) -> None:
    """A reference is unique in the installation, so an "insert or update" could reach over the wall."""
    dialect = sqlite if database.is_sqlite else postgresql
    [values] = everything(select(*R.__table__.c).where(R.id == theirs.id))
    row = dict(zip(R.__table__.c.keys(), values, strict=True)) | {"id": new_id(), "municipality_id": town.id}
    attack = dialect.insert(R.__table__).values(row).on_conflict_do_update(index_elements=["reference"], set_={"place": "gone"})
    with pytest.raises(OutsideTheWall), database.work(town) as work:
        work.execute(attack)
    assert everything(select(R.place).where(R.id == theirs.id)) == [("Ασκληπιού 12",)]


def test_no_change_hides_in_a_common_table(inside: Inside, database: Database, theirs: Filed, everything: Inside) -> None:
    for hidden in (
        update(M).values(municipality_id=OTHER).returning(M.id),
        update(M).values(body="gone").returning(M.id),
        delete(M).returning(M.id),
    ):
        with pytest.raises(OutsideTheWall):
            inside(select(hidden.cte("hidden").c.id))
    assert everything(select(func.count(M.id)).where(M.body != "gone")) == [(2,)]


def test_the_directory_of_towns_is_not_changed_in_a_unit_of_work(
    database: Database, town: Municipality, everything: Inside
) -> None:
    for statement in (update(MunicipalityRow).values(demonstration=False), delete(MunicipalityRow)):
        with pytest.raises(OutsideTheWall), database.work(town) as work:
            work.execute(statement)


def test_no_typed_row_of_another_town_is_found_by_its_key(
    database: Database, town: Municipality, other_town: Municipality, theirs: Filed, mine: Filed
) -> None:
    with database.work(town) as work:
        assert work.session.get(R, (other_town.id, theirs.id)) is None
        assert work.session.get(R, (town.id, theirs.id)) is None
        assert work.session.get(R, (town.id, mine.id)) is not None


def test_relationships_load_the_towns_own_rows_lazily_and_eagerly(
    database: Database, town: Municipality, mine: Filed, theirs: Filed
) -> None:
    with database.work(town) as work:
        lazy = work.session.scalars(select(R)).one()
        assert {one.request_id for one in lazy.contents} == {mine.id}
        assert [one.seq for one in lazy.events] == [1]
    for eager in (joinedload, selectinload):
        with database.work(town) as work:
            row = work.session.scalars(select(R).options(eager(R.contents), eager(R.events))).unique().one()
            assert ({one.request_id for one in row.contents}, len(row.events)) == ({mine.id}, 1)


def test_a_typed_row_of_another_town_is_not_deleted(
    database: Database, town: Municipality, other_town: Municipality, theirs: Filed, everything: Inside
) -> None:
    with database.work(other_town) as work:
        foreign = work.session.scalars(select(M)).one()
        work.session.expunge(foreign)
    with warnings.catch_warnings(), database.work(town) as work:
        warnings.simplefilter("ignore")
        work.session.add(foreign)
        work.session.delete(foreign)
    assert everything(select(func.count(M.id))) == [(2,)]


def test_foreign_keys_cannot_cross(database: Database, town: Municipality, theirs: Filed, mine: Filed) -> None:
    """A row of the town that points at another town's request is refused by the database itself."""
    with pytest.raises(IntegrityError), database.work(town) as work:
        work.session.add(C(id=new_id(), request_id=theirs.id, kind="said", body={}, salt=b"", retention="with-request"))
    with pytest.raises(IntegrityError), database.work(town) as work:
        work.execute(update(M).values(request_id=theirs.id))


def test_every_table_of_a_town_begins_its_keys_with_the_town() -> None:
    """The wall's foundation: each table's key begins with the municipality, and so does each key into another one."""
    of_a_town = [one for one in Base.metadata.sorted_tables if "municipality_id" in one.c]
    assert {one.name for one in Base.metadata.sorted_tables} - {one.name for one in of_a_town} == ABOVE_THE_TOWNS
    for one in of_a_town:
        assert next(iter(one.primary_key.columns)).name == "municipality_id", one.name
        for key in one.foreign_key_constraints:
            target = key.elements[0].column.table.name
            assert target in ABOVE_THE_TOWNS or key.elements[0].column.name == "municipality_id", one.name


def test_one_statement_used_by_several_towns_gives_each_its_own(
    core: Core, towns: tuple[Municipality, ...], database: Database
) -> None:
    filed = {one.id: file_one(core, one).id for one in towns}
    asked, changed = select(R.id), update(R).values(place=bindparam("where"))
    both = tuple_(R.municipality_id, R.id)
    pairs = select(R.id).where(both.in_(list(filed.items())))
    for _round in range(3):
        for one in towns:
            with database.work(one) as work:
                assert work.execute(asked).scalars().all() == [filed[one.id]]
                assert work.execute(pairs).scalars().all() == [filed[one.id]]
                assert work.execute(changed, {"where": one.key}).rowcount == 1
                assert work.session.scalars(asked).all() == [filed[one.id]]
    with database.across("a test looks at what is there", writes=False) as work:
        assert dict(work.execute(select(R.municipality_id, R.place)).all()) == {one.id: one.key for one in towns}


def test_what_is_given_to_a_statement_cannot_name_the_town(
    database: Database, town: Municipality, mine: Filed, theirs: Filed
) -> None:
    with database.work(town) as work:
        found = work.execute(select(R.id).where(R.id > bindparam("least")), {"least": 0, "wall_municipality": OTHER})
        assert found.scalars().all() == [mine.id]


def test_a_unit_of_work_cannot_be_talked_into_another_town(
    database: Database, town: Municipality, mine: Filed, theirs: Filed
) -> None:
    with database.work(town) as work:
        options = {"across": "because", "municipality": OTHER}
        assert work.connection.execute(select(R.id), execution_options=options).scalars().all() == [mine.id]
        assert work.session.execute(select(R.id), execution_options=options).scalars().all() == [mine.id]
    with pytest.raises(OutsideTheWall), database.work(town) as work:
        work.connection.exec_driver_sql("SELECT id FROM request", execution_options={"across": "because"})


def test_savepoints_work_inside_the_wall(database: Database, town: Municipality, mine: Filed) -> None:
    with database.work(town) as work:
        with work.session.begin_nested():
            work.execute(update(R).values(place="kept"))
        nested_one = work.connection.begin_nested()
        work.execute(update(R).values(place="lost"))
        nested_one.rollback()
        assert work.execute(select(R.place)).scalar() == "kept"


def test_attachments_of_another_towns_conversation_are_not_taken(
    core: Core, town: Municipality, other_town: Municipality, mine: Filed
) -> None:
    """A citizen's answer names attachment rows by number; numbers of another town's rows must lead nowhere."""
    from core.requests.attachments import attach

    with core.database.work(other_town) as work:
        foreign = attach(work, 1, "photo", "file", "image/jpeg", core.clock.now(), storage_key="corfu/aa/aa.jpg")
    with core.database.work(town) as work:
        taken = update(Attachment).where(Attachment.id == foreign).values(request_id=mine.id)
        assert work.execute(taken).rowcount == 0


def test_a_table_that_is_not_ours_is_no_way_around(inside: Inside) -> None:
    elsewhere = Table("message", MetaData(), Column("body", String), Column("municipality_id", Integer))
    with pytest.raises(OutsideTheWall):
        inside(select(elsewhere.c.body))
