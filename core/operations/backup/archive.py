"""The file of a back-up: a ZIP with a manifest, rows, files and keys, every one of them with its digest."""

import hashlib
import json
import os
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, cast

KIND = "thyrida-backup"
# The form of the file, apart from the revision of the database in it.
FORM = 1
MANIFEST, KEYS = "manifest.json", "keys.json"
ROWS, FILES = "rows/", "files/"
PIECE = 1024 * 1024


class Damaged(Exception):
    """A back-up that cannot be used; the sentence says why."""


@dataclass
class Manifest:
    """What a back-up holds. `tables` gives each table's columns and its number of rows; `digests` is SHA-256 by entry."""

    release: str
    revision: str
    made_at: str
    database: str
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: int = 0
    missing: list[str] = field(default_factory=list)
    with_keys: bool = False
    digests: dict[str, str] = field(default_factory=dict)
    kind: str = KIND
    form: int = FORM


class Writer:
    """Writes entries one after the other; nothing is held in memory but a piece."""

    def __init__(self, path: Path) -> None:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(handle, "w+b")
        self._zip = zipfile.ZipFile(self._file, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        self.digests: dict[str, str] = {}

    def add(self, name: str, pieces: Iterable[bytes], packed: bool = True) -> None:
        """Write an entry, packed or (for what is packed already) as it is."""
        about, digest = zipfile.ZipInfo(name), hashlib.sha256()
        about.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        about.external_attr = 0o600 << 16
        with self._zip.open(about, "w", force_zip64=True) as entry:
            for piece in pieces:
                digest.update(piece)
                entry.write(piece)
        self.digests[name] = digest.hexdigest()

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest, and let go of the file only when it is on the disk."""
        manifest.digests = self.digests
        self.add(MANIFEST, [json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()])
        self._zip.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def abandon(self) -> None:
        self._file.close()


class Reader:
    """A back-up to read. Its manifest is read at once.

    Raises:
        Damaged: it is none, or of a form that this release does not know.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
            said = json.loads(self._zip.read(MANIFEST))
        except (OSError, zipfile.BadZipFile, KeyError, ValueError) as error:
            raise Damaged(f"{path} is not a back-up of Thyrida, or not a whole one.") from error
        if not isinstance(said, dict) or said.get("kind") != KIND:
            raise Damaged(f"{path} is not a back-up of Thyrida.")
        if said.get("form") != FORM:
            raise Damaged(f"{path} has a newer form than this release knows. Restore it with the release that made it.")
        self.manifest = Manifest(**said)

    def pieces(self, name: str) -> Iterator[bytes]:
        with self._zip.open(name) as entry:
            while piece := entry.read(PIECE):
                yield piece

    def content(self, name: str) -> bytes:
        return self._zip.read(name)

    def lines(self, name: str) -> Iterator[str]:
        with self._zip.open(name) as entry:
            for line in entry:
                yield line.decode()

    def names(self, folder: str) -> list[str]:
        return [name for name in self._zip.namelist() if name.startswith(folder)]

    def check(self) -> None:
        """Read all of it once and compare with the manifest.

        Raises:
            Damaged: an entry is missing, is not in the manifest, or is not what was written.
        """
        entries = set(self._zip.namelist()) - {MANIFEST}
        if entries != set(self.manifest.digests):
            raise Damaged("The back-up does not hold what its manifest says.")
        for name in sorted(entries):
            digest = hashlib.sha256()
            try:
                for piece in self.pieces(name):
                    digest.update(piece)
            except (zipfile.BadZipFile, OSError, EOFError, ValueError) as error:
                raise Damaged(f"The back-up is damaged: {name} cannot be read.") from error
            except Exception as error:
                # The unpacker has errors of its own (zlib.error), which share no family.
                raise Damaged(f"The back-up is damaged: {name} cannot be unpacked.") from error
            if digest.hexdigest() != self.manifest.digests[name]:
                raise Damaged(f"The back-up is damaged: {name} is not what was written.")

    def close(self) -> None:
        self._zip.close()


def columns_of(manifest: Manifest, table: str) -> list[str]:
    return cast(list[str], manifest.tables[table]["columns"])
