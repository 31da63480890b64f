"""What is printed: every shipped document, and a fourth one that is a file and a template and nothing else."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path
from shutil import which
from typing import Any

import pytest

from core.bootstrap import build
from core.catalogue import SHIPPED, catalogue_for
from core.certificates.issuing import Decision
from core.certificates.printing import SHIPPED as TEMPLATES
from core.certificates.printing import Printing, Sheet
from core.errors import Unavailable
from core.municipalities import files
from core.settings import Settings
from tests.certified import ANSWERS, FIELDS, NAME, Hall
from tests.stopped import Stopped

SERVICES = [one for one in catalogue_for(None, "trikala").services.values() if one.certificate and one.certificate.template]
BOTH = {"el": "16 Νοεμβρίου 2026", "en": "16 November 2026"}


def sheet(template: str, fields: dict[str, str], **more: Any) -> Sheet:
    data = {
        "title": "Έγγραφο", "state": "ΕΛΛΗΝΙΚΗ ΔΗΜΟΚΡΑΤΙΑ", "heading": "ΔΗΜΟΣ", "town": {"el": "Δήμος", "en": "Town"},
        "department": "Τμήμα", "address": "Οδός 1", "protocol": "2026/000001", "issued": BOTH, "valid": BOTH, "notice": "",
        "copy_of": "", "automatic": False, "english": True, "fields": fields, "latin": fields, "code": "1234 5678",
        "address_of_check": "https://x.example/v", "number": "+302431000001",
    }  # fmt: skip
    return Sheet(template, data | more, "https://x.example/v/1", datetime(2026, 11, 16, tzinfo=UTC))


def words_of(pdf: bytes, folder: Path) -> str:
    """The text of a PDF, where the machine has an independent reader of it; else the file's own promise is all there is."""
    found = which("pdftotext")
    if found is None:
        return ""
    (folder / "a.pdf").write_bytes(pdf)
    return subprocess.run([found, str(folder / "a.pdf"), "-"], capture_output=True, text=True, check=True, timeout=60).stdout


@pytest.mark.parametrize("service", SERVICES, ids=lambda one: one.key)
def test_every_shipped_document_prints_its_fields(service: Any, tmp_path: Path) -> None:
    fields = {name: f"ΤΙΜΗ{at}" for at, name in enumerate(service.certificate.fields)}
    drawn = Printing().draw(sheet(service.certificate.template, fields))
    assert drawn.startswith(b"%PDF-1.7")
    said = words_of(drawn, tmp_path)
    if said:
        assert [value for value in fields.values() if value not in said] == []
        assert "Courtesy translation" in said


def test_nothing_that_somebody_wrote_is_read_as_markup(tmp_path: Path) -> None:
    evil = '#panic("x") *bold* $x$ \\ "] ) #read("/etc/passwd")'
    drawn = Printing().draw(sheet("permanent-residence", FIELDS | {"name": evil}))
    said = words_of(drawn, tmp_path)
    assert not said or "#panic" in said


def test_the_same_sheet_gives_the_same_bytes() -> None:
    printing = Printing()
    one = sheet("permanent-residence", FIELDS)
    assert printing.draw(one) == printing.draw(one) == Printing().draw(one)


@pytest.mark.parametrize("name", ["absent", "_frame", "../permanent-residence"])
def test_a_template_that_is_not_there_is_told(name: str) -> None:
    with pytest.raises(Unavailable) as refused:
        Printing().draw(sheet(name, FIELDS))
    assert refused.value.code == "template"


def test_a_template_with_a_mistake_is_told(tmp_path: Path) -> None:
    (tmp_path / "broken.typ").write_text("#let title = (el: ", "utf-8")
    with pytest.raises(Unavailable):
        Printing([tmp_path]).draw(sheet("broken", FIELDS))


def test_a_fourth_certificate_is_one_file_and_one_template(tmp_path: Path, sqlite_template: Path) -> None:
    catalogue = tmp_path / "catalogue"
    (catalogue / "certificates").mkdir(parents=True)
    text = (SHIPPED / "permanent-residence.toml").read_text("utf-8")
    text = text.replace('menu = "51"', 'menu = "45"').replace('template = "permanent-residence"', 'template = "locality"')
    text = text.replace("Βεβαίωση μόνιμης κατοικίας", "Πιστοποιητικό εντοπιότητας")
    (catalogue / "locality.toml").write_text(text, "utf-8")
    (catalogue / "certificates" / "locality.typ").write_text(
        (TEMPLATES / "permanent-residence.typ").read_text("utf-8").replace("κατοικεί μόνιμα", "είναι δημότης"), "utf-8"
    )
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "thyrida.db").write_bytes(sqlite_template.read_bytes())
    core = build(Settings(data=tmp_path / "var", catalogue=catalogue), clock=Stopped())  # type: ignore[call-arg]
    for one in files.demonstration():
        core.directory.add(one, core.clock.now())
    hall = Hall(core, core.directory.by_key("trikala"))
    made = hall.issue(hall.applied("locality", ANSWERS), "locality", Decision(FIELDS))
    hall.seal(made)
    assert hall.row(made).title["el"] == "Πιστοποιητικό εντοπιότητας"
    said = words_of(hall.pdf(made), tmp_path)
    assert not said or ("είναι δημότης" in " ".join(said.split()) and NAME in said)
    core.database.close()
