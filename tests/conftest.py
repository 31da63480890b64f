"""What most tests stand on: three towns, a clock that stands still, and the core on either database."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, insert, select

from core.adapters.database import Database
from core.bootstrap import Core, build
from core.model import table_of
from core.municipalities import files
from core.municipalities.model import Municipality
from core.municipalities.tables import AddressRow, MunicipalityRow
from core.settings import Settings
from tests import compiled, databases
from tests.stopped import Stopped

DATABASES = ("sqlite", "postgresql")

compiled.keep()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys first: they take longest and wait most, so that no worker waits for another one at the end."""
    items.sort(key=lambda item: "journeys" not in item.path.parts)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and no rows."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    databases.with_tables(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[databases.Server]:
    """A PostgreSQL server for this session, with a database to copy."""
    with databases.running() as server:
        server.drop(databases.TEMPLATE)
        server.run("CREATE DATABASE {}", databases.TEMPLATE)
        databases.with_tables(server.database(databases.TEMPLATE))
        yield server


@pytest.fixture(scope="session")
def shelf(postgres: databases.Server) -> databases.Shelf:
    """PostgreSQL databases, lent to one test after the other."""
    return databases.Shelf(postgres)


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh database with all tables. Tests that ask for it run on both."""
    if request.param == "sqlite":
        path = tmp_path / "thyrida.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    shelf: databases.Shelf = request.getfixturevalue("shelf")
    with shelf.lent() as url:
        yield url


@pytest.fixture
def clock() -> Stopped:
    return Stopped()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "var", database_url=database_url)  # type: ignore[call-arg]


@pytest.fixture(scope="session")
def town_rows() -> dict[Table, list[dict[str, Any]]]:
    """The rows of the three demonstration towns, once a test has added them."""
    return {}


@pytest.fixture
def core(settings: Settings, clock: Stopped, town_rows: dict[Table, list[dict[str, Any]]]) -> Iterator[Core]:
    """The core on a fresh database with the three demonstration towns."""
    made = build(settings, clock=clock)
    if town_rows:
        with made.database.across("a test begins with towns") as work:
            for table, rows in town_rows.items():
                work.execute(insert(table), rows)
    else:
        for one in files.demonstration():
            made.directory.add(one, clock.now())
        with made.database.across("a test remembers its towns", writes=False) as work:
            for table in (table_of(MunicipalityRow), table_of(AddressRow)):
                town_rows[table] = [dict(row._mapping) for row in work.execute(select(table))]
    yield made
    made.database.close()


@pytest.fixture
def database(core: Core) -> Database:
    return core.database


@pytest.fixture
def towns(core: Core) -> tuple[Municipality, ...]:
    return core.directory.all()


@pytest.fixture
def town(core: Core) -> Municipality:
    return core.directory.by_key("trikala")


@pytest.fixture
def other_town(core: Core) -> Municipality:
    return core.directory.by_key("corfu")


@pytest.fixture
def make_core(settings: Settings, clock: Stopped) -> Iterator[Callable[..., Core]]:
    """Builds another core, with other settings, on the same database."""
    made: list[Core] = []

    def make(**changed: object) -> Core:
        fields = settings.model_dump() | changed
        made.append(build(Settings(**fields), clock=clock))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for one in made:
        one.database.close()
