from collections.abc import Callable
from typing import Any

import pytest

from core.dialogue.answers import Answer
from core.text import Wording


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("3", 3), (" 12 ", 12), ("12#", 12), ("δύο", 2), ("Δυο", 2), ("ΤΡΙΑ", 3), ("τρεις", 3), ("dyo", 2),
        ("dio", 2),
        ("pente", 5), ("exi", 6), ("eksi", 6), ("εφτά", 7), ("okto", 8), ("oxtw", 8), ("ten", 10), ("ένα", 1),
        ("mia", 1),
        ("κανένα", 0), ("1.234", 1234), ("1,234", 1234), ("1 234", 1234), ("5,0", 5), ("3 κομμάτια", 3),
        ("τρία κομμάτια", 3),
        ("περίπου 5", 5), ("5 περίπου", 5), ("5 temaxia", 5), ("10 €", 10), ("4.", 4), ("007", 7), ("-4", -4),
        ("−4", -4),
    ],
)  # fmt: skip
def test_whole_numbers_are_read(reads: Callable[..., Answer], words: str, value: int) -> None:
    assert reads("number", words).value == value


@pytest.mark.parametrize(
    ("words", "language", "value"),
    [
        ("12,5", "el", "12.50"), ("12.5", "el", "12.50"), ("12.50 ευρώ", "el", "12.50"),
        ("1.234,50", "el", "1234.50"),
        ("1,234.50", "el", "1234.50"), ("1.234", "el", "1234.00"), ("1,234", "en", "1234.00"), ("7", "el", "7.00"),
        ("1.234.567", "en", "1234567.00"), ("πέντε", "el", "5.00"), ("-0,5", "el", "-0.50"),
    ],
)  # fmt: skip
def test_decimals_are_read_as_each_language_writes_them(
    reads: Callable[..., Answer], words: str, language: str, value: str
) -> None:
    assert reads("number", words, language=language, decimals=2).value == value


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("", "empty"), ("  ", "empty"), ("\u200b", "empty"), ("٣", "foreign-digits"), ("３", "foreign-digits"),
        ("m²", "foreign-digits"),
        ("πολλά", "not-a-number"), ("3 ή 4", "not-a-number"), ("3-4", "not-a-number"), ("1/2", "not-a-number"),
        ("5%", "not-a-number"),
        ("δύο τρία", "not-a-number"), ("3 χιλιάδες", "not-a-number"), ("1.2.3", "not-a-number"),
        ("1e5", "not-a-number"),
        ("1,5", "not-whole"), ("1" * 16, "too-large"), ("9" * 400, "too-large"), ("0", "too-small"),
        ("δέκα", "too-large"),
    ],
)  # fmt: skip
def test_what_is_no_number_in_the_range_is_refused(refuses: Callable[..., str], words: str, code: str) -> None:
    assert refuses("number", words, least=1, most=9) == code


def test_more_decimals_than_asked_for_are_refused(refuses: Callable[..., str]) -> None:
    assert refuses("number", "1,2345", decimals=2) == "too-many-decimals"
    assert refuses("number", "1,234", decimals=2) == "too-many-decimals", "a comma parts no thousands in Greek"


def test_numbers_are_shown_as_each_language_writes_them(question: Callable[..., Any]) -> None:
    asked = question("number", decimals=2)
    assert asked.kind.show(asked, Answer("12.50")) == Wording({"el": "12,50", "en": "12.50"})
    assert asked.kind.show(asked, Answer(7)) == 7
