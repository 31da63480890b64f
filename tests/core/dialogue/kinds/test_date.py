from collections.abc import Callable

import pytest

from core.dialogue.answers import Answer, Form


@pytest.mark.parametrize(
    "words",
    [
        "22/11/2026", "22-11-2026", "22.11.26", "22 11 2026", "22/11", "22-11", "22112026", "221126", "2211",
        "2026-11-22",
        "22 Νοεμβρίου 2026", "22 νοεμβριου", "22 ΝΟΕΜΒΡΙΟΥ 2026", "22 Νοέμβριος", "22 Νοε", "22 Νοέμβρη",
        "22 noemvriou 2026",
        "22 noembriou", "22 noem", "22 November 2026", "November 22, 2026", "22nd of November",
        "the 22nd of Nov 2026",
        "Κυριακή 22 Νοεμβρίου", "kyriaki 22/11", "στις 22 Νοεμβρίου 2026", "22α Νοεμβρίου", "22112026#",
        "22 νοεμβίου",
    ],
)  # fmt: skip
def test_one_day_is_read_in_many_ways(reads: Callable[..., Answer], words: str) -> None:
    assert reads("date", words).value == "2026-11-22"


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("σήμερα", "2026-11-16"), ("shmera", "2026-11-16"), ("today", "2026-11-16"), ("αύριο", "2026-11-17"),
        ("ΑΥΡΙΟ", "2026-11-17"),
        ("avrio", "2026-11-17"), ("aurio", "2026-11-17"), ("tomorrow", "2026-11-17"), ("μεθαύριο", "2026-11-18"),
        ("χθες", "2026-11-15"), ("xtes", "2026-11-15"), ("yesterday", "2026-11-15"), ("την Παρασκευή", "2026-11-20"),
        ("paraskevi", "2026-11-20"), ("Deftera", "2026-11-23"), ("Τρίτη", "2026-11-17"),
        ("on Sunday", "2026-11-22"), ("την επόμενη Τρίτη", "2026-11-17"),
        ("1η Μαΐου", "2027-05-01"), ("1 maiou 2026", "2026-05-01"), ("3 ιουν 2026", "2026-06-03"),
        ("3 iouliou 2026", "2026-07-03"),
        ("15 Αυγούστου 2026", "2026-08-15"), ("15 avgoustou 2026", "2026-08-15"), ("28 oktwvriou 2026", "2026-10-28"),
        ("29/2", "2028-02-29"), ("31/12", "2026-12-31"), ("5/1", "2027-01-05"), ("7 γεναρη 2026", "2026-01-07"),
        ("1 Φλεβάρη 2026", "2026-02-01"), ("9 sept 2026", "2026-09-09"), ("9 septemvriou 2026", "2026-09-09"),
        ("24 dekemvriou", "2026-12-24"), ("25 martiou 2027", "2027-03-25"), ("10 apriliou 2026", "2026-04-10"),
    ],
)  # fmt: skip
def test_days_are_read_from_words(reads: Callable[..., Answer], words: str, day: str) -> None:
    assert reads("date", words).value == day


@pytest.mark.parametrize(
    ("words", "day"),
    [("22/12", "2025-12-22"), ("Δευτέρα", "2026-11-09"), ("16/11", "2026-11-16"), ("3/4/85", "1985-04-03"),
     ("3/4/30", "1930-04-03")],
)  # fmt: skip
def test_a_question_about_the_past_is_answered_with_the_past(reads: Callable[..., Answer], words: str, day: str) -> None:
    assert reads("date", words, latest_days=0).value == day


def test_a_question_about_the_future_is_answered_with_the_future(reads: Callable[..., Answer]) -> None:
    assert reads("date", "10/11", earliest_days=1).value == "2027-11-10"
    assert reads("date", "3/4/30", earliest="2026-11-17").value == "2030-04-03"


def test_the_three_fields_of_a_page_are_one_date(reads: Callable[..., Answer]) -> None:
    assert reads("date", parts={"day": "22", "month": "11", "year": "2026"}).value == "2026-11-22"
    assert reads("date", parts={"day": "22", "month": "Νοε", "year": "2026"}).value == "2026-11-22"


def test_a_keyed_date_says_that_it_was_keyed(reads: Callable[..., Answer]) -> None:
    assert reads("date", "22112026", form=Form.KEYED) == Answer("2026-11-22", Form.KEYED)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("", "empty"), ("٢٢/١١/٢٠٢٦", "foreign-digits"), ("２２/１１", "foreign-digits"), ("κάποτε", "not-a-date"),
        ("22", "length"),
        ("2211202", "length"), ("22/13/2026", "no-such-month"), ("11/22/2026", "no-such-month"),
        ("31/4/2026", "no-such-day"),
        ("31 Νοεμβρίου", "no-such-day"), ("29/2/2026", "no-such-day"), ("0/11/2026", "no-such-day"),
        ("22/11/0026", "no-such-year"),
        ("22/11/126", "no-such-year"), ("Δευτέρα 22/11/2026", "weekday"), ("22 μαρ απρ", "not-a-date"),
        ("5 ιου", "not-a-date"),
        ("1/2/3/4", "not-a-date"), ("22 λάμπες", "not-a-date"), ("15/11/2026", "too-early"), ("χθες", "too-early"),
        ("17/12/2026", "too-late"), ("1/1/2030", "too-late"), ("99999999999", "length"),
        ("22/11/99999", "not-a-date"),
    ],
)  # fmt: skip
def test_what_is_no_day_in_the_range_is_refused(refuses: Callable[..., str], words: str, code: str) -> None:
    assert refuses("date", words, earliest_days=0, latest="2026-12-16") == code
