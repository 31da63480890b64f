"""Every `DocumentSigner` keeps the same promise: the self-made seal, and one on a token where the machine has a module."""

import shutil
import stat
import subprocess
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from cryptography import x509
from pyhanko.pdf_utils.reader import PdfFileReader

from core.adapters.seals import Seals, State, read_seal
from core.adapters.seals.installed import SealsFileError, read_tokens
from core.certificates.printing import Printing, Sheet
from core.errors import Unavailable
from core.municipalities import files
from core.ports import DocumentSigner
from tests.stopped import Stopped

CORFU, _ELEFSINA, TRIKALA = files.demonstration()
SEALS = """[trikala]
module = "/nowhere/libsofthsm2.so"
token = "seal"
certificate = "Municipality"
key = "Municipality"
pin_file = "{pin}"
"""


@pytest.fixture(scope="module")
def pdf() -> bytes:
    both = {"el": "16 Νοεμβρίου 2026", "en": "16 November 2026"}
    data = {
        "title": "Δημοτική ενημερότητα", "state": "Ε", "heading": "Δ", "town": {"el": "Δ", "en": "M"}, "department": "Τ",
        "address": "Α", "protocol": "2026/000001", "issued": both, "valid": both, "notice": "Αντίγραφο", "copy_of": "",
        "automatic": True, "english": True, "fields": {"name": "Ἀθηνᾶ #evil", "afm": "1", "purpose": "*x*"},
        "latin": {"name": "A", "afm": "1", "purpose": "x"}, "code": "1", "address_of_check": "a", "number": "",
    }  # fmt: skip
    return Printing().draw(Sheet("municipal-clearance", data, "http://x/v/1", datetime(2026, 11, 16, tzinfo=UTC)))


@pytest.fixture
def signer(tmp_path: Path) -> DocumentSigner:
    return Seals(tmp_path / "seals", Stopped())


def test_a_sealed_document_is_whole_and_tells_with_what_it_was_sealed(signer: DocumentSigner, pdf: bytes) -> None:
    sealed = signer.seal(TRIKALA, pdf, "Δημοτική ενημερότητα")
    reading = read_seal(sealed.content)
    assert (reading.state, reading.sealed_with) == (State.WHOLE, sealed.sealed_with)
    assert sealed.content.startswith(pdf)
    assert sealed.qualified is signer.qualified(TRIKALA)


def test_each_town_has_its_own_seal_and_keeps_it(signer: DocumentSigner, pdf: bytes) -> None:
    first, again, other = (signer.seal(town, pdf, "x").sealed_with for town in (TRIKALA, TRIKALA, CORFU))
    assert first == again
    assert first != other


def test_it_is_a_pades_seal_that_permits_no_change(signer: DocumentSigner, pdf: bytes) -> None:
    (seal,) = PdfFileReader(BytesIO(signer.seal(TRIKALA, pdf, "x").content)).embedded_signatures
    assert seal.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert seal.docmdp_level is not None
    assert seal.docmdp_level.value == 1


def test_the_document_is_tagged_archivable_and_has_its_fonts(pdf: bytes) -> None:
    reader = PdfFileReader(BytesIO(pdf))
    assert reader.root["/MarkInfo"]["/Marked"]
    assert str(reader.root["/Lang"]).startswith("el")
    metadata = reader.root["/Metadata"].data.decode()
    assert 'pdfaid:part="2"' in metadata or "<pdfaid:part>2" in metadata
    assert 'pdfuaid:part="1"' in metadata or "<pdfuaid:part>1" in metadata
    assert b"NotoSans" in pdf


def test_the_keys_are_readable_by_their_owner_alone(tmp_path: Path, pdf: bytes) -> None:
    Seals(tmp_path / "seals", Stopped()).seal(TRIKALA, pdf, "x")
    kept = sorted((tmp_path / "seals").iterdir())
    assert [one.name for one in kept] == ["authority.pem", "trikala.pem"]
    assert {stat.S_IMODE(one.stat().st_mode) for one in kept} == {0o600}
    text = kept[1].read_bytes()
    certificate = x509.load_pem_x509_certificate(text[text.index(b"-----BEGIN CERT") :])
    assert "test seal" in certificate.subject.rfc4514_string()


def test_a_missing_module_is_told_and_other_towns_go_on(tmp_path: Path, pdf: bytes) -> None:
    pin = tmp_path / "pin"
    pin.write_text("1234")
    (tmp_path / "seals.toml").write_text(SEALS.format(pin=pin))
    seals = Seals(tmp_path / "seals", Stopped(), tmp_path / "seals.toml")
    assert seals.qualified(TRIKALA)
    assert not seals.qualified(CORFU)
    with pytest.raises(Unavailable) as refused:
        seals.seal(TRIKALA, pdf, "x")
    assert refused.value.code == "seal"
    with pytest.raises(Unavailable):
        seals.check(TRIKALA)
    assert seals.seal(CORFU, pdf, "x").content


def test_a_time_stamp_service_that_is_away_leaves_no_document_without_one(tmp_path: Path, pdf: bytes) -> None:
    seals = Seals(tmp_path / "seals", Stopped(), None, "http://127.0.0.1:9/tsa")
    with pytest.raises(Unavailable) as refused:
        seals.seal(TRIKALA, pdf, "x")
    assert refused.value.code == "time-stamp"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x = ", "Invalid value"),
        ("trikala = 1", "trikala must be a table"),
        ("[trikala]\nmodule = 1", "trikala.module: must be text"),
        ("[trikala]\nmodul = 'x'", "trikala.modul: no such field"),
    ],
)
def test_a_wrong_seals_file_names_what_is_wrong(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "seals.toml"
    file.write_text(text)
    with pytest.raises(SealsFileError, match=told):
        read_tokens(file)
    with pytest.raises(SealsFileError):
        read_tokens(tmp_path / "absent.toml")


def test_another_reader_of_pdf_says_the_same_where_the_machine_has_one(
    signer: DocumentSigner, pdf: bytes, tmp_path: Path
) -> None:
    """`pdfsig` of poppler-utils is an independent implementation; a machine without it proves the rest only."""
    found = shutil.which("pdfsig")
    if found is None:
        return
    file = tmp_path / "sealed.pdf"
    file.write_bytes(signer.seal(TRIKALA, pdf, "x").content)
    told = subprocess.run([found, "-nocert", str(file)], capture_output=True, text=True, check=False, timeout=60).stdout
    assert "Signature is Valid" in told
    assert "Total document signed" in told
