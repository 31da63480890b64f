from pathlib import Path

import pytest

from core.catalogue import SHIPPED, catalogue_for, load
from core.dialogue.kinds import kinds
from core.dialogue.understanding import Understanding, shared_words

SWINGS = """version = 1
form = "information"
menu = "15"
department = "technical"
title = { el = "Κούνιες" }
short = { el = "Κούνιες" }
description = { el = "Για τις κούνιες." }
advice = { el = "Τις φτιάχνουμε κάθε άνοιξη." }
words = { el = ["κουνια|τραμπαλα χαλασμενη|σπασμενη", "λακκουβα"] }
retention = { name = "information", source = "Δεν τηρούνται στοιχεία" }
"""


@pytest.mark.parametrize(
    "text",
    ["λάμπα", "ΛΑΜΠΑ", "lampa", "lamba", "λαμπες", "λαμπτηρες", "Καμένη λάμπα", "kamenh lampa", "street light broken"],
)
def test_a_service_is_known_by_its_words_however_spelled(understanding: Understanding, text: str) -> None:
    assert understanding.understand(text).intent == "service:street-light"


def test_a_message_about_two_matters_is_asked_about(understanding: Understanding) -> None:
    understood = understanding.understand("έχει μια λακκούβα και γεμάτο κάδο και σκουπίδια, επίσης αδέσποτα")
    assert understood.intent == "unknown"
    assert "service:stray-animal" in understood.alternatives


def test_a_mere_hint_in_a_long_message_starts_nothing(understanding: Understanding) -> None:
    understood = understanding.understand("κάθε καλοκαίρι ποτίζουμε τις γλάστρες μας με νερό από τη δεξαμενή")
    assert understood.intent == "unknown"
    assert understood.alternatives == ("service:water-leak",)


def test_talk_about_other_things_is_unknown_without_alternatives(understanding: Understanding) -> None:
    for text in ("χρόνια πολλά", "ok euxaristw", "what a nice day", "", "   ", "🙂", "?" * 5000):
        understood = understanding.understand(text)
        assert (understood.intent, understood.alternatives) == ("unknown", ())


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("καμένη λάμπα", "el"),
        ("kamenh lampa", "el"),
        ("there is a pothole", "en"),
        ("STOP", "en"),
        ("12", ""),
        ("!", ""),
    ],
)
def test_the_language_of_a_message(understanding: Understanding, text: str, language: str) -> None:
    assert understanding.understand(text).language == language


def test_a_service_of_ones_own_is_understood_without_code(tmp_path: Path) -> None:
    (tmp_path / "swings.toml").write_text(SWINGS, encoding="utf-8")
    understanding = Understanding(load([SHIPPED, tmp_path], kinds()))
    assert understanding.understand("spasmenh kounia sto parko").intent == "service:swings"


def test_words_that_two_services_share_are_told_and_asked_about(tmp_path: Path) -> None:
    (tmp_path / "swings.toml").write_text(SWINGS, encoding="utf-8")
    catalogue = load([SHIPPED, tmp_path], kinds())
    assert ("lakub", ("road-damage", "swings")) in shared_words(catalogue)
    understood = Understanding(catalogue).understand("λακκούβα")
    assert understood.intent == "unknown"
    assert set(understood.alternatives) == {"service:road-damage", "service:swings"}


def test_shipped_services_share_hints_only() -> None:
    assert {owners for _, owners in shared_words(catalogue_for(None, "trikala"))} <= {("bulky-waste", "tree")}
