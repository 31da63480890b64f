"""Every local date is the municipality's, whatever the server's own zone is."""

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from core.bootstrap import Core
from core.languages import tongue
from core.municipalities.model import Municipality
from core.operations.metrics import Thyrida
from core.people.guessing import Guess, wrong
from core.people.tables import TryRow
from core.requests.protocol import draw
from core.requests.tables import Request
from tests.filed import file_one
from tests.stopped import Stopped

# In Greece it is half past midnight of the new year, in New York the old year's late afternoon.
NEW_YEAR = datetime(2026, 12, 31, 22, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def far_away() -> Iterator[None]:
    """A server on the other side of the world."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "Pacific/Auckland"
    time.tzset()
    yield
    os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
    time.tzset()


@pytest.fixture(params=["Europe/Athens", "America/New_York"])
def there(request: pytest.FixtureRequest, core: Core, town: Municipality, clock: Stopped) -> Municipality:
    clock.set(NEW_YEAR)
    return core.directory.add(replace(town, zone=request.param), clock.now())


def test_dates_are_the_town_s_own(core: Core, there: Municipality, clock: Stopped) -> None:
    day = date(2027, 1, 1) if there.zone == "Europe/Athens" else date(2026, 12, 31)
    assert there.today(clock.now()) == day
    filed = file_one(core, there)
    with core.database.work(there) as work:
        row = work.session.get_one(Request, (there.id, filed.id))
        assert there.today(row.created_at) == day
        assert row.due_on is not None and row.due_on > day
        assert draw(work, clock.now()).year == day.year
        wrong(work, Guess("receipt", "1", "x"), clock.now())
        assert work.execute(select(TryRow.day)).scalar_one() == day
    counted = next(one for one in Thyrida(core).collect() if one.name == "thyrida_wrong_codes_today")
    assert [(one.labels["kind"], one.value) for one in counted.samples] == [("receipt", 1)]
    said = tongue("en", zone=there.zone)(clock.now())
    assert said == ("January 1, 2027, 00:30" if day.year == 2027 else "December 31, 2026, 17:30")
