"""The database's own conduct."""

import traceback

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
