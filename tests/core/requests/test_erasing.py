"""Erasing what people said, and leaving a chain that still verifies."""

import pytest
from sqlalchemy import select, text

from core.bootstrap import Core
from core.errors import Conflict, NotFound
from core.messages.outbox import Draft, post
from core.messages.tables import Job, Message
from core.municipalities.model import Municipality
from core.people.contact import Way
from core.requests import actions, attachments, status
from core.requests.erasing import ERASE_FILE, EraseFile, erase
from core.requests.moves import Outcome
from core.requests.tables import Attachment, Content, Event, Request
from core.requests.verifying import verify
from tests.filed import MOBILE
from tests.talking import Talker

CLERK = actions.Actor("desk", 7)
SECRET = "Μαυροκορδάτου"


@pytest.fixture
def request_id(core: Core, town: Municipality) -> int:
    """A closed request, filed by text, with a photo, a note, a reply and a message."""
    citizen = Talker(core, town, contact=MOBILE)
    citizen.file(f"ΛΑΜΠΑ {SECRET} 12", "1", "-", "όχι", "1")
    with core.database.work(town) as work:
        request = work.session.scalars(select(Request)).one()
        key = "trikala/aa/aaaa.jpg"
        core.storage.put(key, b"a photo")
        photo = attachments.attach(
            work, request.conversation_id, "photo", "file", "image/jpeg", core.clock.now(), storage_key=key, request_id=request.id
        )  # fmt: skip
        assert photo
        now = core.clock.now()
        actions.claim(work, request, CLERK, now)
        actions.add_note(work, request, CLERK, f"Στην {SECRET} όλα σκοτεινά", now)
        post(work, Draft(Way.TEXT, MOBILE, f"Για την {SECRET}", "el", "notice", request_id=request.id), now)
        actions.close(work, request, CLERK, actions.Closing(Outcome.DONE, f"Έγινε στην {SECRET}.", done="Mended."), now)
        return request.id


def erase_it(core: Core, town: Municipality, id_: int) -> None:
    with core.database.work(town) as work:
        erase(work, work.session.get_one(Request, (town.id, id_)), "retention: reports", CLERK, core.clock.now())


def everything_kept(core: Core) -> str:
    """Every row of every table, as text."""
    with core.database.across("a test looks at what is there", writes=False) as work:
        if core.database.is_sqlite:
            tables = work.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        else:
            tables = work.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars().all()
        return "\n".join(str(row) for one in tables for row in work.execute(text(f'SELECT * FROM "{one}"')).all())


def test_what_was_said_is_nowhere_any_more(core: Core, town: Municipality, request_id: int) -> None:
    for secret in (SECRET, MOBILE):
        assert secret in everything_kept(core)

    erase_it(core, town, request_id)

    for secret in (SECRET, MOBILE):
        assert secret not in everything_kept(core)


def test_the_chain_still_verifies_and_says_what_was_erased(core: Core, town: Municipality, request_id: int) -> None:
    erase_it(core, town, request_id)

    with core.database.reading(town) as work:
        found = list(verify(work))
        last = work.session.scalars(select(Event).order_by(Event.seq.desc()).limit(1)).one()
        assert (last.kind, last.actor, last.code, last.at) == (
            "erased", "staff:7", "retention: reports", core.clock.now()
        )  # fmt: skip
        assert work.execute(select(Content.body, Content.salt)).all() == [(None, None)] * 3
    assert found
    assert all(one.harmless and one.what.startswith("erased") for one in found)


def test_the_reference_answers_as_one_that_nobody_knows(core: Core, town: Municipality, request_id: int) -> None:
    with core.database.reading(town) as work:
        reference = work.session.get_one(Request, (town.id, request_id)).reference
        assert status.find(work, reference, core.clock.now()).id == request_id
    erase_it(core, town, request_id)

    answers = []
    for unknown in (reference, "123456782"):
        with pytest.raises(NotFound) as refused, core.database.reading(town) as work:
            status.find(work, unknown, core.clock.now())
        answers.append((refused.value.code, refused.value.sentence))
    assert answers[0] == answers[1]


def test_the_files_are_deleted_by_a_job_unless_another_request_has_the_same(
    core: Core, town: Municipality, request_id: int
) -> None:
    shared, own = "trikala/bb/bbbb.jpg", "trikala/aa/aaaa.jpg"
    core.storage.put(shared, b"a form")
    with core.database.work(town) as work:
        now = core.clock.now()
        attachments.attach(work, 1, "plan", "file", "application/pdf", now, storage_key=shared, request_id=request_id)
        attachments.attach(work, 2, "plan", "file", "application/pdf", now, storage_key=shared)
    erase_it(core, town, request_id)

    with core.database.reading(town) as work:
        jobs = work.execute(select(Job.kind, Job.payload)).all()
        left = work.session.scalars(select(Attachment).where(Attachment.request_id == request_id)).all()
    assert {one.state for one in left} == {"erased"}
    assert [kind for kind, _payload in jobs] == [ERASE_FILE, ERASE_FILE]
    doing = EraseFile(core.database, core.storage)
    for _kind, payload in [*jobs, *jobs]:
        doing(town, payload)
    assert core.storage.get(shared) == b"a form"
    with pytest.raises(NotFound):
        core.storage.get(own)


def test_a_message_that_waits_is_told_no_more(core: Core, town: Municipality, request_id: int) -> None:
    erase_it(core, town, request_id)
    with core.database.reading(town) as work:
        states = set(work.execute(select(Message.state).where(Message.request_id == request_id)).scalars())
    assert states == {"stopped"}


def test_an_open_request_is_not_erased(core: Core, town: Municipality) -> None:
    from tests.filed import file_one

    id_ = file_one(core, town).id
    with pytest.raises(Conflict):
        erase_it(core, town, id_)


def test_erasing_twice_does_no_harm(core: Core, town: Municipality, request_id: int) -> None:
    erase_it(core, town, request_id)
    erase_it(core, town, request_id)
    with core.database.reading(town) as work:
        assert all(one.harmless for one in verify(work))
