"""Pictures that were made to do harm: each is refused in a sentence, or drawn without much memory or time."""

import io
import struct
import subprocess
import sys
import zlib

import pytest
from PIL import Image

from core.errors import InvalidAnswer
from core.requests.pictures import SIDE, cleaned


def written(kind: str, size: tuple[int, int] = (40, 30), mode: str = "RGB", **more: object) -> bytes:
    into = io.BytesIO()
    Image.new(mode, size).save(into, kind, **more)
    return into.getvalue()


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def with_chunk(name: bytes, content: bytes) -> bytes:
    """A PNG with one more chunk after its header."""
    png = written("PNG")
    return png[:33] + chunk(name, content) + png[33:]


def wrong_exif() -> bytes:
    """EXIF that asks for a turn, and whose next entry is of another type than it says."""
    exif = b"II*\0\x08\0\0\0\x02\0" + struct.pack("<HHII", 0x0112, 3, 1, 6) + struct.pack("<HHI4s", 0x010E, 5, 1, b"\x08\0\0\0")
    return b"Exif\0\0" + exif + b"\0\0\0\0"


def refusal(content: bytes) -> str:
    with pytest.raises(InvalidAnswer) as refused:
        cleaned("photo", content)
    return refused.value.code


@pytest.mark.parametrize("name", [b"zTXt", b"iCCP"])
def test_a_text_that_unpacks_to_millions_of_letters_is_refused(name: bytes) -> None:
    assert refusal(with_chunk(name, b"a\0\0" + zlib.compress(b"x" * 3_000_000))) == "upload-damaged"


def test_a_header_that_is_cut_is_refused() -> None:
    png = written("PNG")
    assert refusal(png[:8] + chunk(b"IHDR", b"\0" * 5) + png[33:]) == "upload-damaged"


def test_a_picture_is_turned_by_its_exif_whatever_else_that_holds() -> None:
    media_type, content = cleaned("photo", written("JPEG", (40, 30), exif=wrong_exif()))
    assert (media_type, Image.open(io.BytesIO(content)).size) == ("image/jpeg", (30, 40))


def test_a_picture_with_hundreds_of_passes_is_refused_at_once() -> None:
    jpeg = written("JPEG", (2000, 2000), progressive=True)
    last = jpeg.rindex(b"\xff\xda")
    assert cleaned("photo", jpeg)[0] == "image/jpeg"
    assert refusal(jpeg[:-2] + jpeg[last:-2] * 500 + jpeg[-2:]) == "upload-too-many-pixels"


def test_a_picture_that_must_be_unpacked_whole_may_be_only_so_large() -> None:
    assert refusal(written("JPEG", (6000, 6000), mode="L", progressive=True)) == "upload-too-many-pixels"


def test_a_turned_png_stays_a_png() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    media_type, content = cleaned("photo", written("PNG", (40, 30), mode="RGBA", exif=exif))
    assert (media_type, Image.open(io.BytesIO(content)).size) == ("image/png", (30, 40))


@pytest.mark.parametrize("mode", ["RGB", "CMYK"])
def test_a_long_and_low_picture_is_reduced_with_little_memory(mode: str) -> None:
    """In a process of its own, since a process never forgets the most that it ever took."""
    jpeg = written("JPEG", (65_000, 1990), mode=mode, quality=20)
    code = (
        "import io, resource, sys; from PIL import Image; from core.requests.pictures import cleaned; "
        "content = sys.stdin.buffer.read(); before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss; "
        "kind, kept = cleaned('photo', content); print(kind, max(Image.open(io.BytesIO(kept)).size), "
        "resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)"
    )
    ran = subprocess.run([sys.executable, "-c", code], input=jpeg, capture_output=True, check=True)
    kind, side, kilobytes = ran.stdout.split()
    assert (kind, int(side)) == (b"image/jpeg", SIDE)
    assert int(kilobytes) < 100_000
