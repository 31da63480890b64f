"""What number somebody has in hand."""

import pytest

from core.requests.lists.numbers import Number, Recognised, recognise

# Its last digit is the check digit of the others.
REFERENCE = "482913053"


@pytest.mark.parametrize(
    ("words", "kind", "text"),
    [
        (f" {REFERENCE[:3]} {REFERENCE[3:6]} {REFERENCE[6:]} ", Number.REFERENCE, REFERENCE),
        ("2026/000123", Number.PROTOCOL, "2026/123"),
        ("2026 / 7", Number.PROTOCOL, "2026/7"),
        ("αρ. πρωτ. 123/2026", Number.PROTOCOL, "2026/123"),
        ("691 234 5678", Number.PHONE, "+306912345678"),
        ("0030 24310 12345", Number.PHONE, "+302431012345"),
    ],
)
def test_a_number_is_recognised_as_people_write_it(words: str, kind: Number, text: str) -> None:
    assert recognise(words, ("GR",)) == Recognised(kind, text)


@pytest.mark.parametrize("words", ["", "11", "4829 1305", "καμένη λάμπα Ασκληπιού 12", "112", "123/2024/7", "Α"])
def test_what_is_no_such_number_is_left_to_the_dialogue(words: str) -> None:
    assert recognise(words, ("GR",)) is None
