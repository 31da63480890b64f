"""Printing: what a reader's software needs is in the file, and nothing that is written can break or become markup."""

import re
import zlib
from datetime import UTC, datetime
from typing import Any

import pytest

from core.documents import Document, TypstPrinter
from core.documents.letters import RANGES, UNKNOWN, printable

AT = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)


def document(language: str = "el", **changed: Any) -> Document:
    data = {
        "title": "Διαβίβαση αιτήματος 482 913 053",
        "town": "Δήμος Δοκιμής",
        "opening": "Σας διαβιβάζουμε το παρόν αίτημα.",
        "facts": [["Αριθμός αναφοράς", "482 913 053"]],
        "answers": [{"label": "Πού;", "shown": "Ασκληπιού 12"}],
        "papers": [{"name": "lampa.jpg", "size": "9 byte", "digest": "ab" * 32}],
        "due": ["Το λάβαμε στις 16 Νοεμβρίου 2026."],
        "contact": [["Τμήμα", "Ηλεκτροφωτισμού"]],
        "headings": {"said": "Τι", "papers": "Χαρτιά", "paper": ["Όνομα", "Μέγεθος", "Σύνοψη"], "due": "Πώς", "contact": "Ποιον"},
    }
    return Document("hand-over", language, {**data, **changed}, AT)


def inside(pdf: bytes) -> str:
    """Everything readable in a PDF's objects, its streams unpacked."""
    found = [pdf]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(stream))
        except zlib.error:
            found.append(stream)
    return b"\n".join(found).decode("latin-1")


def shows(pdf: bytes, text: str) -> bool:
    """Whether every letter of a text can be taken out of the PDF again: its fonts map glyphs back to it."""
    maps = "".join(re.findall(r"beginbf(?:char|range)(.*?)endbf", inside(pdf), re.DOTALL)).lower()
    return all(f"{ord(letter):04x}" in maps for letter in set(text) - {" "})


@pytest.mark.parametrize("language", ["el", "en"])
def test_a_document_is_for_archives_and_for_everybody(language: str, caplog: pytest.LogCaptureFixture) -> None:
    pdf = TypstPrinter().print(document(language))
    text = inside(pdf)
    assert pdf.startswith(b"%PDF-1.7")
    for sign in ("<pdfaid:part>2</pdfaid:part>", "<pdfaid:conformance>A</pdfaid:conformance>", "<pdfuaid:part>1</pdfuaid:part>"):
        assert sign in text
    assert f"/Lang ({language})" in text or f"/Lang({language})" in text
    assert "/StructTreeRoot" in text
    for tag in ("/H1", "/H2", "/Table", "/TH"):
        assert re.search(rf"/S\s*{tag}\b", text), tag
    assert text.count("/FontFile") >= 2
    assert caplog.records == []


def test_its_greek_can_be_taken_out_again() -> None:
    pdf = TypstPrinter().print(document(opening="Διαβίβαση, ὁ πολυτονικὸς ᾧ ΐ"))
    assert shows(pdf, "Διαβίβασηὁπολυτνικὸςᾧΐ")


def test_the_same_document_is_the_same_file() -> None:
    assert TypstPrinter().print(document()) == TypstPrinter().print(document())


def test_what_is_written_is_never_read_as_markup() -> None:
    wild = '#import "x": * $a$ *b* _c_ \\ "] #{panic()} <label> @ref // /* `'
    pdf = TypstPrinter().print(document(opening=wild, answers=[{"label": wild, "shown": wild + "\n" + wild}]))
    assert shows(pdf, "#$*_\\]{}<@`")


def test_every_letter_that_we_say_we_can_show_is_shown() -> None:
    every = " ".join(chr(code) for first, last in RANGES for code in range(first, last + 1))
    TypstPrinter().print(document(opening=every, facts=[["x", every]]))


@pytest.mark.parametrize("said", ["Καλημέρα 😀", "你好", "a\x00b", "\ufeffx", "مرحبا", "\ue000"])
def test_what_our_font_cannot_show_is_marked_and_breaks_nothing(said: str) -> None:
    TypstPrinter().print(document(opening=said, answers=[{"label": said, "shown": said}]))


def test_signs_that_are_never_seen_are_left_out_and_others_are_marked() -> None:
    assert printable("a\x00\u200bb\ufeff") == "ab"
    assert printable("και 😀") == f"και {UNKNOWN}"
    assert printable("e\u0301\r\n\tx") == "é\n x"
