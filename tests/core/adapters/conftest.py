"""Two towns with rows of each sort, and statements run in the first one's unit of work."""

from collections.abc import Callable
from typing import Any

import pytest

from core.adapters.database import Database
from core.bootstrap import Core
from core.municipalities.model import Municipality
from core.requests.filing import Filed
from tests.core.adapters.climbing import Inside, with_message


@pytest.fixture
def mine(core: Core, town: Municipality) -> Filed:
    return with_message(core, town)


@pytest.fixture
def theirs(core: Core, other_town: Municipality) -> Filed:
    return with_message(core, other_town)


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
