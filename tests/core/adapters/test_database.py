"""The database's own conduct."""

import traceback

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from core.adapters.database import Database
from core.errors import Unavailable
from core.municipalities.model import Municipality
from core.requests.tables import Request


def test_what_a_citizen_said_is_in_no_error_that_goes_into_the_log(database: Database, town: Municipality) -> None:
    theirs = "+306900000001"
    with pytest.raises((SQLAlchemyError, Unavailable)) as failed, database.reading(town) as work:
        work.execute(select(Request.id).where(Request.contact == theirs, func.no_such_function() == 1))
    assert theirs not in "".join(traceback.format_exception(failed.value))
