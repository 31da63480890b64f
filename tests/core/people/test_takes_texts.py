"""Which numbers can be sent a text."""

import pytest

from core.people.contact import takes_texts


@pytest.mark.parametrize("number", ["+306912345678", "+306900000001"])
def test_a_mobile_takes_texts(number: str) -> None:
    assert takes_texts(number)


@pytest.mark.parametrize("number", ["+302431012345", "", "anonymous", "+30", "112"])
def test_anything_else_does_not(number: str) -> None:
    assert not takes_texts(number)
