"""Rows that are written together: in order, for one town, all or none. On both databases."""

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from core.adapters.database import Database
from core.adapters.wall import OutsideTheWall
from core.bootstrap import Core
from core.model import table_of
from core.municipalities.model import Municipality
from core.municipalities.tables import MunicipalityRow
from core.requests.tables import ProtocolCounter

BOOKS = table_of(ProtocolCounter)


def _book(name: str, **more: object) -> dict[str, object]:
    return {"book": name, "year": 2026, "last": 1, **more}


def _books(database: Database, town: Municipality) -> list[str]:
    with database.reading(town) as work:
        return list(work.execute(select(ProtocolCounter.book).order_by(ProtocolCounter.book)).scalars())


def test_rows_are_there_when_something_is_asked_and_belong_to_the_town(
    database: Database, town: Municipality, other_town: Municipality
) -> None:
    with database.work(town) as work:
        work.insert(BOOKS, _book("α"))
        work.insert(BOOKS, _book("β"))
        assert len(work.execute(select(ProtocolCounter.book)).all()) == 2
        work.insert(BOOKS, _book("γ"))
        assert work.session.get(ProtocolCounter, (town.id, "γ", 2026)) is not None
        work.insert(BOOKS, _book("δ"))

    assert _books(database, town) == ["α", "β", "γ", "δ"]
    assert _books(database, other_town) == []


def test_one_row_that_is_refused_leaves_none_of_them(database: Database, town: Municipality) -> None:
    with pytest.raises(IntegrityError), database.work(town) as work:  # noqa: PT012
        work.insert(BOOKS, _book("α"))
        work.insert(BOOKS, _book("β"))
        work.insert(BOOKS, _book("β"))

    assert _books(database, town) == []


def test_a_row_cannot_name_another_town(core: Core, town: Municipality, other_town: Municipality) -> None:
    for rows in (["α"], ["α", "β"]):
        with pytest.raises(OutsideTheWall), core.database.work(town) as work:  # noqa: PT012
            for name in rows:
                work.insert(BOOKS, _book(name, municipality_id=other_town.id))

    assert _books(core.database, town) == _books(core.database, other_town) == []


def test_the_directory_of_towns_is_not_written_within_one(database: Database, town: Municipality) -> None:
    for _ in range(2):
        with pytest.raises(OutsideTheWall), database.work(town) as work:  # noqa: PT012
            work.insert(BOOKS, _book("α"))
            work.insert(table_of(MunicipalityRow), {"id": 99, "key": "x"})


def test_nobody_else_may_put_a_change_inside_another_one(
    database: Database, town: Municipality, other_town: Municipality
) -> None:
    hidden = insert(BOOKS).values(_book("α", municipality_id=other_town.id)).cte("hidden")
    with pytest.raises(OutsideTheWall), database.work(town) as work:
        work.execute(insert(BOOKS).values(_book("β")).add_cte(hidden))


def test_a_row_that_replaces_is_written_over_its_own_towns_only(
    database: Database, town: Municipality, other_town: Municipality
) -> None:
    for each in (town, other_town):
        with database.work(each) as work:
            work.insert(BOOKS, _book("α"))
    with database.work(town) as work:
        work.insert(BOOKS, {"book": "α", "year": 2026, "last": 7}, replaces=True)
        work.insert(BOOKS, {"book": "β", "year": 2026, "last": 8}, replaces=True)

    for each, expected in ((town, [("α", 7), ("β", 8)]), (other_town, [("α", 1)])):
        with database.reading(each) as work:
            found = work.execute(select(ProtocolCounter.book, ProtocolCounter.last).order_by(ProtocolCounter.book)).all()
        assert [tuple(one) for one in found] == expected
