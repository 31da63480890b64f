"""The database's own conduct."""

import threading
import time
import traceback
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from core.adapters.database import Database
from core.bootstrap import Core
from core.errors import Unavailable
from core.municipalities.model import Municipality
from core.requests.tables import Request
from tests.filed import file_one


def test_what_a_citizen_said_is_in_no_error_that_goes_into_the_log(database: Database, town: Municipality) -> None:
    theirs = "+306900000001"
    with pytest.raises((SQLAlchemyError, Unavailable)) as failed, database.reading(town) as work:
        work.execute(select(Request.id).where(Request.contact == theirs, func.no_such_function() == 1))
    assert theirs not in "".join(traceback.format_exception(failed.value))


def test_a_survey_tells_sqlite_what_its_tables_hold(core: Core, town: Municipality) -> None:
    file_one(core, town)
    core.database.survey()
    with core.database.across("test", writes=False) as work:
        if core.database.is_sqlite:
            assert work.connection.exec_driver_sql("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'request'").scalar()
        assert work.execute(select(Request.id)).scalars().all()


def _waits_for_the_disk(database: Database, town: Municipality, promised: bool) -> str:
    """What the database itself says of it, inside a unit of work."""
    with database.work(town, promised=promised) as work:
        driver: Any = work.connection.connection.driver_connection  # type: ignore[attr-defined]
        asked = "PRAGMA synchronous" if database.is_sqlite else "SHOW synchronous_commit"
        return {"2": "on", "1": "off"}.get(said := str(driver.execute(asked).fetchone()[0]), said)


def test_what_nobody_was_promised_waits_for_no_disk_and_what_follows_does(database: Database, town: Municipality) -> None:
    with database.across("a server that promises, as it comes") as work:
        if not database.is_sqlite:
            work.connection.exec_driver_sql("SET synchronous_commit TO on")
    said = [_waits_for_the_disk(database, town, promised) for promised in (True, False, True)]
    assert said == ["on", "off", "on"]
    # What was not copied into SQLite's file on the way is copied when it is asked for.
    database.settle()


def test_whoever_does_much_sees_that_others_wait_and_work(database: Database, town: Municipality) -> None:
    before, begun = database.units, threading.Event()

    def write() -> None:
        begun.set()
        with database.work(town):
            pass

    with database.work(town):
        assert not database.is_wanted
        other = threading.Thread(target=write)
        other.start()
        begun.wait(10)
        for _look in range(500):
            if database.is_wanted or not database.is_sqlite:
                break
            time.sleep(0.01)
        assert database.is_wanted is database.is_sqlite, "PostgreSQL lets everybody write at once"
    other.join(10)
    assert (database.units - before, database.is_wanted) == (2, False)
