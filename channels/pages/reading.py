"""A form as a reply. Nothing is understood here: the question's kind reads what was typed."""

from collections.abc import Mapping

from core.dialogue.answers import Form, Heard, Upload
from core.dialogue.kinds.file import LATER

# Longer than any answer may be; what is longer is cut before it is kept anywhere, and its kind says that it is too long.
LONGEST = 10_000
PARTS = ("lat", "lon", "source", "sure", "day", "month", "year")


def text(form: Mapping[str, str], name: str, longest: int = LONGEST) -> str:
    """One field as text that every database can keep: no NUL characters, and no longer than it may be."""
    return form.get(name, "").replace("\x00", "")[:longest]


def heard(form: Mapping[str, str], uploads: tuple[Upload, ...] = ()) -> Heard:
    """What a page's form says: `answer`, the fields of a place or a date, files, or "I will bring it later"."""
    words = text(form, "answer")
    if form.get("later") and not uploads and not words.strip():
        return Heard(LATER, Form.LATER)
    parts = {name: said for name in PARTS if (said := text(form, name, 100).strip())}
    if "lat" in parts and words.strip():
        parts["text"] = words
    return Heard(words, Form.FILE if uploads and not words.strip() else Form.TYPED, uploads, parts)
