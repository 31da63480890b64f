"""One running server a file of journeys, with the demonstration in it, on the embedded database."""

from collections.abc import Iterator

import pytest

from tests.journeys.running import Running, serving


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("journey")) as running:
        yield running
