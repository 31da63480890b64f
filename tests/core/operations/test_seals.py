"""The doctor says what seals each town's documents, and an administrator hears of documents that wait for their seal."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from core.bootstrap import Core
from core.certificates.tables import Certificate
from core.languages import tongue
from core.operations.doctor.finding import Level
from core.operations.doctor.sealing import seals
from core.operations.telling import ADVICE, sentence
from core.operations.troubles import Kind, look
from tests.certified import Hall
from tests.stopped import Stopped


def test_a_self_made_seal_is_told_and_none_is_made_by_asking(core: Core) -> None:
    found = list(seals(core))
    assert {one.level for one in found} == {Level.OK}
    assert "trikala: a self-made test seal" in " ".join(one.said for one in found)
    assert not (core.settings.data / "seals").exists()
    core.directory.add(
        replace(core.directory.by_key("trikala"), key="volos", demonstration=False, hosts=("volos.example",), numbers=()),
        core.clock.now(),
    )
    assert [one.level for one in seals(core) if one.said.startswith("volos")] == [Level.WARN]


def test_a_token_that_is_not_there_fails(make_core: Callable[..., Core], core: Core, tmp_path: Path) -> None:
    file = tmp_path / "seals.toml"
    rows = {"module": "/nowhere.so", "token": "t", "certificate": "c", "key": "k", "pin_file": str(tmp_path / "pin")}
    file.write_text("[trikala]\n" + "\n".join(f'{name} = "{value}"' for name, value in rows.items()), encoding="utf-8")
    made = make_core(seals=file)
    assert [one.level for one in seals(made) if one.said.startswith("trikala")] == [Level.FAIL]
    assert core is not made


def test_a_document_that_waits_for_its_seal_is_an_alarm(core: Core, clock: Stopped) -> None:
    real = core.directory.add(
        replace(core.directory.by_key("trikala"), key="volos", demonstration=False, hosts=("volos.example",), numbers=()),
        clock.now(),
    )
    hall = Hall(core, real)
    made = hall.issue(hall.applied())
    assert Kind.SEAL not in [one.kind for one in look(core.database, core.directory, core.settings, clock.now())]
    clock.move(minutes=61)
    found = next(one for one in look(core.database, core.directory, core.settings, clock.now()) if one.kind is Kind.SEAL)
    assert (found.subject, found.figure) == ("volos", 1)
    assert "volos: 1 document has waited" in tongue("en")(sentence(str(found.kind), found.subject, found.figure))
    assert found.kind in ADVICE
    hall.seal(made)
    assert Kind.SEAL not in [one.kind for one in look(core.database, core.directory, core.settings, clock.now())]
    with core.database.reading(real) as work:
        assert work.session.get_one(Certificate, (real.id, made)).state == "sealed"
