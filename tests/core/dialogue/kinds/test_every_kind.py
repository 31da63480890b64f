"""What holds for all kinds alike."""

import json
from collections.abc import Callable
from datetime import date
from gettext import NullTranslations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.dialogue.answers import Answer, Form, Heard, Reply
from core.dialogue.kinds import kinds
from core.errors import InvalidAnswer
from core.text import Tongue

NAMES = {
    "choice", "yes-no", "number", "date", "slot", "postcode", "phone", "email", "words", "place", "afm", "amka",
    "identity-card", "file", "consent",
}  # fmt: skip

# Random text seldom looks like an answer, so half of it is made of what answers are made of.
pieces = st.sampled_from(
    (
        "1 2 22 11 2026 09 ٣ ３ ² / - . , : + # @ ( ) αύριο Νοεμβρίου Δευτέρα ναι όχι later 0030 69 Ασκληπιού οδός AB "
        "ΑΒ € ½ ① Ⅷ ά ς \u0345 \u202e \ud800 ǰ ŉ İ"
    ).split(" ")
)  # fmt: skip
texts = st.text(max_size=500) | st.lists(pieces, max_size=30).map("".join) | st.lists(pieces, max_size=30).map(" ".join)


def test_the_kinds_are_found_by_name_with_their_ways() -> None:
    assert set(kinds()) >= NAMES
    assert {name: kinds()[name].ways for name in ("choice", "afm", "words", "file")} == {
        "choice": {Reply.PICK},
        "afm": {Reply.DIGITS, Reply.WORDS},
        "words": {Reply.WORDS},
        "file": {Reply.FILE},
    }


@pytest.mark.parametrize("name", sorted(NAMES))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=texts,
    lat=st.sampled_from(["", "39.55"]) | st.text(max_size=20),
    form=st.sampled_from(Form),
    language=st.sampled_from(["el", "en"]),
)
def test_no_text_makes_a_kind_fail_otherwise_than_by_refusing(
    question: Callable[..., Any],
    situation: Callable[..., Any],
    name: str,
    text: str,
    lat: str,
    form: Form,
    language: str,
) -> None:
    asked, where = question(name), situation(language)
    heard = Heard(text, form, (), {"text": text, "lat": lat, "lon": lat, "day": text[:5], "month": text[5:9], "year": lat})
    try:
        answer = kinds()[name].read(asked, heard, where)
    except InvalidAnswer as refusal:
        assert Tongue(language, NullTranslations())(refusal.sentence)
        return
    json.dumps(answer.value).encode()
    if answer.value is not None:
        str(answer.value).encode()
        assert Tongue(language, NullTranslations())(kinds()[name].show(asked, answer))


@pytest.mark.parametrize("language", ["el", "en"])
@pytest.mark.parametrize("name", sorted(NAMES - {"file"}))
def test_the_example_is_an_answer_and_reads_back_as_it_is_shown(
    question: Callable[..., Any], situation: Callable[..., Any], name: str, language: str
) -> None:
    kind, asked, where = kinds()[name], question(name), situation(language)
    tongue = Tongue(language, NullTranslations())
    answer = kind.read(asked, Heard(tongue(kind.example(asked, where))), where)
    shown = tongue(kind.show(asked, answer))
    assert kind.read(asked, Heard(shown), where) == answer


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    answer=st.one_of(
        st.dates(min_value=date(1900, 1, 1),
        max_value=date(2150, 1, 1)).map(lambda day: ("date", day.isoformat())),
        st.integers(-(10**15) + 1, 10**15 - 1).map(lambda number: ("number", number)),
        st.from_regex(r"[1-8][0-9]{4}", fullmatch=True).map(lambda digits: ("postcode", digits)),
        st.from_regex(r"[ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ]{2}[0-9]{6}", fullmatch=True).map(lambda card: ("identity-card", card)),
        st.from_regex(r"\+3069[0-9]{8}", fullmatch=True).map(lambda phone: ("phone", phone)),
    ),
    language=st.sampled_from(["el", "en"]),
)  # fmt: skip
def test_what_is_shown_reads_back_as_the_same_value(
    question: Callable[..., Any], situation: Callable[..., Any], answer: tuple[str, object], language: str
) -> None:
    name, value = answer
    kind, asked, where = kinds()[name], question(name), situation(language)
    shown = Tongue(language, NullTranslations())(kind.show(asked, Answer(value)))
    try:
        assert kind.read(asked, Heard(shown), where).value == value
    except InvalidAnswer as refusal:
        # Not every number that begins with 69 has been given to an operator.
        assert refusal.code == "no-such-number"


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_good_definition_passes_and_an_unknown_setting_is_told(question: Callable[..., Any], name: str) -> None:
    kind = kinds()[name]
    assert kind.check(question(name)) is None
    assert kind.check(question(name, lesat=3)) is not None


@pytest.mark.parametrize(
    ("name", "wrong"),
    [("number", {"least": "3"}), ("number", {"least": 4, "most": 3}), ("number", {"decimals": 9}),
     ("words", {"most": True}), ("file", {"most": 1.5}), ("date", {"earliest": "tomorrow"}),
     ("date", {"latest_days": "3"})],
)  # fmt: skip
def test_a_setting_of_the_wrong_type_is_told(question: Callable[..., Any], name: str, wrong: dict[str, object]) -> None:
    assert kinds()[name].check(question(name, **wrong)) is not None
