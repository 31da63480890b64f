"""The embedded `Storage`: a folder. Keys are ours, never a citizen's file name."""

import os
import re
import secrets
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from core.errors import NotFound
from core.text import _

_KEY = re.compile(r"[a-z0-9][a-z0-9/_.-]{2,180}")


class Folder:
    """Bytes by key. A file is written beside and moved into place, so that no reader sees half of it."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, key: str, content: bytes) -> None:
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.rename(path)
        finally:
            # Where the disk is full, half a file would only fill it more.
            draft.unlink(missing_ok=True)

    def get(self, key: str) -> bytes:
        try:
            return self._path(key).read_bytes()
        except FileNotFoundError as error:
            raise NotFound("file", _("This file is not kept any more.")) from error

    def delete(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)

    def before(self, moment: datetime) -> Iterator[str]:
        """The keys of what was stored before a moment."""
        latest = moment.timestamp()
        for path in sorted(self._root.rglob("*")) if self._root.exists() else ():
            if path.is_file() and not path.name.startswith(".") and path.stat().st_mtime < latest:
                yield str(path.relative_to(self._root))

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key) or ".." in key:
            raise ValueError("not a storage key")
        return self._root / key
