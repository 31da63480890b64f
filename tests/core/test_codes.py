import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.codes import CHECKED, CodeKey, CodeLength, check_digit, random_code, read_code, valid
from core.errors import InvalidAnswer

nine_digits = st.text("0123456789", min_size=8, max_size=8).map(lambda digits: digits + check_digit(digits))


def test_the_check_digit_is_the_one_of_the_usual_table() -> None:
    assert check_digit("572") == "4"
    assert check_digit("43881234567") == "9"
    assert check_digit("") == "0"
    assert valid("5724")
    assert not valid("5723")


@given(nine_digits)
def test_every_single_wrong_digit_is_noticed(code: str) -> None:
    for place in range(9):
        for digit in "0123456789":
            if digit != code[place]:
                assert not valid(code[:place] + digit + code[place + 1 :])


@given(nine_digits)
def test_every_swap_of_neighbours_is_noticed(code: str) -> None:
    for place, (one, other) in enumerate(pairwise(code)):
        if one != other:
            assert not valid(code[:place] + other + one + code[place + 2 :])


def test_errors_are_noticed_in_a_large_fixed_sample_too() -> None:
    chance = random.Random(9)
    for _each in range(2000):
        digits = f"{chance.randrange(10**8):08d}"
        code = digits + check_digit(digits)
        assert valid(code)
        assert sum(valid(code[:-1] + digit) for digit in "0123456789") == 1


@pytest.mark.parametrize("length", list(CodeLength))
def test_a_random_code_has_its_length_and_reads_back(length: CodeLength) -> None:
    for _each in range(200):
        code = random_code(length)
        assert len(code) == length
        assert read_code(code, length) == code
        assert valid(code) or length not in CHECKED


def test_random_codes_use_every_first_digit_and_differ() -> None:
    codes = {random_code(CodeLength.REFERENCE) for _each in range(1000)}
    assert len(codes) > 990
    assert {code[0] for code in codes} == set("0123456789")


@pytest.mark.parametrize(
    "text",
    [
        "100020008",
        "100 020 008",
        "100-020-008",
        "100.020.008",
        " 100020008\n",
        "100\u00a0020\u00a0008",
        "#100–020–008",
        "1 0 0 0 2 0 0 0 8",
    ],
)
def test_a_reference_is_read_however_it_is_spaced(text: str) -> None:
    assert read_code(text, CodeLength.REFERENCE) == "100020008"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "code-characters"),
        ("abc", "code-characters"),
        ("١٠٠٠٢٠٠٠٨", "code-characters"),
        ("１０００２０００８", "code-characters"),
        ("10002000²", "code-characters"),
        ("10002000", "code-length"),
        ("1000200080", "code-length"),
        ("100020009", "code-mistyped"),
        ("010020008", "code-mistyped"),
    ],
)
def test_a_reference_that_is_none_is_refused_with_the_reason(text: str, code: str) -> None:
    with pytest.raises(InvalidAnswer) as refusal:
        read_code(text, CodeLength.REFERENCE)
    assert refusal.value.code == code


@given(st.text(max_size=500), st.sampled_from(list(CodeLength)))
def test_no_text_makes_reading_fail_otherwise(text: str, length: CodeLength) -> None:
    try:
        assert len(read_code(text, length)) == length
    except InvalidAnswer:
        pass


def test_a_digest_depends_on_key_purpose_and_code_and_shows_none_of_them() -> None:
    key = CodeKey(b"k" * 32)
    digest = key.digest("receipt:7", "0412")
    assert len(digest) == 64
    assert "0412" not in digest
    assert digest == CodeKey(b"k" * 32).digest("receipt:7", "0412")
    others = {
        CodeKey(b"x" * 32).digest("receipt:7", "0412"),
        key.digest("receipt:8", "0412"),
        key.digest("receipt:7", "0413"),
    }
    assert digest not in others and len(others) == 3
    assert key.matches("receipt:7", "0412", digest)
    assert not key.matches("receipt:7", "0413", digest)


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        CodeKey(b"short")
