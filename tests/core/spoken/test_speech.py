"""What is written is said as a person would say it."""

from datetime import UTC, date, datetime

import pytest

from core.languages import tongue
from core.spoken.speech import ALOUD, LONGEST, aloud
from core.text import Code, _


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (Code("482913053"), "4 8 2, 9 1 3, 0 5 3"),
        (Code("0042", group=4), "0 0 4 2"),
        (Code("1234567890123456", group=4), "1 2 3 4, 5 6 7 8, 9 0 1 2, 3 4 5 6"),
        (Code("6912345678", group=2), "6 9, 1 2, 3 4, 5 6, 7 8"),
    ],
)
def test_a_code_is_said_digit_by_digit_in_its_groups(code: Code, said: str) -> None:
    assert ALOUD.code(code, "el") == said
    assert aloud(said, "el") == said


@pytest.mark.parametrize(
    ("day", "language", "said"),
    [
        (date(2026, 11, 23), "el", "Δευτέρα 23 Νοεμβρίου 2026"),
        (date(2026, 12, 1), "el", "Τρίτη πρώτη Δεκεμβρίου 2026"),
        (date(2026, 12, 1), "en", "Tuesday 1 December 2026"),
    ],
)
def test_a_day_is_said_with_its_weekday(day: date, language: str, said: str) -> None:
    assert ALOUD.day(day, language) == said
    assert aloud(said, language) == said


@pytest.mark.parametrize(
    ("at", "language", "said"),
    [
        (datetime(2026, 11, 23, 12, 30, tzinfo=UTC), "el", "Δευτέρα 23 Νοεμβρίου 2026, στις 14 και 30"),
        (datetime(2026, 11, 23, 11, 0, tzinfo=UTC), "el", "Δευτέρα 23 Νοεμβρίου 2026, στις 13"),
        (datetime(2026, 11, 22, 23, 0, tzinfo=UTC), "el", "Δευτέρα 23 Νοεμβρίου 2026, στη 1"),
        (datetime(2026, 11, 23, 12, 30, tzinfo=UTC), "en", "Monday 23 November 2026, at 2:30 p.m."),
        (datetime(2026, 11, 22, 22, 0, tzinfo=UTC), "en", "Monday 23 November 2026, at 12 a.m."),
    ],
)
def test_a_moment_is_said_on_the_towns_own_clock(at: datetime, language: str, said: str) -> None:
    assert tongue(language, ALOUD)(at) == said


@pytest.mark.parametrize(
    ("written", "language", "said"),
    [
        ("Ο ΑΦΜ έχει 9 ψηφία.", "el", "Ο Α Φ Μ έχει 9 ψηφία."),
        ("Α.Φ.Μ. και Α.Δ.Τ.", "el", "Α Φ Μ και Α Δ Τ"),
        ("Ο ΑΜΚΑ σας", "el", "Ο ΑΜΚΑ σας"),
        ("π.χ. λάδια/μπαταρίες κ.λπ.", "el", "για παράδειγμα λάδια ή μπαταρίες και λοιπά"),
        ("ν. 2690/1999", "el", "νόμος 2690 του 1999"),
        ("Δ. Τρικκαίων: ελάβαμε", "el", "Δήμος Τρικκαίων: ελάβαμε"),
        ("έως 29/10/2026", "el", "έως Πέμπτη 29 Οκτωβρίου 2026"),
        ("Οδοφωτισμός 20/11", "el", "Οδοφωτισμός 20 Νοεμβρίου"),
        ("31/02/2026", "el", "31/02/2026"),
        ("12,50 €", "el", "12 ευρώ και 50 λεπτά"),
        ("12.50 €", "en", "12 euros and 50 cents"),
        ("20 €", "el", "20 ευρώ"),
        ("τηλ. 2431000000", "el", "τηλέφωνο 2 4 3, 1 0 0, 0 0 0 0"),
        ("+302431000000", "en", "2 4 3, 1 0 0, 0 0 0 0"),
        ("421 31 Τρίκαλα", "el", "4 2 1, 3 1 Τρίκαλα"),
        ("Ασκληπιού 18, το έτος 2026", "el", "Ασκληπιού 18, το έτος 2026"),
        ("08:00-15:00", "el", "από 8 έως 15"),
        ("07:30", "el", "7 και 30"),
        ("07:30", "en", "7:30"),
        ("https://www.gov.gr", "el", "www τελεία gov τελεία gr"),
        ("maria@example.gr", "en", "maria at example dot gr"),
        ("call 112", "en", "call 1 1 2"),
        ("«Λάμπα» (σβηστή)", "el", "Λάμπα, σβηστή,"),
        ("ναι 👍 και\x00\x0b όχι", "el", "ναι και όχι"),
        ("περίπου 1.500 τ.μ.", "el", "περίπου 1.500 τετραγωνικά μέτρα"),
        ("Τηλ. 24310 12345", "el", "Τηλέφωνο 2 4 3, 1 0 1, 2 3 4 5"),
        ("30%", "el", "30 τοις εκατό"),
        ("1.200,50 € και 15000 €", "el", "1200 ευρώ και 50 λεπτά και 15000 ευρώ"),
        ("12,000 €", "en", "12000 euros"),
        ("στις 9 π.μ., δηλ. νωρίς", "el", "στις 9 το πρωί, δηλαδή νωρίς"),
        ("", "el", ""),
    ],
)
def test_what_was_written_for_the_eye_is_turned_for_the_ear(written: str, language: str, said: str) -> None:
    assert aloud(written, language) == said
    assert aloud(said, language) == said


def test_a_very_long_text_is_cut_at_a_word() -> None:
    said = aloud("λέξη " * 1000, "el")
    assert len(said) <= LONGEST
    assert said.endswith("λέξη")


def test_a_language_without_a_table_of_its_own_is_still_said() -> None:
    assert aloud("10:30", "sq") == "10:30"


def test_numbers_in_sentences_are_whole() -> None:
    assert tongue("en", ALOUD)(_("{count} days", count=1500)) == "1500 days"
