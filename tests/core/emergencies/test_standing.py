"""The page that stands on files: whoever writes it last has looked last, and no state of the folder breaks another page."""

import threading
from dataclasses import replace
from typing import Any

import pytest

from core.emergencies import standing
from tests.core.emergencies.conftest import SITE, Hall


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_looked_earlier_does_not_overwrite_what_was_seen_later(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    core, draw, later = hall.core, standing.draw, threading.Thread(target=lambda: hall.send(hall.written()))

    def meanwhile(*given: Any) -> str:
        if not later.ident:
            # The page's job comes to another worker, between this one's look and its writing.
            later.start()
            later.join(1)
        return draw(*given)

    monkeypatch.setattr(standing, "draw", meanwhile)
    standing.write(core.database, core.directory.all(), hall.town, core.settings.data, SITE, core.clock.now())
    later.join(30)
    assert standing.titles(core.settings.data, hall.town.hosts[0], "el") != []
    found = standing.page(core.settings.data, hall.town.hosts[0], "el")
    assert found is not None and "Πλημμύρα" in found[0].decode()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_first_town_does_not_answer_for_the_second(hall: Hall) -> None:
    core, data, other = hall.core, hall.core.settings.data, hall.core.directory.by_key("corfu")
    standing.know([hall.town], data)
    assert not (data / standing.FOLDER).exists(), "nothing stands yet"
    standing.write(core.database, [hall.town], hall.town, data, SITE, core.clock.now())
    assert standing.page(data, "any.example.org", "el") is not None, "the only one answers to every name"
    standing.know([hall.town, other], data)
    assert [standing.page(data, host, "el") for host in (other.hosts[0], "any.example.org")] == [None, None]
    assert standing.page(data, hall.town.hosts[0], "el") is not None
    state = standing.read(data)
    assert standing.town_of(replace(state, hosts={**state.hosts, "*": "volos"}), "any.example.org") == ""


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "state",
    [
        "[]",
        '{"hosts": {"*": "x"}, "towns": {"x": null}}',
        '{"hosts": [], "towns": 1}',
        "\udcff",
        '{"towns": {"x": {"titles": 5}}}',
    ],
)
def test_a_state_of_another_shape_breaks_no_page(hall: Hall, state: str) -> None:
    data = hall.core.settings.data
    (data / standing.FOLDER).mkdir(parents=True)
    (data / standing.FOLDER / standing.STATE).write_bytes(state.encode("utf-8", "surrogateescape"))
    assert (standing.titles(data, "a", "el"), standing.page(data, "a", "el")) == ([], None)
