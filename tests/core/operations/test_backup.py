"""A back-up is one moment of the installation, and an installation can be made of it again."""

import secrets
import shutil
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from core.adapters.database import Database
from core.adapters.migrations import LATEST, migrate, revision
from core.bootstrap import Core, build
from core.keys import FILE
from core.messages.tables import Message
from core.model import Base
from core.municipalities.model import Municipality
from core.operations import marks
from core.operations.backup.archive import MANIFEST, Damaged, Reader
from core.operations.backup.making import make
from core.operations.backup.restoring import restore
from core.operations.tables import WHY
from core.requests import dossier
from core.requests.attachments import attach
from core.requests.byhand import untold
from core.requests.notices import tell
from core.requests.tables import Attachment, ProtocolEntry, Request
from core.requests.verifying import seal_day, verify
from core.settings import Settings
from tests import databases
from tests.assured import MARIA, PIN, with_pin
from tests.certified import Hall
from tests.conftest import DATABASES
from tests.filed import file_one

Made = Callable[[Core], Path]


@pytest.fixture
def backup(tmp_path: Path) -> Made:
    def made(core: Core, with_keys: bool = True) -> Path:
        target = tmp_path / f"{secrets.token_hex(3)}.zip"
        keys = core.settings.data / FILE if with_keys else None
        make(core.database, core.storage, keys, target, core.clock.now())
        return target

    return made


@pytest.fixture(params=DATABASES)
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """An empty place for an installation, on either database whatever the back-up was made of."""
    if request.param == "sqlite":
        yield Settings(data=tmp_path / "elsewhere")  # type: ignore[call-arg]
        return
    server: databases.Server = request.getfixturevalue("postgres")
    name = f"r_{secrets.token_hex(6)}"
    server.run("CREATE DATABASE {}", name)
    yield Settings(data=tmp_path / "elsewhere", database_url=server.database(name))  # type: ignore[call-arg]
    server.drop(name)


def restored(source: Path, settings: Settings) -> Core:
    database = Database(settings.database)
    try:
        restore(source, database, settings.data)
    finally:
        database.close()
    return build(settings)


def everything(core: Core) -> dict[str, list[tuple[object, ...]]]:
    tables = [one for one in Base.metadata.sorted_tables if one.name not in ("mark", "alarm")]
    with core.database.across(WHY, writes=False) as work:
        return {
            one.name: [tuple(row) for row in work.execute(select(one).order_by(*one.primary_key.columns)).all()] for one in tables
        }


def with_paper(core: Core, town: Municipality, key: str) -> None:
    filed = file_one(core, town)
    core.storage.put(key, b"a photo of " + key.encode())
    with core.database.work(town) as work:
        attach(work, None, "photo", "file", "image/jpeg", core.clock.now(), storage_key=key, request_id=filed.id)


def test_everything_comes_back_as_it_was(
    core: Core, town: Municipality, towns: tuple[Municipality, ...], backup: Made, elsewhere: Settings
) -> None:
    for one in towns:
        file_one(core, one, "document-access")
    with_paper(core, town, "trikala/uploads/lamp.jpg")
    for one in towns:
        with core.database.work(one) as work:
            seal_day(work, core.clock.now())
    before = everything(core)
    again = restored(backup(core), elsewhere)
    assert everything(again) == before
    assert again.storage.get("trikala/uploads/lamp.jpg") == b"a photo of trikala/uploads/lamp.jpg"
    assert (elsewhere.data / FILE).read_bytes() == (core.settings.data / FILE).read_bytes()
    assert (elsewhere.data / FILE).stat().st_mode & 0o777 == 0o600
    for one in again.directory.all():
        with again.database.reading(one) as work:
            assert [finding for finding in verify(work) if not finding.harmless] == []
    # It works on, and events are guarded there too.
    file_one(again, again.directory.by_key("trikala"), "document-access")
    with pytest.raises(Exception, match="events are never changed"), again.database.across(WHY) as work:
        work.execute(text("DELETE FROM event"))
    again.database.close()


@pytest.mark.parametrize(("moved", "state"), [(False, "uncertain"), (True, "queued")])
def test_nobody_is_told_twice_by_an_old_backup(
    core: Core, town: Municipality, backup: Made, elsewhere: Settings, moved: bool, state: str
) -> None:
    reference = file_one(core, town).reference
    with core.database.work(town) as work:
        tell(work, dossier.one(work, reference), "Ερχόμαστε αύριο.", core.clock.now())
    source, database = backup(core), Database(elsewhere.database)
    restore(source, database, elsewhere.data, moved)
    with database.reading(town) as work:
        assert {row.state for row in work.session.query(Message)} == {state}
        # It is not lost: a clerk sees it, and asks or tells.
        assert [one.reference for one in untold(work, [one.key for one in town.departments])] == [reference] * (not moved)
    database.close()


def test_a_backup_is_one_moment_while_citizens_write(core: Core, town: Municipality, backup: Made, elsewhere: Settings) -> None:
    file_one(core, town, "document-access")
    stop, filed = threading.Event(), []

    def citizens() -> None:
        while not stop.is_set():
            filed.append(file_one(core, town, "document-access"))

    writers = [threading.Thread(target=citizens) for _each in range(3)]
    for one in writers:
        one.start()
    try:
        while len(filed) < 5:
            stop.wait(0.01)
        source = backup(core)
    finally:
        stop.set()
        for one in writers:
            one.join()
    again = restored(source, elsewhere)
    with again.database.reading(town) as work:
        assert list(verify(work)) == []
        numbers = work.execute(select(ProtocolEntry.seq).order_by(ProtocolEntry.seq)).scalars().all()
        requests = work.execute(select(func.count(Request.id))).scalar_one()
    assert numbers == list(range(1, requests + 1))
    assert 5 <= requests <= len(filed) + 1
    again.database.close()


def test_only_an_empty_installation_is_filled(core: Core, town: Municipality, backup: Made) -> None:
    file_one(core, town)
    source, before = backup(core), everything(core)
    with pytest.raises(Damaged, match="is not empty"):
        restore(source, core.database, core.settings.data)
    assert everything(core) == before


def test_files_that_lie_there_are_not_replaced(core: Core, backup: Made, elsewhere: Settings) -> None:
    kept = elsewhere.data / "files" / "somebody.jpg"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"theirs")
    with pytest.raises(Damaged, match="files"):
        restored(backup(core), elsewhere)
    assert kept.read_bytes() == b"theirs"
    assert not (elsewhere.data / FILE).exists()


def test_a_backup_of_a_newer_release_is_refused_and_nothing_is_touched(
    core: Core, town: Municipality, backup: Made, elsewhere: Settings
) -> None:
    file_one(core, town)
    with core.database.across(WHY) as work:
        work.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    source = backup(core)
    with pytest.raises(Damaged, match="newer release"):
        restored(source, elsewhere)
    assert not elsewhere.data.exists() or not (elsewhere.data / FILE).exists()
    database = Database(elsewhere.database)
    assert revision(database) is None
    database.close()


def test_a_backup_of_an_older_database_is_brought_up(core: Core, town: Municipality, backup: Made, elsewhere: Settings) -> None:
    filed = file_one(core, town)
    migrate(core.database, "0003")
    source = backup(core)
    assert revision(core.database) == "0003", "a back-up changes nothing"
    again = restored(source, elsewhere)
    assert revision(again.database) == LATEST
    with again.database.reading(town) as work:
        assert work.execute(select(Request.reference)).scalars().all() == [filed.reference]
        assert list(verify(work)) == []
    again.database.close()


@pytest.mark.parametrize("hurt", ["cut", "changed", "swapped"])
def test_a_damaged_backup_is_refused(core: Core, town: Municipality, backup: Made, elsewhere: Settings, hurt: str) -> None:
    with_paper(core, town, "trikala/uploads/lamp.jpg")
    source = backup(core)
    _hurt(source, hurt)
    with pytest.raises(Damaged):
        restored(source, elsewhere)
    assert not (elsewhere.data / "files").exists()
    # What was refused left the place empty: the whole one can still be restored there.
    restored(backup(core), elsewhere).database.close()


def _hurt(source: Path, how: str) -> None:
    if how == "cut":
        source.write_bytes(source.read_bytes()[:-200])
        return
    if how == "changed":
        content = bytearray(source.read_bytes())
        at = content.index(b"a photo of")
        content[at] = ord("A")
        source.write_bytes(bytes(content))
        return
    fresh = source.with_suffix(".new")
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(fresh, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace(b"received", b"closed__") if name == "rows/request.jsonl" else content)
    shutil.move(fresh, source)


def test_without_keys_the_installations_own_are_needed(core: Core, backup: Callable[..., Path], elsewhere: Settings) -> None:
    source = backup(core, with_keys=False)
    with pytest.raises(Damaged, match="without keys"):
        restored(source, elsewhere)
    elsewhere.data.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(core.settings.data / FILE, elsewhere.data / FILE)
    again = restored(source, elsewhere)
    assert again.secrets == core.secrets
    again.database.close()


def test_other_keys_are_not_replaced(core: Core, backup: Made, elsewhere: Settings) -> None:
    elsewhere.data.mkdir(parents=True)
    (elsewhere.data / FILE).write_text("{}")
    with pytest.raises(Damaged, match="key file"):
        restored(backup(core), elsewhere)
    assert (elsewhere.data / FILE).read_text() == "{}"


def test_a_backup_replaces_no_file_and_is_remembered(core: Core, backup: Made, tmp_path: Path) -> None:
    assert marks.last(core.database, marks.BACKUP) is None
    source = backup(core)
    seen = marks.last(core.database, marks.BACKUP)
    assert seen is not None and seen.at == core.clock.now()
    with pytest.raises(Damaged, match="there already"):
        make(core.database, core.storage, None, source, core.clock.now())
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []
    assert source.stat().st_mode & 0o777 == 0o600


def test_a_file_that_was_erased_meanwhile_is_told(core: Core, town: Municipality, backup: Made, elsewhere: Settings) -> None:
    with_paper(core, town, "trikala/uploads/lamp.jpg")
    core.storage.delete("trikala/uploads/lamp.jpg")
    source = backup(core)
    assert Reader(source).manifest.missing == ["trikala/uploads/lamp.jpg"]
    again = restored(source, elsewhere)
    with again.database.reading(town) as work:
        assert work.execute(select(func.count(Attachment.id))).scalar_one() == 1
    again.database.close()


def test_the_manifest_is_no_persons_data(core: Core, town: Municipality, backup: Made) -> None:
    filed = file_one(core, town)
    said = zipfile.ZipFile(backup(core)).read(MANIFEST).decode()
    assert filed.reference not in said
    assert "Ασκληπιού" not in said


def test_documents_and_who_proved_who_they_are_come_back(
    core: Core, town: Municipality, backup: Made, elsewhere: Settings
) -> None:
    person, hall = with_pin(core, town), Hall(core, town)
    made = hall.issued()
    again = restored(backup(core), elsewhere)
    try:
        there = Hall(again, again.directory.by_key(town.key))
        assert there.pdf(made) == hall.pdf(made)
        assert there.code(made) == hall.code(made)
        assert again.pins.look(there.town, MARIA.afm, PIN) == core.pins.look(town, MARIA.afm, PIN)
        assert again.pins.look(there.town, MARIA.afm, PIN).person == person
    finally:
        again.database.close()
