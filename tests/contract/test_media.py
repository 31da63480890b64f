"""Taking media: from the provider's own address only, no further than asked, no larger than allowed."""

from collections.abc import Iterator

import pytest

from channels import provider
from channels.provider import Media
from core.messages.sending import Never, NotSent, TryAgain
from tests.contract.talking_server import Answer, Server, talking_server

LARGEST = 100_000
PATH = "/2010-04-01/Accounts/AC1/Recordings/RE1"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setattr(provider, "TIMEOUT", 1)
    with talking_server() as one:
        yield one


@pytest.fixture
def media(server: Server) -> Media:
    return Media(server.url, ("AC1", "secret"))


def refused(media: Media, source: str) -> NotSent:
    with pytest.raises(NotSent) as refusal:
        media.fetch(source, LARGEST)
    return refusal.value


def test_media_come_with_their_type_and_every_byte(media: Media, server: Server) -> None:
    content = bytes(range(256)) * 300
    server.answers = [Answer(200, content, {"Content-Type": "audio/x-wav; charset=binary"})]
    assert media.fetch(server.url + PATH, LARGEST) == ("audio/x-wav", content)
    [asked] = server.asked
    assert asked.headers["Authorization"].startswith("Basic ")


@pytest.mark.parametrize(
    "source",
    [
        "http://evil.example{path}", "http://127.0.0.1:9{path}", "https://127.0.0.1{path}", "ftp://127.0.0.1{path}",
        "{url}@evil.example{path}", "http://evil.example#{url}", "file:///etc/passwd", "//evil.example{path}", "",
        "http://evil.example\\@{host}{path}",
    ],
)  # fmt: skip
def test_nothing_is_taken_from_another_host_and_nobody_is_told_our_password(media: Media, server: Server, source: str) -> None:
    server.answers = [Answer(200, b"x", {"Content-Type": "image/png"})]
    address = source.format(url=server.url, path=PATH, host=server.url.removeprefix("http://"))
    error = refused(media, address)
    assert (type(error), error.reason) == (Never, "foreign-host")
    with pytest.raises(Never):
        media.delete(address)
    assert server.asked == []


@pytest.mark.parametrize("path", ["/other/file.wav", "/simulator/media/../../keys.json", "/"])
def test_nothing_is_taken_from_beside_the_place_of_media(server: Server, path: str) -> None:
    simulated = Media(server.url, None, "/simulator/media/")
    assert type(refused(simulated, server.url + path)) is Never
    assert server.asked == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(media: Media, server: Server, status: int) -> None:
    server.answers = [Answer(status, b"", {"Location": f"{server.url}/elsewhere"})]
    assert type(refused(media, server.url + PATH)) is Never
    assert len(server.asked) == 1


def test_what_is_too_large_is_not_taken(media: Media, server: Server) -> None:
    server.answers = [Answer(200, b"x" * (LARGEST + 1), {"Content-Type": "audio/x-wav"})]
    error = refused(media, server.url + PATH)
    assert (type(error), error.reason) == (Never, "too-large")
    server.answers = [Answer(200, b"x" * LARGEST, {"Content-Type": "audio/x-wav"})]
    assert len(media.fetch(server.url + PATH, LARGEST)[1]) == LARGEST


def test_what_is_packed_small_and_unpacks_too_large_is_not_taken(media: Media, server: Server) -> None:
    import gzip

    packed = gzip.compress(b"x" * 50_000_000)
    assert len(packed) < LARGEST
    server.answers = [Answer(200, packed, {"Content-Type": "audio/x-wav", "Content-Encoding": "gzip"})]
    assert type(refused(media, server.url + PATH)) is Never


@pytest.mark.parametrize(("status", "refusal"), [(404, Never), (410, Never), (401, Never), (429, TryAgain), (503, TryAgain)])
def test_what_is_gone_is_told_from_what_is_late(media: Media, server: Server, status: int, refusal: type[NotSent]) -> None:
    server.answers = [Answer(status)]
    error = refused(media, server.url + PATH)
    assert (type(error), error.reason) == (refusal, str(status))


@pytest.mark.parametrize("answer", [Answer(after=3), Answer(cut=True)], ids=["no answer in time", "broken off"])
def test_who_does_not_answer_is_asked_again_later(media: Media, server: Server, answer: Answer) -> None:
    server.answers = [answer]
    assert type(refused(media, server.url + PATH)) is TryAgain


def test_a_file_that_breaks_off_in_the_middle_is_not_taken_for_whole(media: Media, server: Server) -> None:
    server.answers = [Answer(200, b"half", {"Content-Type": "audio/x-wav", "Content-Length": "1000"})]
    assert type(refused(media, server.url + PATH)) is TryAgain


def test_what_was_taken_is_deleted_where_it_lay_and_gone_is_no_error(media: Media, server: Server) -> None:
    for status in (204, 404):
        server.answers = [Answer(status)]
        media.delete(server.url + PATH)
    assert [one.method for one in server.asked] == ["DELETE", "DELETE"]
    server.answers = [Answer(503)]
    with pytest.raises(TryAgain):
        media.delete(server.url + PATH)
