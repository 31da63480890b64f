"""What nobody needs any more goes; everything else stays."""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select

from core.adapters.folder import Folder
from core.bootstrap import Core
from core.dialogue.answers import Form, Upload
from core.dialogue.steps import Ask, Done
from core.dialogue.tables import ConversationRow, HandOverCodeRow, TurnRow
from core.messages.tables import Job
from core.model import first_id_of, table_of
from core.municipalities.model import Municipality
from core.operations.sweeping import Sweep
from core.operations.tables import WHY
from core.people.guessing import Guess, wrong
from core.people.tables import TryRow
from core.requests.erasing import EraseFile
from core.requests.tables import Attachment, Request
from core.requests.verifying import verify
from core.staff import accounts, links
from core.staff.accounts import NewMember
from core.staff.roles import Role
from core.staff.tables import PasswordLink, SignInTry, StaffSession
from tests.stopped import Stopped
from tests.talking import Talker

PHOTO = Upload("image/jpeg", "lamp.jpg", storage_key="trikala/uploads/a/lamp.jpg", size=5, sha256="ab")


@pytest.fixture
def clock() -> Stopped:
    """Ids are given by the machine's own clock, so that this one begins where that one is."""
    return Stopped(datetime.now(UTC))


@pytest.fixture
def sweep(core: Core) -> Sweep:
    storage = core.storage
    assert isinstance(storage, Folder)
    return Sweep(core.database, core.clock, core.directory.all, storage.before, storage.delete)


def count(core: Core, town: Municipality, table: type) -> int:
    with core.database.reading(town) as work:
        return int(work.execute(select(func.count()).select_from(table)).scalar_one())


def said(core: Core, town: Municipality) -> list[str | None]:
    with core.database.reading(town) as work:
        return list(work.execute(select(TurnRow.said).order_by(TurnRow.at, TurnRow.id)).scalars())


def test_an_unfinished_talk_goes_after_thirty_days_with_what_was_said(
    core: Core, town: Municipality, clock: Stopped, sweep: Sweep
) -> None:
    talker = Talker(core, town)
    talker.say("δεν ανάβει η λάμπα Ασκληπιού 12")
    turn = talker.turn("1", id_="again")
    core.conversing.converse(turn, talker.render)
    talker.say("κωδικός")
    clock.move(days=29, hours=23)
    assert sweep.run()["old conversations"] == 0
    clock.move(hours=2)
    assert sweep.run(dry=True)["old conversations"] == 1
    assert count(core, town, ConversationRow) == 1, "only tried"
    assert sweep.run()["old conversations"] == 1
    assert count(core, town, ConversationRow) == count(core, town, HandOverCodeRow) == 0
    assert set(said(core, town)) == {None}
    # What is delivered once more is still known, and changes nothing.
    assert core.conversing.converse(turn, talker.render).repeated
    assert count(core, town, ConversationRow) == 0
    assert not any(sweep.run().values())


def test_what_became_a_request_stays(core: Core, town: Municipality, clock: Stopped, sweep: Sweep) -> None:
    talker = Talker(core, town)
    talker.say("δεν ανάβει η λάμπα Ασκληπιού 12")
    go_on(talker)
    assert isinstance(talker.step, Done)
    before = said(core, town)
    clock.move(days=60)
    sweep.run()
    assert said(core, town) == before
    assert None not in before
    assert count(core, town, Request) == 1
    with core.database.reading(town) as work:
        assert list(verify(work)) == []


def test_an_earlier_talk_of_a_number_that_still_texts_falls_silent(
    core: Core, town: Municipality, clock: Stopped, sweep: Sweep
) -> None:
    old = clock.now() - timedelta(days=40)
    with core.database.work(town) as work:
        row = {
            "channel": "sms", "id": "SM1", "digest": b"1", "conversation_id": first_id_of(old), "language": "el", "form": "typed",
            "said": "κάτι δικό μου", "reply": "Ναι;", "request_id": None, "at": old,
        }  # fmt: skip
        work.execute(insert(table_of(TurnRow)), row)
    Talker(core, town).say("γεια")
    assert sweep.run()["turns of earlier talks"] == 1
    assert sorted(said(core, town), key=str) == [None, "γεια"]


ANSWERS = {"place": "Ασκληπιού 12", "fault": "1", "pole": "-", "photo": "-", "tell_by": "4"}


def go_on(talker: Talker, until: str = "") -> None:
    """Answer one question after the other until one is open, or until the receipt."""
    for _each in range(8):
        if isinstance(talker.step, Done) or (isinstance(talker.step, Ask) and talker.asked == until):
            return
        talker.say(ANSWERS.get(talker.asked, "-") if isinstance(talker.step, Ask) else "ΟΚ")
    raise AssertionError(talker.step)


def with_photo(core: Core, town: Municipality) -> Talker:
    talker = Talker(core, town)
    core.storage.put(PHOTO.storage_key, b"bytes")
    talker.say("δεν ανάβει η λάμπα Ασκληπιού 12")
    go_on(talker, "photo")
    talker.say("", form=Form.FILE, uploads=(PHOTO,))
    return talker


def run_jobs(core: Core, town: Municipality) -> None:
    with core.database.reading(town) as work:
        jobs = work.execute(select(Job.kind, Job.payload).where(Job.kind == "erase-file")).all()
    for _kind, payload in jobs:
        EraseFile(core.database, core.storage)(town, payload)


def test_an_upload_that_is_not_filed_goes_after_two_days_and_is_asked_for_again(
    core: Core, town: Municipality, clock: Stopped, sweep: Sweep
) -> None:
    talker = with_photo(core, town)
    clock.move(days=1, hours=23)
    assert sweep.run()["uploads never filed"] == 0
    clock.move(hours=2)
    assert sweep.run()["uploads never filed"] == 1
    run_jobs(core, town)
    assert count(core, town, Attachment) == 0
    assert list(core.storage.before(clock.now() + timedelta(days=999))) == []  # type: ignore[attr-defined]
    # Every other answer is still there: the photo is asked for again, and then it is filed.
    go_on(talker)
    with core.database.reading(town) as work:
        assert work.execute(select(Request.place)).scalar_one() == "Ασκληπιού 12"


def test_a_filed_upload_stays(core: Core, town: Municipality, clock: Stopped, sweep: Sweep) -> None:
    talker = with_photo(core, town)
    go_on(talker)
    clock.move(days=100)
    sweep.run()
    assert count(core, town, Attachment) == 1
    assert core.storage.get(PHOTO.storage_key) == b"bytes"


def test_bytes_that_no_row_names_go(core: Core, sweep: Sweep, town: Municipality) -> None:
    for key, days in (("trikala/uploads/x/old.jpg", 3), ("trikala/uploads/x/new.jpg", 1)):
        core.storage.put(key, b"x")
        then = time.time() - days * 86400
        os.utime(core.settings.data / "files" / key, (then, then))
    assert sweep.run(dry=True)["stray files"] == 1
    assert sweep.run()["stray files"] == 1
    assert core.storage.get("trikala/uploads/x/new.jpg") == b"x"
    assert list(core.storage.before(core.clock.now() + timedelta(days=1))) == ["trikala/uploads/x/new.jpg"]  # type: ignore[attr-defined]


def test_sessions_links_and_tries_go_by_their_terms(core: Core, town: Municipality, clock: Stopped, sweep: Sweep) -> None:
    now = clock.now()
    account = accounts.add(core.database, town, NewMember("a@b.example", "A", Role.ADMINISTRATOR), now)
    links.give(core.database, town, account, now)
    with core.database.across(WHY) as work:
        work.session.add(StaffSession(digest="d", account_id=account, town_id=town.id, created_at=now, seen_at=now))
        work.session.add(SignInTry(subject="s", source="x", wrong=2, last_at=now))
    with core.database.work(town) as work:
        wrong(work, Guess("receipt", "1", "x"), now)
    steps: list[tuple[float, str, Callable[[], int]]] = [
        (13 / 24, "staff sessions", lambda: people(core, StaffSession)),
        (1, "wrong passwords", lambda: people(core, SignInTry)),
        (7, "password links", lambda: people(core, PasswordLink)),
        (31, "wrong codes", lambda: count(core, town, TryRow)),
    ]
    for days, name, left in steps:
        assert sweep.run()[name] == 0
        clock.move(days=days)
        assert sweep.run()[name] == 1
        assert left() == 0


def people(core: Core, table: type) -> int:
    with core.database.across(WHY, writes=False) as work:
        return int(work.execute(select(func.count()).select_from(table)).scalar_one())


def test_one_town_s_sweep_leaves_the_others_alone_and_many_go_in_batches(
    core: Core, town: Municipality, other_town: Municipality, clock: Stopped, sweep: Sweep
) -> None:
    for number in range(230):
        Talker(core, town, contact=f"+3069{number:08d}").say("γεια")
    clock.move(days=31)
    Talker(core, other_town).say("γεια")
    assert sweep.run()["old conversations"] == 230
    assert count(core, other_town, ConversationRow) == 1
