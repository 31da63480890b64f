from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from core.dialogue.answers import Answer, Form
from core.dialogue.kinds.outline import within
from core.text import Text

ASKLIPIOU = ["Ασκληπιού 12", "ΑΣΚΛΗΠΙΟΥ 12", "ασκληπιου 12", "οδός Ασκληπιού 12",
             "Στην οδό Ασκληπιού, έξω από το φαρμακείο", "asklipiou 12",
             "ASKLHPIOU 12", "odos asklhpioy 12", "12 Asklipiou street",
             "γωνία Ασκληπιού και Καραϊσκάκη"]  # fmt: skip


@pytest.mark.parametrize("words", ASKLIPIOU)
def test_a_street_of_the_list_gets_its_point_and_keeps_the_words(reads: Callable[..., Answer], words: str) -> None:
    assert reads("place", words).value == {"text": words, "lat": 39.5551, "lon": 21.7679, "source": "street-list"}


@pytest.mark.parametrize("words", ["28ης Οκτωβρίου 5", "28hs oktwvriou 5", "28is oktovriou", "28 Οκτωβρίου 5"])
def test_a_street_of_two_words_is_found(reads: Callable[..., Answer], words: str) -> None:
    value = reads("place", words).value
    assert isinstance(value, dict) and value["lat"] == 39.5570


def test_a_street_without_a_point_is_known_all_the_same(reads: Callable[..., Answer]) -> None:
    value = reads("place", "Λεωφ. Δημοκρατίας 3").value
    assert value == {"text": "Λεωφ. Δημοκρατίας 3", "lat": None, "lon": None, "source": "street-list"}


@pytest.mark.parametrize(
    "words",
    ["πλατεία, δίπλα στο περίπτερο", "οδός Άγνωστη 4", "Μουζάκι", "behind the school", "Οκτωβρίου 28", "σπίτι μου"],
)
def test_words_alone_are_enough(reads: Callable[..., Answer], words: str) -> None:
    assert reads("place", words).value == {"text": words, "lat": None, "lon": None, "source": "typed"}


@pytest.mark.parametrize(
    ("words", "parts", "code"),
    [
        ("", {}, "empty"), ("\u200b", {}, "empty"), ("αβ", {}, "too-short"), ("12345", {}, "no-words"),
        ("...", {}, "no-words"), ("α" * 301, {}, "too-long"),
        ("", {"text": "x"}, "too-short"), ("", {"lat": "40.64", "lon": "22.94"}, "outside"),
        ("", {"lat": "north", "lon": "21.7"}, "bad-pin"),
        ("", {"lat": "nan", "lon": "21.7"}, "bad-pin"), ("", {"lat": "39.55", "lon": "inf"}, "bad-pin"),
        ("", {"lat": "39.55"}, "bad-pin"),
        ("", {"lat": "91", "lon": "21.7"}, "bad-pin"), ("", {"lat": "21.76", "lon": "39.55"}, "outside"),
    ],
)  # fmt: skip
def test_what_is_no_place_is_refused(refuses: Callable[..., str], words: str, parts: dict[str, str], code: str) -> None:
    assert refuses("place", words, parts=parts) == code


def test_a_pin_in_the_town_is_taken_with_or_without_words(reads: Callable[..., Answer]) -> None:
    pin = {"lat": "39.55512345678", "lon": "21.7679", "source": "pin"}
    assert reads("place", parts=pin).value == {"text": "", "lat": 39.555123, "lon": 21.7679, "source": "pin"}
    value = reads("place", parts={**pin, "text": "Ασκληπιού 12", "source": "device"}).value
    assert value == {"text": "Ασκληπιού 12", "lat": 39.555123, "lon": 21.7679, "source": "device"}


def test_a_pin_outside_the_town_is_taken_when_the_citizen_is_sure(reads: Callable[..., Answer]) -> None:
    value = reads("place", parts={"lat": "40.64", "lon": "22.94", "sure": "yes", "source": "forged"}).value
    assert value == {"text": "", "lat": 40.64, "lon": 22.94, "source": "pin"}


def test_a_town_without_an_outline_asks_nothing(reads: Callable[..., Answer], situation: Callable[..., Any]) -> None:

    town = replace(situation().municipality, outline=())
    assert reads("place", parts={"lat": "40.64", "lon": "22.94"}, town=town).value is not None


def test_a_place_can_be_spoken(reads: Callable[..., Answer]) -> None:
    answer = reads("place", form=Form.RECORDED, uploads=1)
    assert answer == Answer({"text": "", "lat": None, "lon": None, "source": "recorded"}, Form.RECORDED, (1,))


def test_places_are_shown_in_words(reads: Callable[..., Answer], question: Callable[..., Any]) -> None:
    asked = question("place")

    def shown(answer: Answer) -> object:
        return asked.kind.show(asked, answer)

    assert shown(reads("place", "Ασκληπιού 12")) == "Ασκληπιού 12"
    marked = shown(reads("place", parts={"lat": "39.55", "lon": "21.77"}))
    assert isinstance(marked, Text) and marked.params == {"lat": "39.55", "lon": "21.77"}
    assert isinstance(shown(reads("place", form=Form.RECORDED)), Text)


def test_a_point_is_in_a_bent_polygon_or_not() -> None:
    bay = ((0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (2.0, 1.0), (0.0, 4.0))
    assert within(2.0, 0.5, bay) and within(0.5, 2.0, bay) and within(3.5, 2.0, bay)
    assert not within(2.0, 2.0, bay) and not within(5.0, 1.0, bay) and not within(-1.0, 1.0, bay)
    assert within(2.0, 0.5, (*bay, bay[0])), "a closed ring is the same polygon"
    assert not within(1.0, 1.0, ())
