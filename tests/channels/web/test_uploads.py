"""Photos and papers: known by content, kept without place and device, refused in a sentence."""

import io
import struct
import zlib
from collections.abc import Callable

import pytest
from PIL import Image

from core.adapters.database import Database
from core.bootstrap import Core
from core.municipalities.model import Municipality
from core.requests.tables import Attachment
from tests.channels.pages.embedded import database_url  # noqa: F401
from tests.channels.web.browser import Browser, upload
from tests.channels.web.pictures import SECRET, jpeg, png, webp

PDF = b"%PDF-1.7\n%\xe2\xe3\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


@pytest.fixture
def asked(another: Callable[..., Browser]) -> Browser:
    """A browser that was just asked for a photo."""
    browser = another(language="en")
    browser.open("/start/street-light?new=1")
    for answer in ("Ασκληπιού 12", "out", ""):
        browser.submit(answer=answer)
    return browser


def kept(database: Database, town: Municipality) -> list[Attachment]:
    with database.reading(town) as work:
        return list(work.session.query(Attachment).order_by(Attachment.id))


def test_a_photo_is_kept_without_place_device_or_comment(
    asked: Browser, core: Core, database: Database, town: Municipality
) -> None:
    assert SECRET in jpeg()
    assert b"Maria" in jpeg()
    asked.submit(file=upload(jpeg(orientation=6), "IMG 0012 σπίτι.JPG"))
    assert asked.page.form("question").fields["question"] == "tell_by"
    (photo,) = kept(database, town)
    content = core.storage.get(photo.storage_key)
    assert (photo.media_type, photo.name, photo.state) == ("image/jpeg", "IMG 0012 σπίτι.jpg", "stored")
    assert SECRET not in content
    assert b"Maria" not in content
    assert b"Exif" not in content
    image = Image.open(io.BytesIO(content))
    # It lay on its side; now it stands, without having to say so.
    assert image.size == (40, 60)
    assert not image.getexif()


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [(png(), "a.jpg", "image/png"), (webp(), "b.webp", "image/jpeg"), (PDF, "c.exe", "application/pdf")],
    ids=["png", "webp", "pdf"],
)
def test_the_type_is_what_the_content_says(
    asked: Browser, core: Core, database: Database, town: Municipality, content: bytes, name: str, media_type: str
) -> None:
    asked.submit(file=upload(content, name))
    (paper,) = kept(database, town)
    assert paper.media_type == media_type
    assert SECRET not in core.storage.get(paper.storage_key)


def png_that_claims(width: int, height: int) -> bytes:
    """A small file that would unpack to a huge picture."""
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"MZ\x90\x00 a program", "photo.jpg", "something else"),
        (b"<svg onload='alert(1)'/>", "x.svg", "something else"),
        (b"", "nothing.png", "is empty"),
        (jpeg()[:200], "half.jpg", "is damaged"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "IMG_1.HEIC", "as JPEG"),
        (png_that_claims(60_000, 60_000), "bomb.png", "too many pixels"),
        (b"%PDF-1.7" + bytes(10 * 1024 * 1024), "long.pdf", "larger than 10 MB"),
    ],
    ids=["program", "drawing", "empty", "half", "heic", "bomb", "long"],
)
def test_what_we_do_not_take_is_a_sentence_and_nothing_is_kept(
    asked: Browser, database: Database, town: Municipality, content: bytes, name: str, sentence: str
) -> None:
    asked.submit(file=upload(content, name))
    assert asked.status == 422
    assert sentence in asked.page.text
    assert asked.page.form("question").fields["question"] == "photo"
    assert kept(database, town) == []


def test_a_photo_can_be_brought_later_or_left_out(asked: Browser) -> None:
    asked.submit(later="yes")
    assert asked.page.form("question").fields["question"] == "tell_by"
    asked.submit(answer="none")
    assert "you will bring it" in asked.page.text


def test_a_photo_stays_when_its_question_is_looked_at_again(asked: Browser, database: Database, town: Municipality) -> None:
    asked.submit(file=upload(jpeg(), "a.jpg"))
    asked.submit(answer="none")
    asked.open("/start/street-light?change=photo")
    assert "Already received: 1 file" in asked.page.text
    asked.submit()
    assert "1 file" in asked.page.text
    asked.command("send")
    (photo,) = kept(database, town)
    assert photo.request_id is not None


def test_more_files_than_there_is_room_for_are_refused(asked: Browser) -> None:
    form = asked.page.form("file")
    asked.send(form.action, {**form.fields, "file": [upload(jpeg(), f"{n}.jpg") for n in range(6)]})
    assert asked.status == 422
    assert "At most 5 files" in asked.page.text


def test_a_large_photo_is_made_smaller(asked: Browser, core: Core, database: Database, town: Municipality) -> None:
    asked.submit(file=upload(jpeg(5200, 2600), "wide.jpg"))
    (photo,) = kept(database, town)
    assert Image.open(io.BytesIO(core.storage.get(photo.storage_key))).size == (2600, 1300)


def test_files_sent_twice_are_kept_once(asked: Browser, database: Database, town: Municipality) -> None:
    form = asked.page.form("file")
    for _sent in range(2):
        asked.send(form.action, {**form.fields, "file": upload(jpeg(), "a.jpg")})
        assert asked.status == 200
    assert len(kept(database, town)) == 1


def test_far_too_much_is_a_sentence(asked: Browser) -> None:
    form = asked.page.form("file")
    asked.send(form.action, {**form.fields, "file": upload(bytes(53 * 1024 * 1024), "film.mp4")})
    assert asked.status == 413
    assert "too large" in asked.page.text
