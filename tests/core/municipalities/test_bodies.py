"""The directory of other bodies: nationwide ones, completed by a town, and a town's own."""

from dataclasses import replace

import pytest

from core.municipalities.bodies import OTHER, directory, nationwide, read
from core.municipalities.files import demonstration, municipality
from core.municipalities.model import Municipality

TOWNS = {town.key: town for town in demonstration()}
PLAIN = {
    "name": {"el": "Δ"},
    "short_name": {"el": "Δ"},
    "hosts": ["d.example"],
    "numbers": ["+306900000099"],
}


def town(**more: object) -> Municipality:
    return municipality({**PLAIN, **more}, "dokimi", 1)


def test_every_nationwide_body_has_names_in_both_languages_and_no_invented_contact() -> None:
    for body in nationwide().values():
        assert {"el", "en"} <= set(body.name.languages) & set(body.answers_for.languages), body.key
        assert (body.email, body.phone, body.address.languages) == ("", "", {})


def test_a_town_completes_what_is_known_and_adds_its_own() -> None:
    found = directory(TOWNS["trikala"])
    assert (found["traffic-police"].phone, found["traffic-police"].days) == ("+302431000090", 10)
    assert found["traffic-police"].name == nationwide()["traffic-police"].name
    assert found["animal-shelter"].days == 7
    assert list(found)[-1] == OTHER


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"shelter": {"email": "a@example.org"}}, "bodies.shelter.name: is missing"),
        ({"deddie": {"fax": "1"}}, "bodies.deddie.fax: no such field"),
        ({"deddie": {"days": -1}}, "bodies.deddie.days"),
        ({"deddie": {"name": {"en": "HEDNO"}}}, "bodies.deddie.name: has no Greek"),
        ({"deddie": {"phone": 1}}, "must be texts"),
        ({"deddie": "x"}, "must be a table"),
    ],
)
def test_what_is_wrong_is_said_with_its_field(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        town(bodies=wrong)


def test_a_town_that_says_nothing_has_the_nationwide_ones() -> None:
    assert set(directory(town())) == set(nationwide())
    assert read({}) == []
    assert set(directory(replace(town(), bodies=()))) == set(nationwide())
