"""The wall between municipalities: making, changing, moving and deleting rows. On both databases."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import (
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from core.adapters.database import Database
from core.adapters.wall import OutsideTheWall
from core.messages.tables import Job
from core.model import new_id
from core.municipalities.model import Municipality
from core.municipalities.tables import MunicipalityRow
from core.requests.filing import Filed
from tests.core.adapters.climbing import OTHER, C, Inside, M, R, refused
from tests.stopped import MONDAY


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
        "one foreign among many": lambda work: work.execute(
            insert(Job.__table__), [{**foreign, "municipality_id": own_id, "id": new_id()}, foreign]
        ),
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
    assert [name for name, how in attempts.items() if not refused(lambda how=how: made(how))] == []
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
