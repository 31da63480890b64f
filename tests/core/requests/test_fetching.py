"""The job that takes recordings and pictures from the provider."""

import io

import pytest
from PIL import Image

from core.bootstrap import Core
from core.errors import Conflict, NotFound
from core.messages.sending import Never, TryAgain
from core.municipalities.model import Municipality
from core.requests.actions import Actor
from core.requests.attachments import attach
from core.requests.fetching import FetchMedia, fetch_again
from core.requests.tables import Attachment, Request
from tests.filed import file_one
from tests.stopped import Stopped

CLERK = Actor("desk", 7)
SOURCE = "https://provider.example/media/ME1"


class Provider:
    """Where media lie; can be told to fail."""

    def __init__(self, media_type: str, content: bytes) -> None:
        self.media_type, self.content = media_type, content
        self.fetched, self.deleted = 0, 0
        self.fails_to_delete = False

    def fetch(self, source: str, largest: int) -> tuple[str, bytes]:
        self.fetched += 1
        return self.media_type, self.content

    def delete(self, source: str) -> None:
        if self.fails_to_delete:
            raise TryAgain("away")
        self.deleted += 1


def photo() -> bytes:
    """A picture with a place and a device in its EXIF."""
    image = Image.new("RGB", (40, 30), "red")
    exif = Image.Exif()
    exif[0x010F] = "SpyCam"
    exif.get_ifd(0x8825)[1] = "N"
    written = io.BytesIO()
    image.save(written, "JPEG", exif=exif)
    return written.getvalue()


def to_fetch(core: Core, town: Municipality, media_type: str) -> int:
    with core.database.work(town) as work:
        return attach(work, None, "photo", "file", media_type, core.clock.now(), source=SOURCE)


def job(core: Core, provider: Provider) -> FetchMedia:
    return FetchMedia(core.database, core.storage, provider, provider)


def row(core: Core, town: Municipality, attachment: int) -> Attachment:
    with core.database.reading(town) as work:
        return work.session.get_one(Attachment, (town.id, attachment))


def test_a_recording_is_kept_and_deleted_at_the_provider(core: Core, town: Municipality) -> None:
    provider, attachment = Provider("audio/x-wav", b"RIFFsound"), to_fetch(core, town, "audio/x-wav")
    job(core, provider)(town, {"attachment": attachment})
    kept = row(core, town, attachment)
    assert (kept.state, kept.source, kept.size) == ("stored", "", 9)
    assert core.storage.get(kept.storage_key) == b"RIFFsound"
    assert provider.deleted == 1


def test_a_second_run_fetches_nothing_twice(core: Core, town: Municipality) -> None:
    provider, attachment = Provider("audio/x-wav", b"RIFFsound"), to_fetch(core, town, "audio/x-wav")
    provider.fails_to_delete = True
    with pytest.raises(TryAgain):
        job(core, provider)(town, {"attachment": attachment})
    provider.fails_to_delete = False
    job(core, provider)(town, {"attachment": attachment})
    job(core, provider)(town, {"attachment": attachment})
    assert (provider.fetched, provider.deleted) == (1, 1)


def test_a_picture_loses_its_place_and_device(core: Core, town: Municipality) -> None:
    provider, attachment = Provider("image/jpeg", photo()), to_fetch(core, town, "image/jpeg")
    job(core, provider)(town, {"attachment": attachment})
    kept = core.storage.get(row(core, town, attachment).storage_key)
    assert b"SpyCam" not in kept
    assert not Image.open(io.BytesIO(kept)).getexif()


@pytest.mark.parametrize(("media_type", "content"), [("text/html", b"<script>"), ("image/jpeg", b"not a picture")])
def test_what_we_do_not_take_is_marked_lost(core: Core, town: Municipality, media_type: str, content: bytes) -> None:
    attachment = to_fetch(core, town, media_type)
    with pytest.raises(Never):
        job(core, Provider(media_type, content))(town, {"attachment": attachment})
    assert row(core, town, attachment).state == "lost"


def test_what_was_lost_is_known_with_its_reason_and_fetched_again_when_a_clerk_asks(
    core: Core, town: Municipality, clock: Stopped
) -> None:
    filed, attachment = file_one(core, town), to_fetch(core, town, "audio/x-wav")
    gone = Provider("audio/x-wav", b"RIFFsound")
    gone.fetch = lambda source, largest: _never("404")  # type: ignore[method-assign]
    with pytest.raises(Never):
        job(core, gone)(town, {"attachment": attachment})
    assert (row(core, town, attachment).reason, row(core, town, attachment).source) == ("404", SOURCE)
    # Running the old job again does not even ask.
    job(core, gone)(town, {"attachment": attachment})
    with core.database.work(town) as work:
        request = work.session.get_one(Request, (town.id, filed.id))
        fetch_again(work, request, CLERK, work.session.get_one(Attachment, (town.id, attachment)), clock.now())
    job(core, Provider("audio/x-wav", b"RIFFsound"))(town, {"attachment": attachment})
    kept = row(core, town, attachment)
    assert (kept.state, kept.reason, kept.source) == ("stored", "", "")


def test_what_is_on_its_way_is_not_asked_for_twice_until_it_is_late(core: Core, town: Municipality, clock: Stopped) -> None:
    filed, attachment = file_one(core, town), to_fetch(core, town, "audio/x-wav")
    for hours, allowed in ((0, False), (7, True)):
        clock.move(hours=hours)
        with core.database.work(town) as work:
            request = work.session.get_one(Request, (town.id, filed.id))
            paper = work.session.get_one(Attachment, (town.id, attachment))
            if allowed:
                fetch_again(work, request, CLERK, paper, clock.now())
            else:
                with pytest.raises(Conflict):
                    fetch_again(work, request, CLERK, paper, clock.now())


def _never(reason: str) -> tuple[str, bytes]:
    raise Never(reason)


def test_another_towns_attachment_is_not_there(core: Core, town: Municipality, other_town: Municipality) -> None:
    provider, attachment = Provider("audio/x-wav", b"RIFF"), to_fetch(core, town, "audio/x-wav")
    job(core, provider)(other_town, {"attachment": attachment})
    assert provider.fetched == 0
    with pytest.raises(NotFound):
        core.storage.get("trikala/no/such.wav")
