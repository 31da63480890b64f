"""Quiet hours and prices in a town's file: what they say, and what is wrong with them."""

from datetime import time
from pathlib import Path
from typing import Any

import pytest

from core.municipalities import files
from core.municipalities.model import CUSTOM, Quiet
from core.municipalities.sendinghours import prices, quiet

EXAMPLE = Path(__file__).parent.parent.parent.parent / "docs" / "example-town.toml"


def test_the_example_says_what_is_usual() -> None:
    town = files.read(EXAMPLE, 1)
    assert town.quiet == CUSTOM
    assert town.prices == {"text": 7.5, "call": 12.0, "email": 0.0}


def test_a_town_that_says_nothing_has_the_custom_and_one_that_wants_none_has_none() -> None:
    assert (quiet(None), quiet([])) == (CUSTOM, ())
    own = quiet([{"ways": ["email"], "begins": time(0, 0), "ends": time(6, 0), "days": [6, 7]}])
    assert own == (Quiet(("email",), time(0, 0), time(6, 0), (6, 7)),)


@pytest.mark.parametrize(
    ("table", "field"),
    [
        ({"begins": time(22), "ends": time(22)}, "begins and ends"),
        ({"begins": "22:00", "ends": time(8)}, "begins and ends"),
        ({"begins": time(22), "ends": time(8), "ways": ["letter"]}, "quiet.ways"),
        ({"begins": time(22), "ends": time(8), "days": [0]}, "quiet.days"),
        ({"begins": time(22), "ends": time(8), "holidays": 1}, "quiet.holidays"),
        ({"begins": time(22), "end": time(8)}, "quiet.end:"),
    ],
)
def test_what_is_not_written_rightly_is_named(table: dict[str, Any], field: str) -> None:
    with pytest.raises(ValueError, match=field):
        quiet([table])


@pytest.mark.parametrize("table", [{"letter": 1}, {"text": -1}, {"text": "7"}, {"text": True}])
def test_a_price_is_cents_of_a_way_that_we_send_by(table: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="prices"):
        prices(table)
