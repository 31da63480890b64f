import pytest

from core.catalogue import catalogue_for
from core.dialogue.understanding import Understanding


@pytest.fixture(scope="session")
def understanding() -> Understanding:
    return Understanding(catalogue_for(None, "trikala"))
