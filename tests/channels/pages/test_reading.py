"""A form as a reply: nothing lost, nothing understood, nothing that a database refuses."""

import pytest

from channels.pages.reading import LONGEST, heard, text
from core.dialogue.answers import Form, Heard, Upload

PHOTO = Upload("image/jpeg", "a.jpg", storage_key="trikala/uploads/a/b.jpg", size=3, sha256="ab")


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({}, Heard()),
        ({"answer": " Ασκληπιού 12 "}, Heard(" Ασκληπιού 12 ")),
        ({"answer": "a\x00b"}, Heard("ab")),
        ({"later": "yes"}, Heard("later", Form.LATER)),
        ({"later": "yes", "answer": "out"}, Heard("out")),
        ({"day": "3", "month": " 11 ", "year": "2026"}, Heard("", parts={"day": "3", "month": "11", "year": "2026"})),
        ({"lat": "", "lon": "", "source": "", "answer": "Πύλη"}, Heard("Πύλη")),
        (
            {"lat": "39.5", "lon": "21.7", "source": "pin", "answer": "Πύλη"},
            Heard("Πύλη", parts={"lat": "39.5", "lon": "21.7", "source": "pin", "text": "Πύλη"}),
        ),
        ({"lat": "39.5", "lon": "21.7"}, Heard("", parts={"lat": "39.5", "lon": "21.7"})),
        ({"unknown": "x", "turn": "y"}, Heard()),
    ],
)
def test_a_form_says_what_its_fields_say(form: dict[str, str], said: Heard) -> None:
    assert heard(form) == said


def test_files_alone_are_a_file_and_win_over_later() -> None:
    assert heard({"later": "yes"}, (PHOTO,)) == Heard("", Form.FILE, (PHOTO,))


def test_what_is_far_too_long_is_cut() -> None:
    assert len(text({"answer": "α" * (LONGEST + 5)}, "answer")) == LONGEST
