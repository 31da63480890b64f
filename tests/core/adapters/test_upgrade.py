"""From the previous release's database up to this one, back, and up again; and two starts at once."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, text

from channels.site import create_app
from core.adapters.database import Database
from core.adapters.migrations import LATEST, migrate, revision
from core.bootstrap import Core, build
from core.requests.tables import Request
from core.requests.verifying import verify
from core.settings import Settings
from core.staff import accounts
from tests.channels.desk.conftest import PASSWORD, Desk
from tests.stopped import Stopped

# What release 0.1.0 wrote: a town, its people, three requests with their histories, conversations and messages.
WRITTEN = Path(__file__).parents[2] / "data" / "release-0.1.0.sql"
BEFORE = "0003"
TOLD = json.loads((WRITTEN.parent / "release-0.1.0.json").read_text("utf-8"))


@pytest.fixture
def old(database_url: str, tmp_path: Path, clock: Stopped) -> Iterator[Core]:
    """This release's core on the database as release 0.1.0 left it."""
    database = Database(database_url)
    migrate(database, "base")
    migrate(database, BEFORE)
    statements = [one for one in WRITTEN.read_text("utf-8").split("\n--\n") if one.strip()]
    with database.across("the database of the previous release") as work:
        if not database.is_sqlite:
            # SQLite's moments are in UTC without saying so.
            work.connection.exec_driver_sql("SET TIME ZONE 'UTC'")
        for statement in statements:
            work.connection.exec_driver_sql(_for(database, statement))
    database.close()
    settings = Settings(data=tmp_path / "var", database_url=database_url)  # type: ignore[call-arg]
    (tmp_path / "var").mkdir(mode=0o700)
    (tmp_path / "var" / "keys.json").write_text(json.dumps(TOLD["keys"]))
    made = build(settings, clock=clock)
    yield made
    made.database.close()


def _for(database: Database, statement: str) -> str:
    """The file is written once; bytes are the one thing that both databases spell differently."""
    if database.is_sqlite:
        return statement
    return statement.replace(" X'", " '\\x").replace("(X'", "('\\x")


def references(core: Core) -> list[str]:
    town = core.directory.by_key("trikala")
    with core.database.reading(town) as work:
        return sorted(work.execute(select(Request.reference)).scalars())


def test_the_previous_release_s_requests_open_at_the_desk_and_for_citizens(old: Core) -> None:
    migrate(old.database)
    assert revision(old.database) == LATEST
    assert references(old) == sorted(TOLD["references"])
    town = old.directory.by_key("trikala")
    with old.database.reading(town) as work:
        assert [one for one in verify(work) if not one.harmless] == []
    _the_desk_opens(old)
    client = create_app(old).test_client()
    for reference in TOLD["references"]:
        answer = client.get(f"/track/{reference}", base_url=f"http://{town.hosts[0]}")
        assert answer.status_code == 200, reference


def _the_desk_opens(core: Core) -> None:
    town = core.directory.by_key("trikala")
    supervisor = next(one for one in accounts.members(core.database, town) if one.role == "supervisor")
    accounts.set_password(core.database, core.passwords, supervisor.account_id, PASSWORD)
    desk = Desk(create_app(core).test_client(), town.hosts[0])
    assert desk.sign_in(supervisor.email).status_code == 303
    shown = desk.get("/desk/requests?view=open").text
    for reference in TOLD["open"]:
        assert reference in shown
    for reference in TOLD["references"]:
        page = desk.get(f"/desk/requests/{reference}")
        assert page.status_code == 200, reference


def test_back_and_up_again_nothing_of_before_is_lost(old: Core) -> None:
    migrate(old.database)
    migrate(old.database, BEFORE)
    assert revision(old.database) == BEFORE
    with old.database.across("a test looks", writes=False) as work:
        kept = sorted(work.execute(text("SELECT reference FROM request")).scalars())
        numbers = sorted(work.execute(text("SELECT seq FROM protocol_entry")).scalars())
    assert kept == sorted(TOLD["references"])
    assert numbers == list(range(1, len(numbers) + 1))
    migrate(old.database)
    town = old.directory.by_key("trikala")
    with old.database.reading(town) as work:
        assert [one for one in verify(work) if not one.harmless] == []
    _the_desk_opens(old)


def test_two_that_start_at_once_bring_it_up_once(old: Core) -> None:
    failed: list[BaseException] = []

    def start() -> None:
        database = Database(old.settings.database)
        try:
            migrate(database)
        except BaseException as error:
            failed.append(error)
        finally:
            database.close()

    starts: list[threading.Thread] = [threading.Thread(target=start) for _each in range(2)]
    for one in starts:
        one.start()
    for one in starts:
        one.join()
    assert failed == []
    assert revision(old.database) == LATEST


def test_up_to_one_step_and_no_further(old: Core) -> None:
    migrate(old.database, "0004")
    assert revision(old.database) == "0004"
