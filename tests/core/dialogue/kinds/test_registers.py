"""AFM, AMKA, postcode and identity card: numbers that a register gave."""

from collections.abc import Callable
from typing import Any

import pytest
from stdnum import luhn

from core.dialogue.answers import Answer, Form
from core.errors import InvalidAnswer
from core.text import Code, Many, Text

AFM = ["094259216", " 094259216 ", "094 259 216", "094-259-216", "094.259.216", "094259216#", "EL094259216",
       "el 094259216", "GR094259216",
       "ΑΦΜ 094259216", "ΑΦΜ: 094259216", "Α.Φ.Μ. 094259216", "afm 094259216", "AΦM 094 259216"]  # fmt: skip
AMKA = ["01013099997", "010130 99997", "010130-99997", "01.01.30.99997", " 01013099997 ", "ΑΜΚΑ 01013099997",
        "amka: 01013099997", "01013099997#",
        "01/01/30 99997", "0 1 0 1 3 0 9 9 9 9 7"]  # fmt: skip
POSTCODE = ["42131", "421 31", "421-31", "421.31", " 42131 ", "ΤΚ 42131", "Τ.Κ. 421 31", "T.K. 42131", "GR-42131",
            "42131#", "postcode 42131",
            "Ταχυδρομικός κώδικας: 42131"]  # fmt: skip
CARD = ["ΑΒ123456", "ΑΒ 123456", "αβ123456", "AB123456", "ab 123456", "ΑB-123456", "Α.Β. 123456", "ΑΒ 12 34 56",
        "ΑΔΤ ΑΒ123456", "ΑΔΤ: AB 123456",
        "ταυτότητα αβ 123456", "αβ/123456"]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "words", "value"),
    [("afm", words, "094259216") for words in AFM]
    + [("amka", words, "01013099997") for words in AMKA]
    + [("postcode", words, "42131") for words in POSTCODE]
    + [("identity-card", words, "ΑΒ123456") for words in CARD],
)
def test_a_number_is_read_however_it_is_written(reads: Callable[..., Answer], kind: str, words: str, value: str) -> None:
    assert reads(kind, words).value == value


@pytest.mark.parametrize(
    ("kind", "words", "code"),
    [
        ("afm", "", "empty"), ("afm", "000000000", "all-zero"), ("afm", "94259216", "length"),
        ("afm", "99999999", "length"),
        ("afm", "0942592160", "length"), ("afm", "094259217", "check-digit"), ("afm", "٠٩٤٢٥٩٢١٦", "foreign-digits"),
        ("afm", "０９４２５９２１６", "foreign-digits"), ("afm", "O94259216", "not-digits"),
        ("afm", "δεν ξέρω", "not-digits"), ("afm", "...", "not-digits"),
        ("afm", "0942592¹6", "foreign-digits"), ("afm", "094259216 και 090000045", "not-digits"),
        ("amka", "", "empty"), ("amka", "0101309999", "length"), ("amka", "010130999970", "length"),
        ("amka", "01013099998", "check-digit"),
        ("amka", "32013099997", "birth-date"), ("amka", "01133099997", "birth-date"),
        ("amka", "00000000000", "birth-date"),
        ("amka", "٠١٠١٣٠٩٩٩٩٧", "foreign-digits"), ("amka", "０１０１３０９９９９７", "foreign-digits"),
        ("amka", "x1013099997", "not-digits"),
        ("postcode", "", "empty"), ("postcode", "4213", "length"), ("postcode", "421310", "length"),
        ("postcode", "02131", "not-greek"),
        ("postcode", "92131", "not-greek"), ("postcode", "Τρίκαλα", "not-digits"),
        ("postcode", "٤٢١٣١", "foreign-digits"), ("postcode", "4213Ο", "not-digits"),
        ("identity-card", "", "empty"), ("identity-card", "123456", "no-letters"),
        ("identity-card", "ΑΔΤ123456", "no-letters"),
        ("identity-card", "ΑΒ12345", "length"), ("identity-card", "ΑΒ", "length"),
        ("identity-card", "Α12345", "length"), ("identity-card", "ΑΒ1234567890123", "length"),
        ("identity-card", "καλημέρα", "length"),
        ("identity-card", "ΑΒ١٢٣٤٥٦", "foreign-digits"), ("identity-card", "ΑΒ１２３４５６", "foreign-digits"),
        ("identity-card", "АВ123456", "characters"),
        ("identity-card", "ΑΒ123456!", "characters"), ("identity-card", "ΔR123456", "letters"),
    ],
)  # fmt: skip
def test_a_wrong_number_is_refused_with_the_reason(refuses: Callable[..., str], kind: str, words: str, code: str) -> None:
    assert refuses(kind, words) == code


def test_the_refusal_says_how_many_digits_were_counted(reads: Callable[..., Answer]) -> None:
    with pytest.raises(InvalidAnswer) as refusal:
        reads("afm", "12 34")
    assert isinstance(refusal.value.sentence, Text)
    assert refusal.value.sentence.count == 4


def test_an_afm_without_its_first_zero_is_told_about_it(reads: Callable[..., Answer]) -> None:
    with pytest.raises(InvalidAnswer) as refusal:
        reads("afm", "94259216")
    assert isinstance(refusal.value.sentence, Text)
    assert "begins with 0" in refusal.value.sentence.source


@pytest.mark.parametrize("amka", ["29020099990", "01011599993"])
def test_an_amka_of_somebody_born_since_2000_is_accepted(reads: Callable[..., Answer], amka: str) -> None:

    whole = amka[:10] + luhn.calc_check_digit(amka[:10])
    assert reads("amka", whole).value == whole


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("Ξ 123456", "Ξ123456"),
        ("x123456", "Χ123456"),
        ("A 1234567", "Α1234567"),
        ("GR1234567", "GR1234567"),
        ("123456789", "123456789"),
    ],
)
def test_old_and_new_cards_are_accepted(reads: Callable[..., Answer], words: str, value: str) -> None:
    assert reads("identity-card", words).value == value


def test_numbers_are_shown_in_groups(question: Callable[..., Any]) -> None:
    def shown(kind: str, value: str) -> object:
        asked = question(kind)
        return asked.kind.show(asked, Answer(value))

    assert shown("afm", "094259216") == Code("094259216")
    assert shown("amka", "01013099997") == Code("01013099997")
    assert shown("postcode", "42131") == Code("42131")
    assert shown("identity-card", "ΑΒ123456") == Many(("ΑΒ", Code("123456")))
    assert shown("identity-card", "GR1234567") == Code("GR1234567")


def test_a_keyed_number_says_so_and_a_card_can_be_spoken(reads: Callable[..., Answer]) -> None:
    assert reads("afm", "094259216", form=Form.KEYED).form is Form.KEYED
    assert reads("identity-card", form=Form.RECORDED, uploads=1) == Answer(None, Form.RECORDED, (1,))
