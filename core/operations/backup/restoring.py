"""Making an installation of a back-up again: into an empty one only, all of it or nothing.

Everything that can be refused is refused before anything is touched: a damaged file, one of a newer release, and a place
in which something lies already.
"""

import secrets
import shutil
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, func, select, text, update

from core import keys as secret
from core.adapters.database import Database
from core.adapters.folder import Folder
from core.adapters.migrations import LATEST, migrate, revision_of
from core.messages.outbox import MessageState
from core.messages.tables import Message
from core.model import table_of
from core.operations.backup import rows
from core.operations.backup.archive import FILES, KEYS, ROWS, Damaged, Manifest, Reader, columns_of
from core.operations.tables import WHY

# What an installation writes about itself when it starts, before anybody has used it.
ITS_OWN = frozenset({"mark", "alarm"})
# What a worker would still send. `attempts` does not tell whether it went out after the back-up was made.
_UNSENT = (MessageState.QUEUED, MessageState.LEASED, MessageState.SENDING)
_MESSAGE = table_of(Message)


def restore(source: Path, database: Database, data: Path, moved: bool = True) -> Manifest:
    """Put a back-up's rows, files and keys into an empty installation, and bring it up to this release.

    `moved` says that nothing ran after the back-up was made, so that what it holds unsent was sent by nobody. Otherwise the
    installation went on and sent it: that is uncertain then, and comes to the clerks, for nobody is told twice blindly.

    Raises:
        Damaged: the back-up or the place will not do; nothing was touched.
        Unavailable: the database does not answer.
    """
    reader = Reader(source)
    try:
        _refuse(reader, database, data)
        reader.check()
        _fill(reader, database, data, moved)
    finally:
        reader.close()
    migrate(database)
    return reader.manifest


def _refuse(reader: Reader, database: Database, data: Path) -> None:
    """Raises Damaged for everything that must not be begun."""
    manifest = reader.manifest
    if manifest.revision > LATEST:
        raise Damaged(
            f"This back-up was made by a newer release of Thyrida ({manifest.release}, database {manifest.revision}; this one "
            f"knows up to {LATEST}). Nothing was changed. Install that release, or a newer one, and restore it there."
        )
    files = data / "files"
    if files.exists() and any(one.is_file() for one in files.rglob("*")):
        raise Damaged(f"There are files in {files} already. A back-up is restored into an empty installation only.")
    with database.across(WHY, writes=False) as work:
        for table in rows.tables(work.connection):
            if table.name not in ITS_OWN and work.execute(select(func.count()).select_from(table)).scalar_one():
                raise Damaged(
                    f"The database {database.url.render_as_string(hide_password=True)} is not empty. A back-up is restored into "
                    "an empty installation only: name another folder (--into) or another database."
                )
    _refuse_keys(reader, data / secret.FILE)


def _refuse_keys(reader: Reader, there: Path) -> None:
    """Keys that lie there are never replaced: with other ones no code of the back-up could be checked again."""
    if reader.manifest.with_keys and there.exists() and there.read_bytes() != reader.content(KEYS):
        raise Damaged(f"{there} is not the key file of this back-up. Move it away first if nothing needs it.")
    if not reader.manifest.with_keys and not there.exists():
        raise Damaged(
            f"This back-up was made without keys. Put the installation's own {secret.FILE} into {there.parent} first: without it "
            "no receipt code and no hand-over code would be right any more."
        )


def _fill(reader: Reader, database: Database, data: Path, moved: bool) -> None:
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = data / f".restoring-{secrets.token_hex(4)}"
    migrate(database, reader.manifest.revision)
    whole = False
    undo: list[Callable[[], object]] = [lambda: shutil.rmtree(draft, ignore_errors=True)]
    try:
        _unpack(reader, draft)
        with database.across(WHY) as work:
            _rows(reader, work.connection)
            if not moved:
                _hold(work.connection)
            _place(reader, draft, data, undo)
        whole = True
    finally:
        for one in () if whole else reversed(undo):
            one()


def _unpack(reader: Reader, draft: Path) -> None:
    storage = Folder(draft)
    draft.mkdir(mode=0o700)
    for name in reader.names(FILES):
        storage.put(name.removeprefix(FILES), reader.content(name))


def _rows(reader: Reader, connection: Connection) -> None:
    there = {table.name: table for table in rows.tables(connection)}
    if set(there) != set(reader.manifest.tables) or revision_of(connection) != reader.manifest.revision:
        raise Damaged("The back-up holds other tables than its release has.")
    bonds = rows.unbind(connection)
    for name in ITS_OWN & set(there):
        connection.execute(there[name].delete())
    for name, table in there.items():
        count = rows.put(connection, table, columns_of(reader.manifest, name), reader.lines(f"{ROWS}{name}.jsonl"))
        if count != reader.manifest.tables[name]["rows"]:
            raise Damaged(f"The back-up should hold {reader.manifest.tables[name]['rows']} rows of {name}; it holds {count}.")
    for bond in bonds:
        connection.execute(text(bond))


def _hold(connection: Connection) -> None:
    """Whoever waited for a message when the back-up was made has had it by now, or has not: a clerk finds out."""
    unsent = _MESSAGE.c.state.in_([str(state) for state in _UNSENT])
    held = {"state": str(MessageState.UNCERTAIN), "reason": "restored", "leased_until": None}
    connection.execute(update(_MESSAGE).where(unsent).values(held))


def _place(reader: Reader, draft: Path, data: Path, undo: list[Callable[[], object]]) -> None:
    """Move the files to where they belong, and put the keys beside them; `undo` learns how to take it back."""
    files, kept = data / "files", data / secret.FILE
    if files.exists():
        shutil.rmtree(files)
    draft.rename(files)
    undo.append(lambda: shutil.rmtree(files, ignore_errors=True))
    if reader.manifest.with_keys and not kept.exists():
        kept.touch(mode=0o600)
        kept.write_bytes(reader.content(KEYS))
        undo.append(lambda: kept.unlink(missing_ok=True))
