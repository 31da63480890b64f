"""Which numbers can be sent a text, and which we send one."""

import pytest

from core.people.contact import may_be_texted, takes_texts

GREECE = ("GR",)


@pytest.mark.parametrize("number", ["+306912345678", "+306900000001"])
def test_a_mobile_takes_texts(number: str) -> None:
    assert takes_texts(number, GREECE)


@pytest.mark.parametrize("number", ["+302431012345", "", "anonymous", "+30", "112", "+35799123456"])
def test_anything_else_does_not(number: str) -> None:
    assert not takes_texts(number, GREECE)


def test_a_fixed_number_that_texted_us_may_be_texted() -> None:
    assert may_be_texted("+302431012345", GREECE)


@pytest.mark.parametrize("number", ["+309011234567", "+308011234567", "+881612345678", "+8835100000000", "+35799123456", ""])
def test_premium_satellite_and_foreign_numbers_are_texted_nothing(number: str) -> None:
    assert not may_be_texted(number, GREECE)


def test_a_town_may_add_a_country() -> None:
    assert takes_texts("+35799123456", ("GR", "CY"))
    assert may_be_texted("+35799123456", ("GR", "CY"))
