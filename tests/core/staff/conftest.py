"""Cheap ways to make the people of a town hall."""

from collections.abc import Callable

import pytest

from core.bootstrap import Core
from core.municipalities.model import Municipality
from core.staff import accounts
from core.staff.accounts import NewMember
from core.staff.roles import Role

PASSWORD = "three lamps on a corner"

Hire = Callable[..., int]


@pytest.fixture
def trikala(town: Municipality) -> Municipality:
    return town


@pytest.fixture
def corfu(other_town: Municipality) -> Municipality:
    return other_town


@pytest.fixture
def hire(core: Core, trikala: Municipality) -> Hire:
    """Somebody with a role and the usual password; gives the account's id."""

    def made(email: str = "maria@trikala.example", role: Role = Role.CLERK, town: Municipality | None = None) -> int:
        town = town or trikala
        departments = (town.departments[0].key,) if role is Role.CLERK else ()
        account = accounts.add(core.database, town, NewMember(email, "Maria Papadopoulou", role, departments), core.clock.now())
        accounts.set_password(core.database, core.passwords, account, PASSWORD)
        return account

    return made
