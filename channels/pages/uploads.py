"""Photos and papers that come with a form: known by their content, never by their name, and kept without their secrets."""

import hashlib
import io
import re
import warnings
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import PurePosixPath

from flask import g, request
from itsdangerous import BadData, URLSafeSerializer
from PIL import Image, ImageOps
from werkzeug.datastructures import FileStorage

from channels.here import core, town
from core.dialogue.answers import Upload
from core.errors import InvalidAnswer
from core.municipalities.model import Municipality
from core.ports import Storage
from core.text import Sentence, _

LARGEST = 10 * 1024 * 1024
MOST = 5
# What the browser offers to choose. Without a wildcard, a telephone that keeps HEIC sends JPEG.
ACCEPTED = "image/jpeg,image/png,image/webp,application/pdf"
# A JPEG is decoded at the size that is needed; the others have to be unpacked whole.
PIXELS = {"JPEG": 130_000_000, "PNG": 25_000_000, "WEBP": 25_000_000}
# The longest side that is kept: enough to read a number plate or a page.
SIDE = 2600
QUALITY = 85
_HEIC = re.compile(rb"....ftyp(heic|heix|hevc|heim|heis|mif1|msf1|avif)", re.DOTALL)
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


def received(files: Sequence[FileStorage], turn: str, here: Municipality, storage: Storage) -> tuple[Upload, ...]:
    """Keep what was sent and say what it is. The same page sent twice stores the same files under the same keys.

    Raises:
        InvalidAnswer: one of them is none of what we take.
    """
    sent = [file for file in files if file.filename]
    if len(sent) > MOST:
        raise InvalidAnswer("too-many", _("At most {most} files can be sent at once.", most=MOST))
    cleaned = [_cleaned(file) for file in sent]
    folder = f"{here.key}/uploads/{hashlib.sha256(turn.encode()).hexdigest()[:24]}"
    uploads = []
    for name, media_type, content in cleaned:
        digest = hashlib.sha256(content).hexdigest()
        key = f"{folder}/{digest[:32]}{ENDINGS[media_type]}"
        storage.put(key, content)
        uploads.append(Upload(media_type, name, storage_key=key, size=len(content), sha256=digest))
    return tuple(uploads)


ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf"}


def _cleaned(file: FileStorage) -> tuple[str, str, bytes]:
    """The name, media type and content to keep of one file."""
    name = _name(file.filename or "")
    content = file.stream.read(LARGEST + 1)
    if not content:
        raise _refused("empty", _("“{name}” is empty.", name=name))
    if len(content) > LARGEST:
        raise _refused("too-large", _("“{name}” is larger than 10 MB. Send a smaller one, or bring it.", name=name))
    if content.startswith(b"%PDF-"):
        return _renamed(name, "application/pdf"), "application/pdf", content
    if _HEIC.match(content):
        raise _refused("heic", _("“{name}” is a picture that we cannot open (HEIC). Please send it as JPEG.", name=name))
    media_type, picture = _picture(name, content)
    return _renamed(name, media_type), media_type, picture


def _picture(name: str, content: bytes) -> tuple[str, bytes]:
    """The picture drawn anew: upright, not larger than needed, and without place, time or device in it."""
    damaged = _refused("damaged", _("“{name}” is damaged and cannot be opened.", name=name))
    try:
        with warnings.catch_warnings():
            # The bound on pixels is ours, below; the library's warning would only be noise.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image: Image.Image = Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP"))
    except Image.DecompressionBombError as error:
        raise _too_many_pixels(name) from error
    except OSError as error:
        if content.startswith((b"\xff\xd8\xff", b"\x89PNG", b"RIFF")):
            raise damaged from error
        raise _refused(
            "type", _("We take photos (JPEG, PNG, WebP) and papers (PDF). “{name}” is something else.", name=name)
        ) from error
    kind = "JPEG" if image.format in ("JPEG", "MPO") else str(image.format)
    if image.width * image.height > PIXELS[kind]:
        raise _too_many_pixels(name)
    try:
        image.draft("RGB", (SIDE, SIDE))
        image = ImageOps.exif_transpose(image)
        image.thumbnail((SIDE, SIDE))
        return _encoded(image, transparent=kind == "PNG")
    except (OSError, SyntaxError, ValueError) as error:
        raise damaged from error


def _encoded(image: Image.Image, transparent: bool) -> tuple[str, bytes]:
    written = io.BytesIO()
    if transparent:
        plain = image.convert("RGBA" if image.has_transparency_data else "RGB")
        plain.info.clear()
        plain.save(written, "PNG")
        return "image/png", written.getvalue()
    plain = image.convert("RGB")
    plain.info.clear()
    plain.save(written, "JPEG", quality=QUALITY)
    return "image/jpeg", written.getvalue()


def _too_many_pixels(name: str) -> InvalidAnswer:
    return _refused("too-many-pixels", _("“{name}” has too many pixels. Please send a smaller picture.", name=name))


def _refused(code: str, sentence: Sentence) -> InvalidAnswer:
    return InvalidAnswer(f"upload-{code}", sentence)


def _name(filename: str) -> str:
    """The file's own name without folders and without signs that could mean something elsewhere."""
    bare = PurePosixPath(filename.replace("\\", "/").replace("\x00", "")).name
    return _UNPRINTABLE.sub("_", bare).strip(" ._")[-100:] or "file"


def _renamed(name: str, media_type: str) -> str:
    stem = name.rpartition(".")[0] or name
    return stem + ENDINGS[media_type]
