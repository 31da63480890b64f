"""The parts of a text, against worked examples and against another library's count."""

import pytest
import smsutil
from hypothesis import given, settings
from hypothesis import strategies as st

from core.messages.alphabet import (
    DEFAULT,
    EXTENSION,
    Alphabet,
    Parts,
    segments,
    to_gsm_capitals,
)

GSM7, UCS2 = Alphabet.GSM7, Alphabet.UCS2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Your request 4711 was approved.", Parts(1, GSM7, 31)),
        ("Η αίτηση 4711 εγκρίθηκε.", Parts(1, UCS2, 24)),
        ("Η ΑΙΤΗΣΗ 4711 ΕΓΚΡΙΘΗΚΕ.", Parts(1, UCS2, 24)),
        ("H AITHΣH 4711 EΓKPIΘHKE.", Parts(1, GSM7, 24)),
        ("α" * 70, Parts(1, UCS2, 70)),
        ("α" * 71, Parts(2, UCS2, 71)),
        ("α" * 134, Parts(2, UCS2, 134)),
        ("α" * 135, Parts(3, UCS2, 135)),
        ("α" * 201, Parts(3, UCS2, 201)),
        ("Ω" * 160, Parts(1, GSM7, 160)),
        ("Ω" * 161, Parts(2, GSM7, 161)),
        ("Ω" * 306, Parts(2, GSM7, 306)),
        ("Ω" * 307, Parts(3, GSM7, 307)),
        ("€" * 80, Parts(1, GSM7, 160)),
        ("€" * 81, Parts(2, GSM7, 162)),
        ("α" * 66 + "😀" + "β" * 10, Parts(2, UCS2, 78)),
        ("a" * 152 + "€" + "b" * 10, Parts(2, GSM7, 164)),
        ("α" * 66 + "😀" * 34, Parts(3, UCS2, 134)),
        ("a" * 152 + "€" * 77, Parts(3, GSM7, 306)),
        ("", Parts(0, GSM7, 0)),
    ],
)
def test_worked_examples_count_as_the_standard_says(text: str, expected: Parts) -> None:
    assert segments(text) == expected


def test_one_foreign_character_makes_the_whole_text_dear() -> None:
    assert segments("a" * 160).count == 1
    assert segments("a" * 159 + "ά") == Parts(3, UCS2, 160)
    assert segments("`").alphabet is UCS2
    assert segments(";").alphabet is GSM7
    assert segments("\u037e").alphabet is UCS2


@settings(max_examples=400, deadline=None)
@given(
    st.one_of(
        st.text(st.sampled_from(DEFAULT + EXTENSION), max_size=480),
        st.text(st.sampled_from("αβγάΩΣ a€😀" + "x"), max_size=220),
        st.text(
            st.characters(exclude_categories=["Cs"], exclude_characters="\x1b"),
            min_size=1,
            max_size=220,
        ),
    )
)
def test_the_count_is_the_oracles(text: str) -> None:
    if text:
        oracle = smsutil.split(text)
        found = segments(text)
        assert found.count == len(oracle.parts)
        assert (found.alphabet is GSM7) == smsutil.is_valid_gsm(text)


@pytest.mark.parametrize(
    ("text", "capitals"),
    [
        ("Η αίτηση 4711 εγκρίθηκε.", "H AITHΣH 4711 EΓKPIΘHKE."),
        ("ή «προϊόν» – Μάιος…", 'H "ΠPOION" - MAIOΣ...'),
        (
            "Ο δήμος: δείτε www.dimos.example/track",
            "O ΔHMOΣ: ΔEITE www.dimos.example/track",
        ),
        ("αι\u0301τηση", "AITHΣH"),
        ("Ἄνθρωπος ᾧ", "ANΘPΩΠOΣ Ω"),
        ("Τι θέλετε\u037e", "TI ΘEΛETE;"),
    ],
)
def test_greek_becomes_capitals_that_the_short_alphabet_has(text: str, capitals: str) -> None:
    assert to_gsm_capitals(text) == capitals
    assert segments(capitals).alphabet is GSM7


def test_every_greek_letter_has_a_capital_in_the_short_alphabet() -> None:
    letters = "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ"
    assert segments(to_gsm_capitals(letters + letters.upper())).alphabet is GSM7
