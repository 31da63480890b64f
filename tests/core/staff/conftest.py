"""An installation with the demonstration towns, a stopped clock, and cheap ways to make its people."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.adapters.migrations import migrate
from core.bootstrap import Core, build
from core.municipalities.files import demonstration
from core.municipalities.model import Municipality
from core.settings import Settings
from core.staff import accounts
from core.staff.accounts import NewMember
from core.staff.roles import Role

PASSWORD = "three lamps on a corner"


@dataclass
class StoppedClock:
    at: datetime = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def pass_by(self, time: timedelta) -> None:
        self.at += time


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def core(tmp_path: Path, clock: StoppedClock) -> Core:
    made = build(Settings(data=tmp_path), clock=clock)
    migrate(made.database)
    for town in demonstration():
        made.directory.add(town, clock.now())
    return made


@pytest.fixture
def trikala(core: Core) -> Municipality:
    return core.directory.by_key("trikala")


@pytest.fixture
def corfu(core: Core) -> Municipality:
    return core.directory.by_key("corfu")


Hire = Callable[..., int]


@pytest.fixture
def hire(core: Core, trikala: Municipality) -> Hire:
    """Somebody with a role and the usual password; gives the account's id."""

    def made(email: str = "maria@trikala.example", role: Role = Role.CLERK, town: Municipality | None = None) -> int:
        town = town or trikala
        departments = (town.departments[0].key,) if role is Role.CLERK else ()
        account = accounts.add(
            core.database, town, NewMember(email, "Maria Papadopoulou", role, departments), core.clock.now()
        )
        accounts.set_password(core.database, core.passwords, account, PASSWORD)
        return account

    return made
