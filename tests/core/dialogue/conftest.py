from collections.abc import Callable

import pytest

from core.bootstrap import Core
from core.municipalities.model import Municipality
from tests.talking import Talker


@pytest.fixture
def citizen(core: Core, town: Municipality) -> Talker:
    """Somebody who texts the town."""
    return Talker(core, town)


@pytest.fixture
def make_talker(core: Core, town: Municipality) -> Callable[..., Talker]:
    return lambda **how: Talker(core, how.pop("town", town), **how)
