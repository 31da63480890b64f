"""The wall between municipalities: typed rows, keys, statements that are used again. On both databases."""

import warnings

import pytest
from sqlalchemy import (
    bindparam,
    func,
    select,
    tuple_,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload, selectinload

from core.adapters.database import Database
from core.adapters.wall import OutsideTheWall
from core.bootstrap import Core
from core.model import Base, new_id
from core.municipalities.model import Municipality
from core.requests.filing import Filed
from core.requests.tables import Attachment
from tests.core.adapters.climbing import OTHER, C, Inside, M, R
from tests.filed import file_one

# The directory, and people of a shared IT team, whose accounts lead into several towns.
ABOVE_THE_TOWNS = {
    "municipality",
    "municipality_address",
    "account",
    "staff_session",
    "password_link",
    "sign_in_try",
    "mark",
    "alarm",
}


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
