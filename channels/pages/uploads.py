"""Photos and papers that come with a form: known by their content, never by their name, and kept without their secrets."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import PurePosixPath

from flask import g, request
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.datastructures import FileStorage

from channels.here import core, town
from core.dialogue.answers import Upload
from core.errors import InvalidAnswer
from core.municipalities.model import Municipality
from core.ports import Storage
from core.requests.pictures import ENDINGS, LARGEST, cleaned
from core.text import _

MOST = 5
# What the browser offers to choose. Without a wildcard, a telephone that keeps HEIC sends JPEG.
ACCEPTED = "image/jpeg,image/png,image/webp,application/pdf"
_UNPRINTABLE = re.compile(r"[^\w .()-]+")


KEPT = "kept_files"


def sent_with_page(turn: str) -> tuple[Upload, ...]:
    """The files of the form that was posted, stored. Should the turn fail, "send again" brings them along by a signed note.

    Raises:
        InvalidAnswer: one of them is none of what we take; nothing of this page counts then.
    """
    signer = URLSafeSerializer(core().secrets.session, salt=turn)
    try:
        before = tuple(Upload(**one) for one in signer.loads(request.form.get(KEPT, "")))
    except BadData:
        before = ()
    uploads = received(request.files.getlist("file"), turn, town(), core().storage) or before
    if uploads:
        g.kept = {KEPT: signer.dumps([asdict(one) for one in uploads])}
    return uploads


def received(
    files: Sequence[FileStorage], turn: str, here: Municipality, storage: Storage, most: int = MOST
) -> tuple[Upload, ...]:
    """Keep what was sent and say what it is. The same page sent twice stores the same files under the same keys.

    Raises:
        InvalidAnswer: one of them is none of what we take.
    """
    sent = [file for file in files if file.filename]
    if len(sent) > most:
        raise InvalidAnswer("too-many", _("At most {most} files can be sent at once.", most=most))
    taken = [_taken(file) for file in sent]
    folder = f"{here.key}/uploads/{hashlib.sha256(turn.encode()).hexdigest()[:24]}"
    uploads = []
    for name, media_type, content in taken:
        digest = hashlib.sha256(content).hexdigest()
        key = f"{folder}/{digest[:32]}{ENDINGS[media_type]}"
        storage.put(key, content)
        uploads.append(Upload(media_type, name, storage_key=key, size=len(content), sha256=digest))
    return tuple(uploads)


def _taken(file: FileStorage) -> tuple[str, str, bytes]:
    """The name, media type and content to keep of one file."""
    name = named(file.filename or "")
    media_type, content = cleaned(name, file.stream.read(LARGEST + 1))
    return _renamed(name, media_type), media_type, content


def named(filename: str) -> str:
    """The file's own name without folders and without signs that could mean something elsewhere."""
    bare = PurePosixPath(filename.replace("\\", "/").replace("\x00", "")).name
    return _UNPRINTABLE.sub("_", bare).strip(" ._")[-100:] or "file"


def _renamed(name: str, media_type: str) -> str:
    stem = name.rpartition(".")[0] or name
    return stem + ENDINGS[media_type]
