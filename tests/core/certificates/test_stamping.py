"""A sealed document carries a time-stamp (PAdES B-T) that a validator accepts; without one no document is made."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from asn1crypto import algos, tsp
from cryptography import x509
from sqlalchemy import select

from core.adapters.seals import State, read_seal
from core.bootstrap import Core
from core.certificates.issuing import SEAL
from core.errors import Unavailable
from core.messages.tables import Job
from run import worker_of
from tests.authority import Authority, judged
from tests.certified import Hall
from tests.stamping import REPLY, StampService, serving
from tests.stopped import Stopped

AUTHORITY = Authority("Test authority of the time")


@pytest.fixture
def service() -> Iterator[StampService]:
    with serving(AUTHORITY) as made:
        yield made


@pytest.fixture
def stamped(core: Core, make_core: Callable[..., Core], service: StampService) -> Hall:
    """A town hall whose seals are stamped by the service, set as an operator sets it."""
    made = make_core(time_stamp_url=service.url)
    return Hall(made, made.directory.by_key("trikala"))


def maker(hall: Hall) -> x509.Certificate:
    """The authority of the self-made seals."""
    text = (hall.core.settings.data / "seals" / "authority.pem").read_bytes()
    return x509.load_pem_x509_certificate(text[text.index(b"-----BEGIN CERT") :])


def test_the_seal_of_a_document_carries_a_valid_time_stamp(stamped: Hall) -> None:
    made = stamped.issued()
    told = judged(stamped.pdf(made), maker(stamped), AUTHORITY.certificate)
    stamp = told.timestamp_validity
    assert told.bottom_line
    assert stamp is not None
    assert (stamp.intact, stamp.valid, stamp.trusted) == (True, True, True)
    assert abs((datetime.now(UTC) - stamp.timestamp).total_seconds()) < 600
    assert read_seal(stamped.pdf(made)).state is State.WHOLE


def test_a_time_stamp_of_somebody_else_is_not_believed(stamped: Hall) -> None:
    told = judged(stamped.pdf(stamped.issued()), maker(stamped), Authority("Another").certificate)
    assert told.timestamp_validity is not None
    assert not told.timestamp_validity.trusted


def test_without_a_service_there_is_no_time_stamp(hall: Hall) -> None:
    told = judged(hall.pdf(hall.issued()), maker(hall), AUTHORITY.certificate)
    assert told.trusted
    assert told.timestamp_validity is None


def test_a_document_costs_one_time_stamp_after_the_first(stamped: Hall, service: StampService) -> None:
    # Services are paid by the stamp. The first one is asked for to learn how large they are.
    for asked in (2, 3, 4):
        stamped.issued()
        assert len(service.asked) == asked


def older(service: StampService) -> bytes:
    """A sound time-stamp that was given for another question: its nonce is not ours."""
    imprint = {"hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}), "hashed_message": bytes(32)}
    return service.stamp(tsp.TimeStampReq({"version": 1, "message_imprint": imprint, "nonce": 1}).dump())


def refusal() -> bytes:
    """A refusal has no time-stamp (RFC 3161, 2.4.2): a sequence of nothing but the status."""
    status: bytes = tsp.PKIStatusInfo({"status": "rejection", "status_string": ["no more stamps"]}).dump()
    return bytes([0x30, len(status)]) + status


@pytest.mark.parametrize("what", ["away", "broken", "garbage", "empty", "refusal", "older", "mistaken"])
def test_while_the_service_gives_none_the_document_waits_and_is_then_sealed(
    stamped: Hall, service: StampService, clock: Stopped, what: str
) -> None:
    service.mistaken = what == "mistaken"
    answers = {
        "away": (503, "text/html", b"<h1>Later</h1>"),
        "broken": (200, "text/html", b"<h1>Welcome</h1>"),
        "garbage": (200, REPLY, b"<h1>Welcome</h1>"),
        "empty": (200, REPLY, b""),
        "refusal": (200, REPLY, refusal()),
        "older": (200, REPLY, older(service)),
    }
    service.answer = answers.get(what)
    made = stamped.issue(stamped.applied())
    with pytest.raises(Unavailable) as refused:
        stamped.seal(made)
    assert refused.value.code == "time-stamp"
    worker = worker_of(stamped.core)
    worker.drain()
    assert (stamped.row(made).state, stamped.row(made).problem) == ("issuing", "time-stamp")
    with stamped.core.database.reading(stamped.town) as work:
        assert work.execute(select(Job.state).where(Job.kind == SEAL)).scalar_one() == "queued"
    assert [one for one in (stamped.core.settings.data / "files").rglob("*.pdf") if one.is_file()] == []

    service.answer, service.mistaken = None, False
    clock.move(minutes=10)
    worker.drain()
    assert (stamped.row(made).state, stamped.row(made).problem) == ("sealed", "")
    assert judged(stamped.pdf(made), maker(stamped), AUTHORITY.certificate).bottom_line
