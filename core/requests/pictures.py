"""Photos and papers that citizens send: known by their content, never by their name, and kept without their secrets."""

import io
import re
import warnings

from PIL import Image
from PIL.Image import Transpose

from core.errors import InvalidAnswer
from core.text import Sentence, _

LARGEST = 10 * 1024 * 1024
# A JPEG of one scan is decoded at the size that is needed; everything else has to be unpacked whole.
REDUCIBLE, WHOLE = 130_000_000, 25_000_000
# A JPEG that becomes clear by and by has some ten scans. Each takes the time of a whole picture and few bytes.
SCANS = 40
# The longest side that is kept: enough to read a number plate or a page.
SIDE = 2600
QUALITY = 85
# What makes a picture upright, by its EXIF orientation. Only that is read, for the rest of it is often not as it should be.
_TURNS = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}
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
    try:
        with warnings.catch_warnings():
            # The bound on pixels is ours, below; the library's warnings would only be noise.
            warnings.simplefilter("ignore")
            return _drawn(name, content)
    except (InvalidAnswer, MemoryError):
        raise
    except Image.DecompressionBombError as error:
        raise _too_many_pixels(name) from error
    except Exception as error:
        # The library raises whatever its readers stumble over: struct.error, TypeError, AttributeError and more.
        if content.startswith((b"\xff\xd8\xff", b"\x89PNG", b"RIFF")):
            raise _refused("damaged", _("“{name}” is damaged and cannot be opened.", name=name)) from error
        raise _refused(
            "type", _("We take photos (JPEG, PNG, WebP) and papers (PDF). “{name}” is something else.", name=name)
        ) from error


def _drawn(name: str, content: bytes) -> tuple[str, bytes]:
    image: Image.Image = Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP"))
    kind, scans = image.format, _scans(content) if image.format in ("JPEG", "MPO") else []
    reducible = scans == [len(image.getbands())] and "progressive" not in image.info
    if len(scans) > SCANS or image.width * image.height > (REDUCIBLE if reducible else WHOLE):
        raise _too_many_pixels(name)
    longest = max(image.size)
    if longest > SIDE:
        # Asked for in its own proportions, a long and low picture is reduced as well.
        image.draft("RGB", (max(image.width * SIDE // longest, 1), max(image.height * SIDE // longest, 1)))
    image.thumbnail((SIDE, SIDE))
    if (turn := _TURNS.get(image.getexif().get(0x0112, 1))) is not None:
        image = image.transpose(turn)
    return _encoded(image, transparent=kind == "PNG")


def _scans(jpeg: bytes) -> list[int]:
    """How many colours each pass over a JPEG's picture brings (ITU-T T.81, annex B): the headers of its scans."""
    at, found = 2, []
    while (at := jpeg.find(b"\xff", at)) >= 0 and at + 4 < len(jpeg):
        marker = jpeg[at + 1]
        if marker == 0xD9:
            break
        if marker == 0xDA:
            found.append(jpeg[at + 4])
        # Fill bytes, stuffed zeros and restarts have no length of their own.
        alone = marker in (0x00, 0x01, 0xD8) or 0xD0 <= marker <= 0xD7
        at += 1 if marker == 0xFF else 2 if alone else 2 + int.from_bytes(jpeg[at + 2 : at + 4])
    return found


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
