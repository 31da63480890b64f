"""A file that somebody brings: what was done to it is told apart."""

from io import BytesIO
from pathlib import Path

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from core.adapters.seals import Seals, State, read_seal
from core.certificates.examining import Examined, Finding, examine
from core.certificates.printing import Printing
from core.certificates.sheets import sheet_of
from tests.certified import Hall


def examined(hall: Hall, content: bytes, expected: int | None = None) -> Examined:
    reading = read_seal(content)
    with hall.core.database.reading(hall.town) as work:
        return examine(work, content, reading, expected)


def unsealed(hall: Hall, made: int) -> bytes:
    """The document as it was before its seal."""
    with hall.core.database.reading(hall.town) as work:
        row = hall.row(made)
        return Printing().draw(sheet_of(work, row, hall.core.codes, hall.core.site(hall.town), False))


def added_to(content: bytes) -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(content))
    writer.root["/Somebody"] = generic.TextStringObject("was here")
    writer.update_root()
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_the_file_itself_is_known_byte_for_byte(hall: Hall) -> None:
    made, other = hall.issued(), hall.issued()
    assert examined(hall, hall.pdf(made)) == Examined(Finding.WHOLE, made)
    assert examined(hall, hall.pdf(made), made) == Examined(Finding.WHOLE, made)
    assert examined(hall, hall.pdf(made), other) == Examined(Finding.ANOTHER, made)


def test_a_changed_byte_shows_wherever_it_is(hall: Hall) -> None:
    made = hall.issued()
    content = hall.pdf(made)
    found = set()
    for at in range(len(content) // 7, len(content), len(content) // 60):
        changed = bytearray(content)
        changed[at] ^= 1
        found.add(examined(hall, bytes(changed)).finding)
    assert Finding.WHOLE not in found
    assert Finding.ALTERED in found
    assert found <= {Finding.ALTERED, Finding.UNSEALED, Finding.FOREIGN}


def test_a_stripped_seal_shows(hall: Hall) -> None:
    made = hall.issued()
    assert examined(hall, unsealed(hall, made)).finding is Finding.UNSEALED


def test_somebody_elses_seal_shows(hall: Hall, tmp_path: Path) -> None:
    made = hall.issued()
    theirs = Seals(tmp_path / "theirs", hall.core.clock).seal(hall.town, unsealed(hall, made), "x").content
    assert read_seal(theirs).state is State.WHOLE
    assert examined(hall, theirs).finding is Finding.FOREIGN


def test_another_towns_seal_is_foreign_here(hall: Hall) -> None:
    made = hall.issued()
    there = Hall(hall.core, hall.core.directory.by_key("corfu"))
    assert examined(there, hall.pdf(made)).finding is Finding.FOREIGN


def test_an_addition_after_the_seal_shows_and_names_what_it_was(hall: Hall) -> None:
    made = hall.issued()
    assert examined(hall, added_to(hall.pdf(made))) == Examined(Finding.ADDED, made)


@pytest.mark.parametrize("content", [b"", b"hello", b"\x00" * 2000, b"%PDF-1.7\nnothing", b"%PDF-1.7 /ByteRange [0 1 2 3] >>"])
def test_what_is_no_document_at_all_harms_nothing(hall: Hall, content: bytes) -> None:
    assert examined(hall, content).finding in (Finding.NO_PDF, Finding.UNSEALED, Finding.ALTERED)
