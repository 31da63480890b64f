"""Two samples of what citizens text, with what they mean."""

import csv
import time
from pathlib import Path

import pytest

from core.dialogue.understanding import Understanding

DATA = Path(__file__).parents[3] / "data"


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def right(understanding: Understanding, row: dict[str, str]) -> bool:
    understood = understanding.understand(row["text"])
    return (understood.intent, understood.argument) == (row["intent"], row["argument"] or "")


def wrong_start(understanding: Understanding, row: dict[str, str]) -> bool:
    intent = understanding.understand(row["text"]).intent
    return intent.startswith("service:") and intent != row["intent"]


def exists(understanding: Understanding, row: dict[str, str]) -> bool:
    kind, _, key = row["intent"].partition(":")
    return kind != "service" or key in understanding.catalogue.services


def test_the_given_sample_is_understood(understanding: Understanding) -> None:
    known = [row for row in rows("understanding-dev.tsv") if exists(understanding, row)]
    missed = [row["text"] for row in known if not right(understanding, row)]
    assert len(missed) <= 2, missed


def test_nothing_in_the_given_sample_starts_a_wrong_service(understanding: Understanding) -> None:
    assert not [row["text"] for row in rows("understanding-dev.tsv") if wrong_start(understanding, row)]


def test_nearly_all_of_the_larger_sample_is_understood(understanding: Understanding) -> None:
    sample = rows("understanding-more.tsv")
    missed = [row["text"] for row in sample if not right(understanding, row)]
    assert len(sample) >= 800
    assert len(missed) <= 0.02 * len(sample), missed


def test_nothing_in_the_larger_sample_starts_a_wrong_service(understanding: Understanding) -> None:
    assert not [row["text"] for row in rows("understanding-more.tsv") if wrong_start(understanding, row)]


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("understanding-unseen.tsv", 0.98),
        ("understanding-third.tsv", 0.98),
        ("understanding-fourth.tsv", 0.98),
        ("understanding-fifth.tsv", 0.98),
    ],
)
def test_what_many_hands_text_is_understood_and_starts_no_wrong_service(
    understanding: Understanding, name: str, least: float
) -> None:
    sample = rows(name)
    offered = [row for row in sample if exists(understanding, row)]
    missed = [row["text"] for row in offered if not right(understanding, row)]
    assert len(missed) <= (1 - least) * len(offered), missed
    assert not [row["text"] for row in sample if wrong_start(understanding, row)]


@pytest.mark.parametrize(
    "text",
    [
        "ο κάδος του πλυντηρίου μου δεν γυρίζει",
        "λάμπα για το σαλόνι",
        "το δέντρο της ζωής",
        "light beer",
        "ο σκύλος μου έφαγε τα παπούτσια μου",
        "εκπτώσεις σε στρώματα και έπιπλα",
        "έπιασε φωτιά το βουνό",
    ],
)
def test_a_services_word_in_another_sense_starts_nothing(understanding: Understanding, text: str) -> None:
    assert understanding.understand(text).intent == "unknown"


def test_a_message_is_understood_in_about_a_millisecond(understanding: Understanding) -> None:
    texts = [row["text"] for row in rows("understanding-more.tsv")]
    began = time.process_time()
    for text in texts:
        understanding.understand(text)
    assert (time.process_time() - began) / len(texts) < 0.0012


def test_every_certificate_that_somebody_asks_for_is_begun(understanding: Understanding) -> None:
    certificates = ("service:permanent-residence", "service:no-property-debt", "service:municipal-clearance")
    asked = [row for path in sorted(DATA.glob("*.tsv")) for row in rows(path.name) if row["intent"] in certificates]
    assert len(asked) >= 20
    assert not [row["text"] for row in asked if not right(understanding, row)]
