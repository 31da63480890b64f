"""Municipalities' files: the towns that come along are whole, and a file that is wrong says where."""

from collections.abc import Callable
from datetime import time
from pathlib import Path

import pytest

from core.municipalities.colours import contrast_on_white
from core.municipalities.files import MunicipalityFileError, demonstration, read
from core.municipalities.model import Municipality

DEPARTMENTS = [
    "lighting",
    "roads",
    "cleaning",
    "green",
    "animals",
    "water",
    "traffic",
    "citizens",
    "secretariat",
    "licences",
]

TOWN = """
name = { el = "Δήμος Δοκιμής", en = "Municipality of Dokimi" }
short_name = { el = "Δ. Δοκιμής" }
hosts = ["dokimi.example"]
numbers = ["+306900000099"]
"""


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        path = tmp_path / "dokimi.toml"
        path.write_text(text, "utf-8")
        return path

    return write


def inside(town: Municipality, lat: float, lon: float) -> bool:
    """Whether a point lies within the outline, by counting the edges that a line eastwards from it crosses."""
    edges = zip(town.outline, (*town.outline[1:], town.outline[0]), strict=True)
    crossed = [lon < x1 + (lat - y1) / (y2 - y1) * (x2 - x1) for (x1, y1), (x2, y2) in edges if (y1 > lat) != (y2 > lat)]
    return sum(crossed) % 2 == 1


def test_the_three_towns_of_the_study_come_along_and_are_demonstrations() -> None:
    towns = demonstration()
    assert [(town.id, town.key) for town in towns] == [
        (1, "corfu"),
        (2, "elefsina"),
        (3, "trikala"),
    ]
    assert all(town.demonstration for town in towns)


@pytest.mark.parametrize("town", demonstration(), ids=lambda town: town.key)
def test_a_demonstration_town_has_all_that_its_services_need(town: Municipality) -> None:
    assert town.hosts == (f"{town.key}.localhost",)
    assert len(town.numbers) == 2 and town.desk_number
    assert [one.key for one in town.departments] == DEPARTMENTS
    assert all({"el", "en"} <= set(one.name.languages) for one in town.departments)
    assert len(town.feasts) == 1
    assert {"primary", "primary-dark", "tint"} <= set(town.colours)


@pytest.mark.parametrize("town", demonstration(), ids=lambda town: town.key)
def test_every_street_and_place_of_a_demonstration_town_lies_within_its_outline(
    town: Municipality,
) -> None:
    assert 20 <= len(town.streets) <= 40 and 6 <= len(town.places) <= 8
    outside = [one.name for one in (*town.streets, *town.places) if not inside(town, one.lat or 0, one.lon or 0)]
    assert outside == []


def test_no_two_demonstration_towns_share_a_host_or_a_number() -> None:
    addresses = [one for town in demonstration() for one in (*town.hosts, *town.numbers, town.desk_number)]
    assert len(addresses) == len(set(addresses))


def test_a_file_with_the_least_that_is_needed_is_read_with_the_usual_hours(written: Callable[[str], Path]) -> None:
    town = read(written(TOWN), 7)
    assert (town.id, town.key, town.demonstration) == (7, "dokimi", False)
    assert town.name.best("en") == ("Municipality of Dokimi", "en")
    assert (town.hours.days, town.hours.opens) == ((1, 2, 3, 4, 5), time(8, 0))


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (TOWN.replace("hosts", "host"), "host: no such field"),
        (TOWN.replace("Δ. Δοκιμής", "Δήμος Δοκιμής Ηπείρου"), "short_name.el"),
        (TOWN.replace("el =", "de ="), "name: has no Greek"),
        (TOWN.replace("+306900000099", "6900000099"), "numbers: '6900000099'"),
        (TOWN.replace('["dokimi.example"]', "[]"), "hosts: at least one"),
        (TOWN.replace('["dokimi.example"]', '"dokimi.example"'), "hosts: must be list"),
        (TOWN + '[colours]\nprimary = "#00b0f0"', "too little contrast"),
        (TOWN + '[colours]\nprimary = "red;} body{display:none"', "is not a colour"),
        (
            TOWN + "[hours]\nopens = 15:00:00\ncloses = 08:00:00",
            "closes before it opens",
        ),
        (TOWN + "[hours]\ndays = [5, 1]", "hours.days"),
        (
            TOWN + '[[feasts]]\nday = 31\nmonth = 2\nname = { el = "Καμία" }',
            "feasts: day and month",
        ),
        (TOWN + '[map]\nstreets = [["Ασκληπιού", "39", 21.7]]', "map.streets"),
        (TOWN + "[map]\noutline = [[21.7, 139.5]]", "map.outline"),
        (TOWN + "name = 1", "Cannot overwrite a value"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_its_name_and_what_is_wrong(
    written: Callable[[str], Path], text: str, wrong: str
) -> None:
    path = written(text)
    with pytest.raises(MunicipalityFileError) as refused:
        read(path, 1)
    assert str(refused.value).startswith(f"{path}: ")
    assert wrong in str(refused.value)


def test_contrast_is_counted_as_the_guidelines_do() -> None:
    assert contrast_on_white("#000000") == pytest.approx(21)
    assert contrast_on_white("#767676") == pytest.approx(4.54, abs=0.01)
