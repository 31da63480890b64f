"""Documents sealed with a key that lies on a PKCS#11 token, by the commands that an operator types."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.adapters.seals import Seals, State, read_seal
from core.bootstrap import Core
from core.certificates.printing import Printing
from core.certificates.sheets import INFORMATIVE, sheet_of
from core.errors import Unavailable
from core.languages import tongue
from core.municipalities import files
from tests.authority import Authority, judged
from tests.certified import Hall
from tests.core.certificates.test_printing import sheet
from tests.gateways import softhsm
from tests.gateways.softhsm import PIN, SoftToken
from tests.stopped import Stopped

ROOT = Path(__file__).parents[2]
AUTHORITY = Authority("Test authority of seals")
CORFU, _ELEFSINA, TRIKALA = files.demonstration()


@pytest.fixture(scope="session")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoftToken]:
    made = softhsm.made(tmp_path_factory.mktemp("token"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(made.configuration))
        made.fill(AUTHORITY)
        yield made


@pytest.fixture
def pin(tmp_path: Path) -> Path:
    file = tmp_path / "pin"
    file.write_text(f"{PIN}\n", encoding="utf-8")
    return file


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "thyrida.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


def types(core: Core, seals: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """What an operator sees who types `run.py …` beside this installation."""
    theirs = {name: value for name, value in os.environ.items() if not name.startswith(("THYRIDA_", "TWILIO_"))}
    own = {
        "THYRIDA_DATA": str(core.settings.data),
        "THYRIDA_DATABASE_URL": core.database.url.render_as_string(hide_password=False),
        "THYRIDA_SEALS": str(seals),
    }
    command = [sys.executable, "run.py", *words]
    return subprocess.run(command, cwd=ROOT, env=theirs | own, capture_output=True, text=True, timeout=120, check=False)


def test_a_document_is_sealed_by_the_token_from_command_to_page(core: Core, token: SoftToken, pin: Path) -> None:
    seals = token.seals_file("trikala", pin)
    tried = types(core, seals, "certificates", "seal")
    assert (tried.returncode, tried.stderr) == (0, "")
    assert "trikala: qualified seal" in tried.stdout
    assert "corfu: test seal" in tried.stdout

    hall = Hall(core, core.directory.by_key("trikala"))
    made = hall.issue(hall.applied())
    worked = types(core, seals, "worker", "--once")
    assert worked.returncode == 0, worked.stderr
    row, pdf = hall.row(made), hall.pdf(made)
    assert (row.state, row.qualified, row.problem) == ("sealed", True, "")

    told = judged(pdf, AUTHORITY.certificate)
    assert told.bottom_line
    assert told.signing_cert.subject.native["common_name"] == "Municipality of Trikala"
    assert (read_seal(pdf).state, read_seal(pdf).sealed_with) == (State.WHOLE, row.sealed_with)
    assert not judged(pdf, Authority("Another").certificate).bottom_line


def test_the_page_is_an_original_and_says_nothing_else(core: Core, token: SoftToken, pin: Path) -> None:
    """The sealed file begins with the very page that is drawn without the notice, byte for byte."""
    hall = Hall(core, core.directory.by_key("trikala"))
    made = hall.issue(hall.applied())
    assert types(core, token.seals_file("trikala", pin), "worker", "--once").returncode == 0
    with core.database.reading(hall.town) as work:
        original, copy = (sheet_of(work, hall.row(made), core.codes, core.site(hall.town), one) for one in (True, False))
    assert (original.data["notice"], copy.data["notice"]) == ("", INFORMATIVE)
    pdf = hall.pdf(made)
    assert pdf.startswith(core.printing.draw(original))
    assert not pdf.startswith(core.printing.draw(copy))


def sealing(token: SoftToken, folder: Path, pin: Path, **named: str) -> Seals:
    return Seals(folder / "seals", Stopped(), token.seals_file("trikala", pin, **named))


@pytest.mark.parametrize("named", [{"key": "Nothing"}, {"certificate": "Nothing"}, {"certificate": "Stranger"}])
def test_what_is_not_on_the_token_is_told_before_a_document_bears_it(
    token: SoftToken, tmp_path: Path, pin: Path, named: dict[str, str]
) -> None:
    """`Stranger` is a certificate on the token, but of another key."""
    with pytest.raises(Unavailable) as refused:
        sealing(token, tmp_path, pin, **named).check(TRIKALA)
    assert refused.value.code == "seal"
    sealing(token, tmp_path, pin).check(TRIKALA)


def test_a_wrong_pin_is_tried_once_and_the_right_one_at_once(
    token: SoftToken, tmp_path: Path, pin: Path, core: Core, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tokens lock themselves after a few wrong PINs; the worker tries far more often than that."""
    from pyhanko.sign import pkcs11

    tried, really = [], pkcs11.open_pkcs11_session

    def opening(*words: object, **named: object) -> object:
        tried.append(named["user_pin"])
        return really(*words, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(pkcs11, "open_pkcs11_session", opening)
    pin.write_text("000000")
    hall, seals = Hall(core, core.directory.by_key("trikala")), sealing(token, tmp_path, pin)
    made = hall.issue(hall.applied())
    for _again in range(4):
        with pytest.raises(Unavailable) as refused:
            hall.seal(made, seals)
        assert "PIN" in tongue("en")(refused.value.sentence)
    assert tried == ["000000"]
    assert (hall.row(made).state, hall.row(made).problem) == ("issuing", "seal")

    pin.write_text(PIN)
    hall.seal(made, seals)
    assert (hall.row(made).state, hall.row(made).problem) == ("sealed", "")
    assert judged(hall.pdf(made), AUTHORITY.certificate).bottom_line


def test_one_process_seals_again_and_again_and_other_towns_with_their_own(token: SoftToken, tmp_path: Path, pin: Path) -> None:
    page = Printing().draw(sheet("municipal-clearance", {"name": "Α", "afm": "1", "purpose": "x"}))
    seals = sealing(token, tmp_path, pin)
    first, again, other = (seals.seal(town, page, "x") for town in (TRIKALA, TRIKALA, CORFU))
    assert first.sealed_with == again.sealed_with != other.sealed_with
    assert (first.qualified, other.qualified) == (True, False)
    assert judged(again.content, AUTHORITY.certificate).bottom_line
    assert not judged(other.content, AUTHORITY.certificate).trusted


def test_a_key_of_rsa_seals_as_well(token: SoftToken, tmp_path: Path, pin: Path) -> None:
    page = Printing().draw(sheet("municipal-clearance", {"name": "Α", "afm": "1", "purpose": "x"}))
    seals = sealing(token, tmp_path, pin, certificate="Older", key="Older")
    seals.check(TRIKALA)
    told = judged(seals.seal(TRIKALA, page, "x").content, AUTHORITY.certificate)
    assert told.bottom_line
    assert told.pkcs7_signature_mechanism == "sha256_rsa"
