from collections.abc import Callable
from typing import Any

import pytest

from core.dialogue.answers import Answer, Form, Heard
from core.dialogue.kinds.choice import CHOICE
from core.dialogue.service import Option
from core.errors import InvalidAnswer
from core.text import Many, Text, Wording


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("1", "out"), ("1η", "out"),
        ("2nd", "flicker"), ("δύο", "flicker"), ("tria", "fallen"), ("2.", "flicker"), ("3)", "fallen"),
        ("(3)", "fallen"), ("out", "out"), ("FALLEN", "fallen"),
        ("Σβηστή λάμπα", "out"),
        ("ΣΒΗΣΤΗ ΛΑΜΠΑ", "out"), ("svisti lampa", "out"), ("sbhsth lampa", "out"), ("καμενη", "out"),
        ("kameni", "out"), ("kamenh", "out"),
        ("anavosvinei", "flicker"), ("αναβοσβηνι", "flicker"), ("Αναβο", "flicker"), ("anavo", "flicker"),
        ("σβη", "out"),
        ("It flickers", "flicker"), ("flikers", "flicker"), ("πεσμένος στηλος", "fallen"), ("στύλος!", "fallen"),
        ("stylos", "fallen"),
        ("ΣTYΛOΣ", "fallen"), ("έπεσε η κολόνα", "fallen"), ("epese h kolona", "fallen"),
        ("the pole fell down", "fallen"), ("κολονα.", "fallen"),
    ],
)  # fmt: skip
def test_an_option_is_found_by_place_key_label_or_words(reads: Callable[..., Answer], words: str, key: str) -> None:
    assert reads("choice", words).value == key


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("", "empty"), ("0", "not-an-option"), ("4", "not-an-option"), ("99999999", "not-an-option"),
        ("ψάρι", "not-an-option"),
        ("?", "not-an-option"), ("x", "not-an-option"), ("δεν είναι στύλος", "not-an-option"),
        ("1 2", "not-an-option"), ("١", "foreign-digits"),
        ("στύλος και καμένη λάμπα", "ambiguous"),
    ],
)  # fmt: skip
def test_what_names_no_single_option_is_refused(refuses: Callable[..., str], words: str, code: str) -> None:
    assert refuses("choice", words) == code


def test_the_refusal_names_the_possibilities(reads: Callable[..., Answer]) -> None:
    with pytest.raises(InvalidAnswer) as refusal:
        reads("choice", "ψάρι")
    assert isinstance(refusal.value.sentence, Text)
    options = refusal.value.sentence.params["options"]
    assert isinstance(options, Many) and len(options.parts) == 3


def _options(*labels: str, keys: str = "abc") -> tuple[Option, ...]:
    return tuple(Option(key, Wording({"el": label})) for key, label in zip(keys, labels, strict=False))


def test_a_beginning_that_several_share_is_ambiguous(question: Callable[..., Any], situation: Callable[..., Any]) -> None:

    asked = question("choice", _options("Μπλε κάδος", "Μπλε αυτοκίνητο", "Άλλο"))
    with pytest.raises(InvalidAnswer) as refusal:
        CHOICE.read(asked, Heard("μπλε"), situation())
    assert refusal.value.code == "ambiguous"
    assert isinstance(refusal.value.sentence, Text)
    assert refusal.value.sentence.params["options"] == Many(
        (Wording({"el": "Μπλε κάδος"}), Wording({"el": "Μπλε αυτοκίνητο"})), by=", "
    )


def test_a_key_that_is_a_number_wins_when_picked_and_the_place_when_typed(
    question: Callable[..., Any], situation: Callable[..., Any]
) -> None:

    asked = question("choice", _options("Δύο", "Τρία", "Ένα", keys="231"))
    assert CHOICE.read(asked, Heard("2", Form.PICKED), situation()).value == "2"
    assert CHOICE.read(asked, Heard("2"), situation()).value == "3"


@pytest.mark.parametrize(
    "options",
    [_options("Ένα"), _options("Ένα", "Δύο", keys="aa"), _options("Ένα", "ΕΝΑ"), _options("Ένα",
    ""), _options("Ένα", "Δύο", keys="a ")],
)  # fmt: skip
def test_a_definition_that_cannot_work_is_told(question: Callable[..., Any], options: tuple[Option, ...]) -> None:
    assert CHOICE.check(question("choice", options)) is not None


def test_a_good_definition_passes_and_shows_its_labels(question: Callable[..., Any]) -> None:
    asked = question("choice")
    assert CHOICE.check(asked) is None
    assert CHOICE.show(asked, Answer("out")) == Wording({"el": "Σβηστή λάμπα", "en": "Lamp is out"})
    assert CHOICE.show(asked, Answer("gone")) == "gone"
