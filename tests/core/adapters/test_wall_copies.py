"""The wall between municipalities: rows that are made from rows, in one statement. On both databases."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import String, cast, exists, func, insert, literal, literal_column, null, select, text, union_all
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import aliased
from sqlalchemy.types import JSON

from core.adapters.database import Database
from core.adapters.fence import OWN
from core.adapters.wall import OutsideTheWall
from core.bootstrap import Core
from core.errors import Unavailable
from core.messages.tables import Job
from core.municipalities.model import Municipality
from core.requests.filing import Filed
from tests.core.adapters.climbing import OTHER, Inside, M, R, refused, with_message
from tests.stopped import MONDAY

NAMES = ["id", "kind", "payload", "state", "attempts", "due_at", "leased_until", "reason", "priority"]


def _copied(kind: Any = M.body, id_: Any = M.id) -> tuple[Any, ...]:
    """The columns of a job that is made of a message."""
    made = (literal({}, JSON), literal("queued"), literal(0), literal(MONDAY, M.due_at.type), cast(null(), M.due_at.type))
    return (id_, kind, *made, literal(""), literal(2))


def _jobs(select_: Any, names: list[Any] | None = None) -> Any:
    return insert(Job).from_select(names or NAMES, select_)


@pytest.fixture
def run(database: Database, town: Municipality, mine: Filed, theirs: Filed) -> Callable[..., Any]:
    def run(statement: Any, *values: Any) -> None:
        with database.work(town) as work:
            work.execute(statement, *values)

    return run


def test_rows_are_made_of_the_towns_own_and_for_it(
    run: Callable[..., Any], database: Database, town: Municipality, other_town: Municipality, everything: Inside
) -> None:
    statement = _jobs(select(*_copied()).order_by(M.id))
    run(statement)
    for again in (other_town, town):
        with database.work(again) as work:
            work.execute(Job.__table__.delete())
            work.execute(statement)
    assert everything(select(Job.municipality_id, Job.kind).order_by(Job.municipality_id)) == [
        (other_town.id, f"of {other_town.key}"),
        (town.id, f"of {town.key}"),
    ]


def test_no_row_is_made_of_another_towns(run: Callable[..., Any], everything: Inside) -> None:
    other, inner = aliased(M), select(M.id, M.body).where(M.municipality_id == OTHER).subquery()
    common = select(M.id, M.body).where(M.municipality_id == OTHER).cte()
    theirs = select(func.max(M.body)).where(M.municipality_id == OTHER).scalar_subquery()
    attempts = {
        "by condition": select(*_copied()).where(M.municipality_id == OTHER),
        "by an or": select(*_copied()).where((M.id < 0) | (M.municipality_id == OTHER)),
        "by alias": select(*_copied(other.body, other.id)).where(other.municipality_id == OTHER),
        "by subquery": select(*_copied(inner.c.body, inner.c.id)),
        "by common table": select(*_copied(common.c.body, common.c.id)),
        "by exists": select(*_copied()).where(exists().where(R.municipality_id == OTHER)),
        "by join": select(*_copied(other.body, other.id)).join(R, R.id == other.request_id).where(R.municipality_id == OTHER),
    }
    for one in attempts.values():
        run(_jobs(one))
    assert everything(select(Job.kind)) == []
    run(_jobs(select(*_copied(func.coalesce(theirs, "nothing")))))
    assert everything(select(Job.kind)) == [("nothing",)]


def test_no_row_is_made_for_another_town(run: Callable[..., Any], database: Database, everything: Inside) -> None:
    fits = select(*_copied())
    dialect = sqlite if database.is_sqlite else postgresql
    clash = dialect.insert(Job).from_select(NAMES, fits.where(M.id > 0))
    attempts: dict[str, tuple[Any, ...]] = {
        "named": (_jobs(select(literal(OTHER), *_copied()), ["municipality_id", *NAMES]),),
        "named last": (_jobs(select(*_copied(), literal(OTHER)), [*NAMES, "municipality_id"]),),
        "named by column": (_jobs(select(literal(OTHER), *_copied()), [Job.municipality_id, *NAMES]),),
        "by parameter": (_jobs(fits), {"municipality_id": OTHER}),
        "by the wall's own parameter": (_jobs(fits), {OWN: OTHER}),
        "by many parameters": (_jobs(fits), [{OWN: OTHER}, {"municipality_id": OTHER}]),
        "of a union": (_jobs(union_all(fits, fits)),),
        "of text": (_jobs(text("SELECT 1 AS id").columns(Job.id)),),
        "of a text in it": (_jobs(select(*_copied(literal_column("(SELECT body FROM message LIMIT 1)")))),),
        "of a condition in text": (_jobs(fits.where(text("1 = 1 OR 1 = 1"))),),
        "over a row": (clash.on_conflict_do_update(index_elements=["id"], set_={"kind": "gone"}),),
        "beside a row": (clash.on_conflict_do_nothing(),),
    }
    assert [name for name, attempt in attempts.items() if not refused(lambda attempt=attempt: run(*attempt))] == []
    assert everything(select(func.count(Job.id))) == [(0,)]


def test_columns_that_do_not_match_never_shift_the_town(run: Callable[..., Any], everything: Inside) -> None:
    for names, columns in (
        (NAMES[:-1], (literal(OTHER), *_copied())),
        (NAMES[:-1], (*_copied(), literal(OTHER))),
        (NAMES, _copied()[:-1]),
    ):
        with pytest.raises((DBAPIError, Unavailable)):
            run(_jobs(select(*columns), names))
    assert everything(select(func.count(Job.id))) == [(0,)]


def test_what_no_town_owns_is_not_filled(run: Callable[..., Any]) -> None:
    from core.operations.tables import Mark

    with pytest.raises(OutsideTheWall):
        run(insert(Mark).from_select(["name", "at", "note"], select(cast(M.id, String), M.created_at, M.body)))


def test_outside_a_unit_of_work_there_is_nothing_to_copy(database: Database, core: Core, town: Municipality) -> None:
    with_message(core, town)
    with pytest.raises(OutsideTheWall), database.engine.connect() as connection:
        connection.execute(_jobs(select(*_copied())))
