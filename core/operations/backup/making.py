"""Making a back-up while citizens write: the database as it stands at one moment, then the files that it names.

A file is stored before the row that names it is kept, so all files of that moment are there when the rows have been
written out. One that is erased meanwhile is told, and is no error: it was to be gone.
"""

import os
import secrets
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Table, select

from core.adapters.database import Database
from core.adapters.migrations import revision_of
from core.errors import NotFound
from core.operations import marks
from core.operations.backup import rows
from core.operations.backup.archive import FILES, KEYS, ROWS, Damaged, Manifest, Reader, Writer
from core.operations.tables import WHY
from core.ports import Storage
from core.release import release

STORAGE_KEY = "storage_key"


def make(database: Database, storage: Storage, keys: Path | None, target: Path, now: datetime) -> Manifest:
    """Write a back-up to a file that is not there yet, and read it again to be sure. `keys` is None to leave them out.

    It is written beside its place and moved there when it is whole. The database is not brought up to this release: what
    an older one wrote is kept as it is.

    Raises:
        Damaged: the file is there already, there is nothing to back up, or what was written cannot be read.
        Unavailable: the database does not answer.
    """
    if target.exists():
        raise Damaged(f"{target} is there already. A back-up replaces nothing: choose another name.")
    if not target.parent.is_dir():
        raise Damaged(f"There is no folder {target.parent}.")
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        manifest = _write(draft, database, storage, keys, now)
        _check(draft)
        os.link(draft, target)
    finally:
        draft.unlink(missing_ok=True)
    _keep_name(target.parent)
    if "mark" in manifest.tables:
        marks.note(database, marks.BACKUP, now, f"{sum(one['rows'] for one in manifest.tables.values())} rows")
    return manifest


def _write(draft: Path, database: Database, storage: Storage, keys: Path | None, now: datetime) -> Manifest:
    writer = Writer(draft)
    try:
        with database.across(WHY, writes=False) as work:
            rows.still(work.connection)
            there = revision_of(work.connection)
            if there is None:
                raise Damaged("There is nothing to back up: the database has no tables yet.")
            manifest = Manifest(release(), there, now.isoformat(), database.url.get_backend_name())
            named = _tables(writer, work.connection, manifest)
        _files(writer, storage, named, manifest)
        if keys is not None and keys.exists():
            writer.add(KEYS, [keys.read_bytes()])
            manifest.with_keys = True
        writer.finish(manifest)
    finally:
        writer.abandon()
    return manifest


def _tables(writer: Writer, connection: Connection, manifest: Manifest) -> list[str]:
    """Write out every table; gives the keys of the files that they name."""
    named: set[str] = set()
    for table in rows.tables(connection):
        counted = _Counted(rows.lines(connection, table))
        writer.add(f"{ROWS}{table.name}.jsonl", (line.encode() for line in counted))
        manifest.tables[table.name] = {"columns": [one.name for one in rows.columns(table)], "rows": counted.count}
        named |= _named(connection, table)
    return sorted(named)


def _named(connection: Connection, table: Table) -> set[str]:
    if STORAGE_KEY not in table.c:
        return set()
    return {str(key) for key in connection.execute(select(table.c[STORAGE_KEY]).distinct()).scalars() if key}


def _files(writer: Writer, storage: Storage, named: list[str], manifest: Manifest) -> None:
    for key in named:
        try:
            content = storage.get(key)
        except NotFound:
            manifest.missing.append(key)
            continue
        # Pictures and papers are packed already.
        writer.add(f"{FILES}{key}", [content], packed=False)
        manifest.files += 1


class _Counted:
    """Lines that are counted as they go by."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines, self.count = lines, 0

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.count += 1
            yield line


def _check(draft: Path) -> None:
    reader = Reader(draft)
    try:
        reader.check()
    finally:
        reader.close()


def _keep_name(folder: Path) -> None:
    """A file's name is kept by its folder, which is written to the disk by itself."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
