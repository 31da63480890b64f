"""In which part of the town a place lies."""

import pytest

from core.municipalities import files
from core.municipalities.districts import district_of
from core.municipalities.files import municipality

TOWNS = {town.key: town for town in files.demonstration()}
TRIKALA = TOWNS["trikala"]


@pytest.mark.parametrize(
    ("place", "district"),
    [
        ({"text": "Ασκληπιού 12"}, "centre"),
        ({"text": "asklipiou 12"}, "centre"),
        ({"text": "ΟΔΟΣ 28 ΟΚΤΩΒΡΙΟΥ, δίπλα στο φαρμακείο"}, "centre"),
        ({"text": "Καρδίτσης 3"}, "south"),
        ({"text": "", "lat": 39.5600, "lon": 21.7650, "source": "pin"}, "varousi"),
        # A pin says more than words, and the point of a street in the list less.
        ({"text": "Ασκληπιού 12", "lat": 39.5600, "lon": 21.7650, "source": "pin"}, "varousi"),
        ({"text": "Ασκληπιού 12", "lat": 39.5600, "lon": 21.7650, "source": "street-list"}, "centre"),
        ({"text": "Ασκληπιού 12", "lat": 38.0, "lon": 21.0, "source": "pin"}, "centre"),
        ({"text": "στην πλατεία"}, ""),
        ({}, ""),
        (None, ""),
    ],
)
def test_a_place_lies_by_its_point_or_its_street(place: object, district: str) -> None:
    assert district_of(TRIKALA, place) == district


@pytest.mark.parametrize("town", TOWNS.values(), ids=list(TOWNS))
def test_each_demonstration_town_has_some_parts_and_they_lie_in_it(town: object) -> None:
    found = TOWNS[town.key]  # type: ignore[attr-defined]
    assert 3 <= len(found.districts) <= 5
    known = {street.name for street in found.streets}
    for one in found.districts:
        assert set(one.streets) <= known
        assert {"el", "en"} <= set(one.name.languages)


@pytest.mark.parametrize(
    ("district", "field"),
    [
        ({"name": {"el": "Κέντρο"}}, "districts.a: needs streets"),
        ({"streets": ["Α"]}, "districts.a.name"),
        ({"name": {"el": "Κέντρο"}, "streets": ["Α"], "colour": 1}, "districts.a.colour"),
        ({"name": {"el": "Κέντρο"}, "streets": [1]}, "districts.a.streets"),
        ({"name": {"el": "Κέντρο"}, "outline": [[21.7, 39.5], [21.8, 39.5]]}, "districts.a.outline"),
        ({"name": {"el": "Κέντρο"}, "outline": [[21.7, 99.5]]}, "districts.a.outline"),
    ],
)
def test_a_district_that_is_none_is_said_with_its_field(district: dict[str, object], field: str) -> None:
    data = {
        "name": {"el": "Δήμος"},
        "short_name": {"el": "Δ."},
        "hosts": ["a.localhost"],
        "numbers": ["+306900000001"],
        "districts": {"a": district},
    }
    with pytest.raises(ValueError, match=field):
        municipality(data, "a", 1)
