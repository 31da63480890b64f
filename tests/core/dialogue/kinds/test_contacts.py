"""Telephone numbers and e-mail addresses."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from core.dialogue.answers import Answer, Form
from core.text import Code, Many

MOBILE = ["6912345678", "691 234 5678", "691-2345678", "691.234.5678", "+306912345678", "+30 691 234 5678",
          "00306912345678", "0030 691 2345678",
          "306912345678", "(+30) 6912345678", "τηλ. 6912345678", "κιν: 6912345678", "6912345678#",
          "69 12 34 56 78", "+30 (0) 6912345678"]  # fmt: skip
EMAIL = ["maria@example.gr", " maria@example.gr ", "maria@EXAMPLE.GR", "<maria@example.gr>",
         "mailto:maria@example.gr", "maria @ example . gr",
         "maria at example dot gr", "maria παπάκι example τελεία gr", "maria papaki example.gr",
         "maria@example.gr."]  # fmt: skip


@pytest.mark.parametrize("words", MOBILE)
def test_a_mobile_number_is_read_however_it_is_written(reads: Callable[..., Answer], words: str) -> None:
    assert reads("phone", words).value == "+306912345678"


def test_a_fixed_number_is_read(reads: Callable[..., Answer]) -> None:
    assert reads("phone", "24310 12345").value == "+302431012345"
    assert reads("phone", "210 3456789", form=Form.KEYED) == Answer("+302103456789", Form.KEYED)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("", "empty"), ("100", "short-number"), ("112", "short-number"), ("1520", "short-number"),
        ("11888", "short-number"),
        ("٦٩١٢٣٤٥٦٧٨", "foreign-digits"), ("６９１２３４５６７８", "foreign-digits"), ("691234567", "length"),
        ("69123456789", "length"),
        ("+30691234567", "length"), ("9011234567", "special-number"), ("8011234567", "special-number"),
        ("8001234567", "special-number"),
        ("+881612345678", "satellite"), ("00870773123456", "satellite"), ("+447911123456", "foreign-number"),
        ("+35799123456", "foreign-number"),
        ("δεν έχω", "not-digits"), ("6912345678 ή 6987654321", "not-digits"), ("0000000000", "no-such-number"),
        ("1234567890", "no-such-number"),
        ("+999123456789", "no-such-number"), ("+", "empty"), ("1-800-FLOWERS", "not-digits"),
    ],
)  # fmt: skip
def test_a_number_that_cannot_be_told_anything_is_refused(refuses: Callable[..., str], words: str, code: str) -> None:
    assert refuses("phone", words) == code


def test_another_country_is_accepted_where_the_town_serves_it(
    reads: Callable[..., Answer], situation: Callable[..., Any]
) -> None:
    town = replace(situation().municipality, countries=("GR", "CY"))
    assert reads("phone", "+357 99 123456", town=town).value == "+35799123456"
    assert reads("phone", "0035799123456", town=town).value == "+35799123456"


def test_numbers_are_shown_in_pairs_with_a_foreign_prefix_apart(question: Callable[..., Any]) -> None:
    asked = question("phone")
    assert asked.kind.show(asked, Answer("+306912345678")) == Code("6912345678", 2)
    assert asked.kind.show(asked, Answer("+35799123456")) == Many(("+357", Code("99123456", 2)))


@pytest.mark.parametrize("words", EMAIL)
def test_an_address_is_read_however_it_is_written(reads: Callable[..., Answer], words: str) -> None:
    assert reads("email", words).value == "maria@example.gr"


@pytest.mark.parametrize(
    ("words", "value"),
    [("Maria.Papa+dimos@example.co.uk", "Maria.Papa+dimos@example.co.uk"), ("ΝΙΚΟ@EXAMPLE.GR", "NIKO@example.gr"),
     ("x@xn--hxajbheg2az3al.xn--jxalpdlp", "x@xn--hxajbheg2az3al.xn--jxalpdlp")],
)  # fmt: skip
def test_the_name_before_the_at_stays_as_it_was_written(reads: Callable[..., Answer], words: str, value: str) -> None:
    assert reads("email", words).value == value


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("", "empty"), ("maria", "no-at"), ("maria.example.gr", "no-at"), ("δεν έχω", "no-at"),
        ("a@b@c.gr", "many-ats"), ("a@b.gr, c@d.gr", "many-ats"),
        ("maria papa@example.gr", "spaces"), ("μαρία@example.gr", "not-latin"),
        ("maria@παράδειγμα.ελ", "not-latin"), ("maria@example", "domain"),
        ("maria@example..gr", "domain"), ("maria@-example.gr", "domain"), ("maria@example.g", "domain"),
        ("maria@example.123", "domain"),
        ("@example.gr", "local-part"), ("ma..ria@example.gr", "local-part"),
        ("=?utf-8?q?a=0D=0ABcc=3A_b?=@example.gr", "local-part"), ("a=?utf-8?b?YQ==?=@example.gr", "local-part"),
        ("a" * 65 + "@example.gr", "too-long"), ("a@" + "b" * 250 + ".gr", "too-long"),
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(refuses: Callable[..., str], words: str, code: str) -> None:
    assert refuses("email", words) == code


def test_an_address_can_be_spoken(reads: Callable[..., Answer]) -> None:
    assert reads("email", form=Form.RECORDED, uploads=1) == Answer(None, Form.RECORDED, (1,))
