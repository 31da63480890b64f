"""From the decision to the sealed document: one number, one file, and nothing of it ever changes."""

import hashlib
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from core.certificates import issuing, payments, receiving, revoking
from core.certificates.issuing import SEAL, Decision, require_signs
from core.certificates.tables import Certificate
from core.errors import Conflict, InvalidAnswer, NotAllowed, Unavailable
from core.messages.tables import Job, Message
from core.municipalities.model import Municipality
from core.ports import Sealed
from core.requests import actions
from core.requests.erasing import ERASE_FILE, erase
from core.requests.tables import Event, ProtocolEntry
from core.requests.verifying import verify
from core.staff.roles import Member, Person, Role
from tests.certified import FIELDS, NAME, Hall, costing


def test_a_document_has_its_number_at_once_and_its_seal_afterwards(hall: Hall) -> None:
    reference = hall.applied()
    made = hall.issue(reference)
    row = hall.row(made)
    assert (row.state, row.protocol, row.holder) == ("issuing", "2026/000002", NAME)
    assert row.valid_until == row.issued_on + timedelta(days=180)
    with hall.core.database.reading(hall.town) as work:
        entry = work.session.query(ProtocolEntry).filter(ProtocolEntry.direction == "out").one()
        job = work.session.query(Job).filter(Job.kind == SEAL).one()
        assert (entry.seq, entry.answers_seq, entry.party, entry.precision) == (2, 1, NAME, "ΠΔ")
        assert job.payload == {"certificate": made}
        assert hall.request(work, reference).state == "in_progress"

    hall.seal(made)
    row = hall.row(made)
    assert row.state == "sealed"
    assert hashlib.sha256(hall.pdf(made)).hexdigest() == row.sha256
    with hall.core.database.reading(hall.town) as work:
        request = hall.request(work, reference)
        assert (request.state, request.outcome) == ("closed", "done")
        told = work.session.query(Message).filter(Message.request_id == request.id).all()
        assert len(told) == 1
        assert NAME not in told[0].body
        assert "http" not in told[0].body
        assert [one.what for one in receiving.steps(work, made)] == ["ready"]
        assert list(verify(work)) == []


def test_the_job_may_run_as_often_as_it_likes(hall: Hall) -> None:
    made = hall.issued()
    before, content = hall.row(made), hall.pdf(made)
    hall.seal(made)
    assert hall.row(made).sha256 == before.sha256
    assert hall.pdf(made) == content
    with hall.core.database.reading(hall.town) as work:
        assert len(work.execute(select(Message.id)).all()) == 1
        assert len(work.execute(select(Event.seq).where(Event.kind == "sealed")).all()) == 1


def test_nothing_that_a_document_says_can_be_changed_and_none_deleted(hall: Hall) -> None:
    made = hall.issued()
    for change in ("holder = 'Another'", "protocol = '2026/000009'", "sha256 = 'x'", "state = 'issuing'"):
        with pytest.raises(DatabaseError, match="never changed"), hall.core.database.across("a test") as work:
            work.execute(text(f"UPDATE certificate SET {change}"))
    with pytest.raises(DatabaseError, match="never changed"), hall.core.database.across("a test") as work:
        work.execute(text("DELETE FROM certificate"))
    with hall.core.database.across("a test") as work:
        # Erasing what is personal is the one thing that may be done.
        work.execute(text("UPDATE certificate SET holder = '', fields = '{}', address = ''"))
    assert hall.row(made).fields == {}


def test_one_request_has_one_document(hall: Hall) -> None:
    reference = hall.applied()
    hall.issue(reference)
    with pytest.raises(Conflict):
        hall.issue(reference)

    def at_once() -> None:
        """A second clerk who saw no document a moment ago."""
        with hall.core.database.work(hall.town) as work:
            request = hall.request(work, reference)
            issuing.write(work, request, hall.service(), hall.clerk, Decision(FIELDS), hall.core.codes, hall.now)

    with pytest.raises(IntegrityError):
        at_once()
    with hall.core.database.reading(hall.town) as work:
        assert len(work.execute(select(Certificate.id)).all()) == 1
        assert len(work.execute(select(ProtocolEntry.seq).where(ProtocolEntry.direction == "out")).all()) == 1


def test_who_has_not_proved_who_they_are_gets_nothing(hall: Hall) -> None:
    with pytest.raises(NotAllowed) as refused:
        hall.issue(hall.applied(proved=False))
    assert refused.value.code == "identity"


def test_a_colleagues_request_is_left_alone(hall: Hall) -> None:
    reference = hall.applied()
    other = Hall(hall.core, hall.town, actions.Actor("desk", 99))
    with pytest.raises(Conflict):
        other.issue(reference)


@pytest.mark.parametrize(("missing", "code"), [("name", "name"), ("address", "address")])
def test_a_missing_field_is_named(hall: Hall, missing: str, code: str) -> None:
    with pytest.raises(InvalidAnswer) as refused:
        hall.issue(hall.applied(), decision=Decision(FIELDS | {missing: "  "}))
    assert refused.value.code == code


def test_what_only_the_register_knows_may_be_left_out(hall: Hall) -> None:
    made = hall.issue(hall.applied(), decision=Decision(FIELDS | {"since": ""}))
    hall.seal(made)
    assert hall.row(made).state == "sealed"


def test_only_the_mark_signs_lets_somebody_issue(town: Municipality) -> None:
    person = Person(1, "m@example.org", "Maria", "el")
    require_signs(Member(person, Role.CLERK, frozenset({"citizens"}), True, town))
    with pytest.raises(NotAllowed):
        require_signs(Member(person, Role.SUPERVISOR, frozenset(), False, town))


def test_a_fee_is_paid_first(hall: Hall) -> None:
    reference, service = hall.applied(), costing(hall.service(), "18.00")

    def issue() -> None:
        with hall.core.database.work(hall.town) as work:
            request = hall.request(work, reference)
            issuing.issue(work, request, service, hall.clerk, Decision(FIELDS), hall.core.codes, hall.now)

    with pytest.raises(NotAllowed) as refused:
        issue()
    assert refused.value.code == "fee"
    with hall.core.database.work(hall.town) as work:
        request = hall.request(work, reference)
        assert service.certificate is not None
        payment = payments.ask(work, request, service.certificate, hall.now)
        assert payment is not None
        assert (payment.cents, payment.state) == (1800, "due")
        payments.record(work, request, hall.clerk, " Α 12 ", hall.now)
        with pytest.raises(Conflict):
            payments.record(work, request, hall.clerk, "13", hall.now)
    issue()


class Broken:
    """A seal, or a storage, that does not answer."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def qualified(self, town: Municipality) -> bool:
        return False

    def seal(self, town: Municipality, content: bytes, reason: str) -> Sealed:
        raise self.error

    def put(self, key: str, content: bytes) -> None:
        raise self.error

    def get(self, key: str) -> bytes:
        raise self.error

    def delete(self, key: str) -> None:
        raise self.error


def test_a_seal_that_does_not_answer_loses_nothing(hall: Hall) -> None:
    made = hall.issue(hall.applied())
    with pytest.raises(Unavailable):
        hall.seal(made, signer=Broken(Unavailable("seal", "gone")))
    assert (hall.row(made).state, hall.row(made).problem) == ("issuing", "seal")
    with hall.core.database.work(hall.town) as work:
        issuing.seal_again(work, work.session.get_one(Certificate, (hall.town.id, made)), hall.now)
    hall.seal(made)
    assert (hall.row(made).state, hall.row(made).problem) == ("sealed", "")


def test_a_full_storage_leaves_no_half_issued_document(hall: Hall) -> None:
    made = hall.issue(hall.applied())
    with pytest.raises(OSError, match="No space"):
        hall.seal(made, storage=Broken(OSError(28, "No space left on device")))
    assert (hall.row(made).state, hall.row(made).problem) == ("issuing", "storage")
    hall.seal(made)
    assert hall.row(made).sha256 == hashlib.sha256(hall.pdf(made)).hexdigest()


def test_what_is_wrong_is_revoked_and_issued_anew_and_both_stay(hall: Hall) -> None:
    reference = hall.applied()
    first = hall.issue(reference)
    hall.seal(first)
    with hall.core.database.work(hall.town) as work:
        request = hall.request(work, reference)
        old = work.session.get_one(Certificate, (hall.town.id, first))
        again = Decision(FIELDS | {"address": "Ασκληπιού 14, Τρίκαλα"})
        new = revoking.replace(
            work, request, old, hall.service(), hall.clerk, again, "Λάθος διεύθυνση.", hall.core.codes, hall.now
        ).id
    hall.seal(new)
    assert hall.row(first).revoke_reason == "Λάθος διεύθυνση."
    assert (hall.row(new).replaces, hall.row(new).state, hall.row(new).protocol) == (first, "sealed", "2026/000003")
    with hall.core.database.work(hall.town) as work:
        request = hall.request(work, reference)
        with pytest.raises(Conflict):
            revoking.revoke(work, request, work.session.get_one(Certificate, (hall.town.id, first)), hall.clerk, "x", hall.now)
        with pytest.raises(InvalidAnswer):
            revoking.revoke(work, request, work.session.get_one(Certificate, (hall.town.id, new)), hall.clerk, " ", hall.now)
        assert revoking.replacement(work, first) is not None


def test_a_document_that_is_revoked_before_its_seal_is_never_sealed(hall: Hall) -> None:
    reference = hall.applied()
    made = hall.issue(reference)
    with hall.core.database.work(hall.town) as work:
        row = work.session.get_one(Certificate, (hall.town.id, made))
        revoking.revoke(work, hall.request(work, reference), row, hall.clerk, "Λάθος.", hall.now)
    hall.seal(made)
    assert hall.row(made).state == "issuing"


def test_a_copy_says_what_the_original_says_and_ends_with_it(hall: Hall) -> None:
    original = hall.issued()
    reference = hall.applied("copy-of-certificate")
    copy = hall.issue(reference, "copy-of-certificate", Decision({}, original=original))
    hall.seal(copy)
    row = hall.row(copy)
    assert (row.copy_of, row.fields, row.template) == (original, FIELDS, "permanent-residence")
    assert row.valid_until == hall.row(original).valid_until
    assert hall.code(copy) != hall.code(original)
    with pytest.raises(Conflict):
        hall.issue(hall.applied("copy-of-certificate"), "copy-of-certificate", Decision({}, original=0))


def test_handing_over_is_written_down(hall: Hall) -> None:
    reference = hall.applied()
    made = hall.issue(reference)
    with hall.core.database.work(hall.town) as work:
        row = work.session.get_one(Certificate, (hall.town.id, made))
        with pytest.raises(Conflict):
            receiving.hand_over(work, hall.request(work, reference), row, hall.clerk, "passport", "12A", hall.now)
    hall.seal(made)
    with hall.core.database.work(hall.town) as work:
        row = work.session.get_one(Certificate, (hall.town.id, made))
        receiving.hand_over(work, hall.request(work, reference), row, hall.clerk, "passport", "12a", hall.now)
        assert [(one.what, one.note) for one in receiving.steps(work, made)] == [("ready", ""), ("handed", "passport 12A")]


def test_somebody_elses_document_is_never_copied(hall: Hall) -> None:
    original = hall.issue(hall.applied(), decision=Decision(FIELDS | {"afm": "094259216"}))
    hall.seal(original)
    with pytest.raises(Conflict) as refused:
        hall.issue(hall.applied("copy-of-certificate"), "copy-of-certificate", Decision({}, original=original))
    assert refused.value.code == "original"


def test_erasing_a_request_empties_its_document_and_deletes_the_file(hall: Hall) -> None:
    reference = hall.applied()
    made = hall.issue(reference)
    hall.seal(made)
    key = hall.row(made).storage_key
    with hall.core.database.work(hall.town) as work:
        erase(work, hall.request(work, reference), "test", hall.clerk, hall.now)
    row = hall.row(made)
    assert (row.holder, row.fields, row.storage_key, row.protocol) == ("", {}, "", "2026/000002")
    with hall.core.database.reading(hall.town) as work:
        job = work.session.query(Job).filter(Job.kind == ERASE_FILE).one()
        assert job.payload == {"key": key}
