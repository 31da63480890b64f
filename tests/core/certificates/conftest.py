import pytest

from core.bootstrap import Core
from core.municipalities.model import Municipality
from tests.certified import Hall


@pytest.fixture
def hall(core: Core, town: Municipality) -> Hall:
    return Hall(core, town)
