from collections.abc import Callable
from typing import Any

import pytest

from core.dialogue.answers import Answer, Form
from core.text import Text


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("Καμένη λάμπα", "Καμένη λάμπα"), ("  καμένη   λάμπα ", "καμένη λάμπα"), ("ένα\r\nδύο", "ένα\nδύο"),
        ("ένα\n\n\n δύο", "ένα\nδύο"), ("a\tb", "a b"),
        ("a\x00b", "ab"), ("\u202eabc", "abc"), ("\ud800abc", "abc"), ("e\u0301", "é"), ("22", "22"),
        ("😀 λάμπα", "😀 λάμπα"), ("ΣΤΟΠ τα φορτηγά", "ΣΤΟΠ τα φορτηγά"),
        ("ν", "ν"), ("٣", "٣"), ("α" * 2000, "α" * 2000),
    ],
)  # fmt: skip
def test_words_are_kept_as_they_were_written_but_clean(reads: Callable[..., Answer], words: str, kept: str) -> None:
    assert reads("words", words).value == kept


@pytest.mark.parametrize(
    ("words", "code"),
    [("", "empty"), ("   ", "empty"), ("...", "empty"), ("\x00", "empty"), ("😀", "empty"), ("αβ", "too-short"),
     ("α" * 21, "too-long"), ("a\nb c d e f g h i j k l", "too-long")],
)  # fmt: skip
def test_words_that_say_nothing_or_too_much_are_refused(refuses: Callable[..., str], words: str, code: str) -> None:
    assert refuses("words", words, least=3, most=20) == code


def test_more_than_two_thousand_characters_are_too_long(refuses: Callable[..., str]) -> None:
    assert refuses("words", "α" * 2001) == "too-long"


def test_spoken_words_have_no_value_yet(reads: Callable[..., Answer]) -> None:
    assert reads("words", form=Form.RECORDED, uploads=1) == Answer(None, Form.RECORDED, (1,))


@pytest.mark.parametrize("uploads", [1, 2, 5])
def test_files_are_counted_and_named(reads: Callable[..., Answer], uploads: int) -> None:
    assert reads("file", "see this", uploads=uploads) == Answer(uploads, Form.FILE, tuple(range(1, uploads + 1)))


@pytest.mark.parametrize(
    "words",
    ["later", "LATER", "Later.", "αργότερα", "ΑΡΓΟΤΕΡΑ", "argotera", "μετά", "meta", "Θα το φέρω", "tha to fero",
     "8a to ferw", "θα το στείλω", "I will bring it", "I'll bring it"],
)  # fmt: skip
def test_a_file_can_be_promised(reads: Callable[..., Answer], words: str) -> None:
    assert reads("file", words) == Answer(None, Form.LATER)


@pytest.mark.parametrize(
    ("words", "uploads", "code"),
    [("", 0, "no-file"), ("δεν έχω", 0, "no-file"), ("photo.jpg", 0, "no-file"), ("1", 0, "no-file"),
     ("later or never", 0, "no-file"), ("", 1, "too-few"), ("", 4, "too-many"), ("later", 4, "too-many")],
)  # fmt: skip
def test_no_file_or_the_wrong_number_is_refused(refuses: Callable[..., str], words: str, uploads: int, code: str) -> None:
    assert refuses("file", words, uploads=uploads, least=2, most=3) == code


def test_files_are_shown_as_a_number(question: Callable[..., Any]) -> None:
    asked = question("file")
    shown = asked.kind.show(asked, Answer(2, Form.FILE, (1, 2)))
    assert isinstance(shown, Text) and shown.count == 2
