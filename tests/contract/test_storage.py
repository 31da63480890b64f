"""Every `Storage` keeps the same promise: the folder, and the one in memory that stands in for it."""

from pathlib import Path

import pytest

from core.adapters.folder import Folder
from core.errors import NotFound
from core.ports import Storage
from core.text import _


class Memory:
    """Bytes by key, as long as the test runs."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def put(self, key: str, content: bytes) -> None:
        self._kept[key] = content

    def get(self, key: str) -> bytes:
        if key not in self._kept:
            raise NotFound("file", _("This file is not kept any more."))
        return self._kept[key]

    def delete(self, key: str) -> None:
        self._kept.pop(key, None)


@pytest.fixture(params=["folder", "memory"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    return Folder(tmp_path / "files") if request.param == "folder" else Memory()


def test_what_is_kept_comes_back_byte_for_byte(storage: Storage) -> None:
    content = bytes(range(256)) * 1000
    storage.put("trikala/ab/abcd.jpg", content)
    storage.put("trikala/ab/empty.pdf", b"")
    assert storage.get("trikala/ab/abcd.jpg") == content
    assert storage.get("trikala/ab/empty.pdf") == b""


def test_the_same_key_again_replaces(storage: Storage) -> None:
    storage.put("trikala/a.jpg", b"one, and longer")
    storage.put("trikala/a.jpg", b"two")
    assert storage.get("trikala/a.jpg") == b"two"


def test_what_is_not_kept_is_not_found(storage: Storage) -> None:
    with pytest.raises(NotFound):
        storage.get("trikala/nothing.jpg")


def test_deleting_forgets_and_twice_is_no_error(storage: Storage) -> None:
    storage.put("trikala/a.jpg", b"x")
    storage.put("corfu/a.jpg", b"y")
    storage.delete("trikala/a.jpg")
    storage.delete("trikala/a.jpg")
    with pytest.raises(NotFound):
        storage.get("trikala/a.jpg")
    assert storage.get("corfu/a.jpg") == b"y"


@pytest.mark.parametrize("key", ["../keys.json", "/etc/passwd", "a/../../b.jpg", "Α.jpg", "", "a", "x" * 300, ".hidden"])
def test_a_folder_keeps_nothing_outside_of_itself(tmp_path: Path, key: str) -> None:
    folder = Folder(tmp_path / "files")
    for doing in (lambda: folder.put(key, b"x"), lambda: folder.get(key), lambda: folder.delete(key)):
        with pytest.raises(ValueError, match="not a storage key"):
            doing()
    assert [one for one in tmp_path.rglob("*") if one.is_file()] == []


def test_a_folders_files_are_for_their_owner_alone_and_never_half_written(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "files")
    folder.put("trikala/a.jpg", b"x")
    [kept] = [one for one in tmp_path.rglob("*") if one.is_file()]
    assert kept.stat().st_mode & 0o077 == 0
