"""What has been kept as long as it may goes, with a record; what somebody still needs stays; and the histories verify."""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select, update

from core.announcements.freezing import Freezing
from core.announcements.tables import Announcement
from core.bootstrap import Core
from core.messages.outbox import Draft, MessageState, post
from core.messages.tables import Job, Message
from core.municipalities.model import Municipality
from core.operations.periodic import Rounds
from core.operations.upkeep import upkeep_of
from core.people import consent
from core.people.contact import Way
from core.people.tables import ConsentRow
from core.requests import attachments, linking
from core.requests.acting import Actor
from core.requests.erasing import ERASE_FILE
from core.requests.tables import Attachment, Content, Request
from core.requests.verifying import verify
from core.retention.clearing import Clearing, Went
from core.retention.commands import commands
from core.retention.holding import hold
from core.retention.tables import RetentionRecord
from core.subscriptions.tables import Subscriber, SubscriberWay
from tests.announced import subscribe
from tests.closed import closed
from tests.filed import MOBILE, file_one
from tests.stopped import Stopped
from tests.told import end, messages, told

MARIA = Actor("desk", 7)


@pytest.fixture
def clearing(core: Core) -> Clearing:
    return Clearing(core.database, core.clock, core.directory.all)


def erased(core: Core, town: Municipality, ids: Sequence[int]) -> list[bool]:
    with core.database.reading(town) as work:
        kept = set(work.execute(select(Content.request_id).where(Content.salt.is_not(None))).scalars())
        assert all(one.harmless for one in verify(work))
    return [one not in kept for one in ids]


def counts(went: Sequence[Went]) -> dict[str, int]:
    return {one.cls.key: one.count for one in went}


def records(core: Core, town: Municipality) -> dict[str, int]:
    with core.database.reading(town) as work:
        return {row.kind: row.count for row in work.execute(select(RetentionRecord.kind, RetentionRecord.count))}


def test_a_closed_report_is_erased_after_two_years_and_the_history_verifies(
    core: Core, town: Municipality, clearing: Clearing, clock: Stopped
) -> None:
    ids = [closed(core, town) for _one in range(6)]
    began = clock.now()
    clock.move(days=730)
    assert clearing.run() == [] and not any(erased(core, town, ids))
    clock.move(days=2)
    young = closed(core, town)
    foreseen = clearing.run(dry=True)
    assert counts(foreseen) == {"reports": 6} and not any(erased(core, town, ids))
    went = clearing.run()
    assert went == foreseen
    assert (went[0].oldest, went[0].newest) == (began, began)
    assert erased(core, town, [*ids, young]) == [True] * 6 + [False]
    assert records(core, town) == {"reports": 6}
    assert clearing.run() == [], "nothing goes twice"


def test_what_somebody_still_needs_stays(core: Core, town: Municipality, clearing: Clearing, clock: Stopped) -> None:
    held, linked, opened, free = (closed(core, town) for _one in range(4))
    other = file_one(core, town, tell_to="+306912345679", contact="+306912345679").id
    with core.database.work(town) as work:
        get = work.session.get_one
        hold(work, get(Request, (town.id, held)).reference, "Δίκη στο Πρωτοδικείο", MARIA, clock.now())
        linking.relate(work, get(Request, (town.id, linked)), get(Request, (town.id, other)), "", MARIA, clock.now())
        work.execute(update(Request).where(Request.id == opened).values(is_open=True))
    clock.move(days=740)
    assert counts(clearing.run()) == {"reports": 1}
    assert erased(core, town, [held, linked, opened, free]) == [False, False, False, True]


def test_applications_go_in_the_yearly_clearing_alone(core: Core, town: Municipality, clearing: Clearing, clock: Stopped) -> None:
    one = closed(core, town, "complaint", answers={})
    at = clock.now()
    clock.set(datetime(at.year + 6, 6, 1, 9, tzinfo=UTC))
    assert clearing.run() == []
    clock.set(datetime(at.year + 5, 2, 1, 9, tzinfo=UTC))
    assert clearing.run() == [], "its time is not over when the year ends"
    clock.set(datetime(at.year + 6, 2, 1, 9, tzinfo=UTC))
    assert counts(clearing.run()) == {"complaints": 1}
    assert erased(core, town, [one]) == [True]


def test_a_recording_goes_half_a_year_after_closing_and_what_was_written_down_stays(
    core: Core, town: Municipality, clearing: Clearing, clock: Stopped
) -> None:
    one = closed(core, town)
    with core.database.work(town) as work:
        attachments.attach(work, 1, "what", "recording", "audio/wav", clock.now(), storage_key="trikala/a/a.wav", request_id=one)
        work.execute(update(Attachment).values(written_down="Η λάμπα"))
    clock.move(days=190)
    assert counts(clearing.run()) == {"recordings": 1}
    with core.database.reading(town) as work:
        kept = work.session.scalars(select(Attachment)).one()
        assert (kept.storage_key, kept.written_down) == ("", "Η λάμπα")
        assert work.execute(select(Job.kind, Job.payload)).all() == [(ERASE_FILE, {"key": "trikala/a/a.wav"})]
    assert not any(erased(core, town, [one]))


def test_no_message_of_an_announcement_goes_before_its_figures_are_kept(
    core: Core, town: Municipality, clearing: Clearing, clock: Stopped
) -> None:
    told(core, town)
    end(core, town, messages(core, town), MessageState.DELIVERED)
    with core.database.work(town) as work:
        work.execute(update(Announcement).values(told_at=clock.now()))
    clock.move(days=200)
    assert counts(clearing.run()) == {}
    assert Freezing(core.database, clock, core.directory.all).run() == 1
    assert counts(clearing.run()) == {"announcement-messages": 8}
    assert messages(core, town) == []


def test_messages_subscribers_and_replaced_consent_go_by_their_own_terms(
    core: Core, town: Municipality, clearing: Clearing, clock: Stopped
) -> None:
    now = clock.now()
    stays, goes = subscribe(core, town, (Way.TEXT, MOBILE)), subscribe(core, town, (Way.TEXT, "+306912345679"))
    with core.database.work(town) as work:
        work.execute(update(Subscriber).where(Subscriber.id == goes).values(state="ended", ended_at=now))
        for given in (True, False):
            consent.record(work, Way.TEXT, "+306912345670", given, "sms", "ΣΤΟΠ", now)
        sent = post(work, Draft(Way.TEXT, MOBILE, "482913", "el", "code"), now)
        post(work, Draft(Way.TEXT, MOBILE, "Έγινε.", "el", "notice"), now)
    end(core, town, [sent], MessageState.DELIVERED)
    clock.move(days=2)
    assert counts(clearing.run()) == {"code-messages": 1}
    clock.move(days=366 * 6)
    assert counts(clearing.run()) == {"ended-subscribers": 1, "consent": 1}
    with core.database.reading(town) as work:
        assert work.execute(select(func.count(Message.id))).scalar() == 1, "one still waits, however old it is"
        assert list(work.session.scalars(select(Subscriber.id))) == [stays]
        assert list(work.session.scalars(select(SubscriberWay.subscriber_id))) == [stays]
        assert list(work.session.scalars(select(ConsentRow.given))) == [False], "a STOP holds for ever"


def test_a_worker_clears_a_little_at_a_time_into_one_record_a_day(
    core: Core, town: Municipality, clearing: Clearing, clock: Stopped
) -> None:
    for _each in range(3):
        closed(core, town)
    clock.move(days=740)
    assert clearing.go_on(0.0) and records(core, town) == {"reports": 1}
    rounds = Rounds(core.database, core.clock, upkeep_of(core, {}))
    for _beat in range(4):
        clock.move(minutes=1)
        rounds.run()
    assert records(core, town) == {"reports": 3}
    closed(core, town)
    clock.move(days=740)
    rounds.run()
    with core.database.reading(town) as look:
        rows = look.execute(select(RetentionRecord.count, RetentionRecord.rule).order_by(RetentionRecord.id)).all()
    assert [tuple(row) for row in rows] == [(count, "2 έτη, ΓΚΠΔ άρθρο 5 παρ. 1 στοιχ. ε΄") for count in (3, 1)]


def test_the_command_tells_what_would_go_and_lets_it_go(core: Core, town: Municipality, clock: Stopped) -> None:
    one = closed(core, town)
    clock.move(days=740)
    command = commands(lambda: core)[0]
    line = "trikala reports: 1 to erase, of 2026-11-16 to 2026-11-16; kept for 2 years, GDPR art. 5(1)(e)\n"
    assert CliRunner().invoke(command, ["--dry-run"]).output == line
    assert erased(core, town, [one]) == [False]
    assert CliRunner().invoke(command, []).output == line
    assert erased(core, town, [one]) == [True]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_what_is_held_while_the_clearing_waits_for_it_is_kept(core: Core, town: Municipality, clock: Stopped) -> None:
    one = closed(core, town)
    clock.move(days=740)
    with core.database.reading(town) as work:
        reference = work.session.get_one(Request, (town.id, one)).reference
    clearing = threading.Thread(target=Clearing(core.database, clock, core.directory.all).run)
    with core.database.work(town) as work:
        hold(work, reference, "An inspection", MARIA, clock.now())
        work.session.flush()
        clearing.start()
        # It has found the request, and waits for its row.
        clearing.join(0.7)
        assert clearing.is_alive()
    clearing.join(30)
    assert erased(core, town, [one]) == [False]
