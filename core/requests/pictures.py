"""Photos and papers that citizens send: known by their content, never by their name, and kept without their secrets."""

import io
import re
import warnings

from PIL import Image, ImageOps

from core.errors import InvalidAnswer
from core.text import Sentence, _

LARGEST = 10 * 1024 * 1024
# A JPEG is decoded at the size that is needed; the others have to be unpacked whole.
PIXELS = {"JPEG": 130_000_000, "PNG": 25_000_000, "WEBP": 25_000_000}
# The longest side that is kept: enough to read a number plate or a page.
SIDE = 2600
QUALITY = 85
_HEIC = re.compile(rb"....ftyp(heic|heix|hevc|heim|heis|mif1|msf1|avif)", re.DOTALL)

ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf"}


def cleaned(name: str, content: bytes) -> tuple[str, bytes]:
    """The media type and the content to keep of one file; `name` is for the sentence that refuses it.

    A picture is drawn anew, so that nothing of its place, time or device is kept.

    Raises:
        InvalidAnswer: it is empty, too large, damaged, or none of what we take.
    """
    if not content:
        raise _refused("empty", _("“{name}” is empty.", name=name))
    if len(content) > LARGEST:
        raise _refused("too-large", _("“{name}” is larger than 10 MB. Send a smaller one, or bring it.", name=name))
    if content.startswith(b"%PDF-"):
        return "application/pdf", content
    if _HEIC.match(content):
        raise _refused("heic", _("“{name}” is a picture that we cannot open (HEIC). Please send it as JPEG.", name=name))
    return _picture(name, content)


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
