from collections.abc import Callable
from gettext import NullTranslations
from typing import Any

import pytest

from core.dialogue.answers import Answer
from core.dialogue.kinds.slot import SLOT
from core.text import Tongue


def test_the_slots_are_the_parts_of_the_next_working_days(question: Callable[..., Any], situation: Callable[..., Any]) -> None:
    picks = SLOT.picks(question("slot"), situation())
    assert len(picks) == 10
    assert list(picks)[:3] == ["2026-11-17T08:00/11:00", "2026-11-17T11:00/14:00", "2026-11-18T08:00/11:00"]
    assert list(picks)[-1] == "2026-11-23T11:00/14:00", "the weekend is left out"

    assert Tongue("en", NullTranslations())(next(iter(picks.values()))) == "Tuesday November 17, 2026, 08:00 to 11:00"


def test_days_and_parts_come_from_the_service(question: Callable[..., Any], situation: Callable[..., Any]) -> None:
    picks = SLOT.picks(question("slot", days=2, parts=["16:00-18:00"]), situation())
    assert list(picks) == ["2026-11-17T16:00/18:00", "2026-11-18T16:00/18:00"]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("1", "2026-11-17T08:00/11:00"), ("2.", "2026-11-17T11:00/14:00"), ("10", "2026-11-23T11:00/14:00"),
        ("2026-11-18T08:00/11:00", "2026-11-18T08:00/11:00"), ("Τρίτη 8", "2026-11-17T08:00/11:00"),
        ("Τρίτη 8:00", "2026-11-17T08:00/11:00"),
        ("triti stis 11", "2026-11-17T11:00/14:00"), ("Τετάρτη 18 Νοεμβρίου, 11:00-14:00", "2026-11-18T11:00/14:00"),
        ("αύριο στις 9", "2026-11-17T08:00/11:00"), ("18/11 11:00", "2026-11-18T11:00/14:00"),
        ("Tuesday at 12", "2026-11-17T11:00/14:00"),
        ("Friday 20 November 2026 08:00 to 11:00", "2026-11-20T08:00/11:00"),
        ("Τρίτη 17 Νοεμβρίου 2026, 08:00 έως 11:00", "2026-11-17T08:00/11:00"),
        ("avrio 11", "2026-11-17T11:00/14:00"), ("20/11/2026 από 08:00 έως 11:00", "2026-11-20T08:00/11:00"),
    ],
)  # fmt: skip
def test_a_slot_is_found_by_place_value_or_words(reads: Callable[..., Answer], words: str, value: str) -> None:
    assert reads("slot", words).value == value


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("", "empty"), ("0", "not-offered"), ("11", "not-offered"), ("Σάββατο 8", "not-offered"),
        ("σήμερα", "not-offered"), ("όποτε", "not-offered"),
        ("2026-11-16T08:00/11:00", "not-offered"), ("Τρίτη 20:00", "ambiguous"), ("Τρίτη", "ambiguous"),
        ("αύριο", "ambiguous"), ("١", "foreign-digits"),
        ("1/1/2030 8", "not-offered"),
    ],
)  # fmt: skip
def test_what_is_not_on_offer_is_refused(refuses: Callable[..., str], words: str, code: str) -> None:
    assert refuses("slot", words) == code


@pytest.mark.parametrize(
    "settings", [{"days": 0}, {"days": 61}, {"parts": []}, {"parts": ["8-11"]}, {"parts": ["11:00-08:00"]}, {"part": 1}]
)
def test_a_definition_that_cannot_work_is_told(question: Callable[..., Any], settings: dict[str, object]) -> None:
    assert SLOT.check(question("slot", **settings)) is not None
    assert SLOT.check(question("slot", days=3, parts=["08:00-10:00"])) is None
