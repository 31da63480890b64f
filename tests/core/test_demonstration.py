"""The demonstration: what is in it, that it verifies, and that it looks lively."""

import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from core.adapters.migrations import migrate
from core.announcements.kinds import Stage
from core.announcements.tables import Announcement, AnnouncementForm
from core.bootstrap import Core, build
from core.demonstration import fill
from core.dialogue.tables import TurnRow
from core.errors import Conflict
from core.messages.tables import Message
from core.municipalities.model import Municipality
from core.requests.moves import Outcome, State
from core.requests.tables import Attachment, ProtocolEntry, Request
from core.requests.verifying import verify
from core.settings import Settings
from core.staff import accounts
from core.staff.demonstration import demo_emails
from core.staff.roles import Role
from core.subscriptions.tables import Subscriber

NOW = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
SOON = 5.0


class Standing:
    def now(self) -> datetime:
        return NOW


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Core, float]:
    core = build(Settings(data=tmp_path_factory.mktemp("demonstration")), clock=Standing())  # type: ignore[call-arg]
    migrate(core.database)
    began = time.process_time()
    fill(core)
    return core, time.process_time() - began


@pytest.fixture
def core(filled: tuple[Core, float]) -> Core:
    return filled[0]


def requests_of(core: Core, town: Municipality) -> list[Request]:
    with core.database.reading(town) as work:
        return list(work.session.scalars(select(Request).order_by(Request.id)))


def all_requests(core: Core) -> list[Request]:
    return [one for town in core.directory.all() for one in requests_of(core, town)]


def test_every_town_has_subscribers_of_every_sort(core: Core) -> None:
    for town in core.directory.all():
        with core.database.reading(town) as work:
            rows = work.session.scalars(select(Subscriber)).all()
        assert len(rows) >= 20
        assert {one.state for one in rows} == {"active", "pending", "ended"}
        assert {one.way for one in rows if one.state == "active"} == {"text", "call", "email"}
        assert {one.district for one in rows} == {"", *(one.key for one in town.districts)}


def test_it_is_made_within_five_seconds_of_work(filled: tuple[Core, float]) -> None:
    assert filled[1] < SOON


def test_three_towns_have_some_twenty_requests_each(core: Core) -> None:
    towns = core.directory.all()
    assert [town.key for town in towns] == ["corfu", "elefsina", "trikala"]
    assert all(18 <= len(requests_of(core, town)) <= 24 for town in towns)


def test_every_service_that_files_something_is_there(core: Core) -> None:
    town = core.directory.all()[0]
    offered = {one.key for one in core.catalogue(town).services.values() if one.form != "information"}
    assert {one.service for one in all_requests(core)} == offered


def test_every_state_and_every_outcome_is_there(core: Core) -> None:
    found = all_requests(core)
    assert {one.state for one in found} == {str(state) for state in State}
    assert {one.outcome for one in found if one.outcome} == {str(outcome) for outcome in Outcome}
    assert any(one.reopened for one in found)
    assert any(one.claimed_until is not None and one.claimed_until > NOW for one in found)


def test_every_channel_brought_some_in_every_town(core: Core) -> None:
    for town in core.directory.all():
        counted = Counter(one.channel for one in requests_of(core, town))
        assert set(counted) == {"web", "sms", "ivr", "desk"}
        assert min(counted.values()) >= 2


def test_due_dates_lie_on_both_sides_of_today(core: Core) -> None:
    for town in core.directory.all():
        due = [one.due_on for one in requests_of(core, town) if one.due_on and one.state != "closed"]
        assert sum(day < NOW.date() for day in due) >= 2
        assert sum(day > NOW.date() for day in due) >= 2


def test_every_chain_of_events_verifies(core: Core) -> None:
    for town in core.directory.all():
        with core.database.reading(town) as work:
            assert list(verify(work)) == []


def test_nothing_happened_after_now(core: Core) -> None:
    for town in core.directory.all():
        with core.database.reading(town) as work:
            for one in work.session.scalars(select(Request)):
                assert all(event.at <= NOW for event in one.events)
                assert sorted(event.at for event in one.events) == [event.at for event in one.events]


def test_protocol_numbers_have_no_gap_and_grow_with_time_in_both_directions(core: Core) -> None:
    directions = set()
    for town in core.directory.all():
        with core.database.reading(town) as work:
            entries = list(work.session.scalars(select(ProtocolEntry).order_by(ProtocolEntry.seq)))
        assert [one.seq for one in entries] == list(range(1, len(entries) + 1))
        assert [one.at for one in entries] == sorted(one.at for one in entries)
        directions |= {one.direction for one in entries}
    assert directions == {"in", "out"}


def test_what_was_said_lies_with_the_conversation(core: Core) -> None:
    town = core.directory.by_key("trikala")
    texted = next(one for one in requests_of(core, town) if one.channel == "sms" and one.service == "street-light")
    with core.database.reading(town) as work:
        said = work.session.scalars(
            select(TurnRow.said).where(TurnRow.conversation_id == texted.conversation_id).order_by(TurnRow.at)
        ).all()
    assert len(said) >= 4
    assert "kamenh lampa Garibaldi 8" in said


def test_recordings_and_photos_can_be_fetched_from_storage(core: Core) -> None:
    kinds = Counter[str]()
    for town in core.directory.all():
        with core.database.reading(town) as work:
            for paper in work.session.scalars(select(Attachment)):
                assert paper.request_id is not None
                assert len(core.storage.get(paper.storage_key)) == paper.size
                kinds[paper.media_type] += 1
    assert kinds["audio/wav"] >= 8
    assert kinds["image/jpeg"] >= 8


def test_citizens_were_written_to(core: Core) -> None:
    with core.database.reading(core.directory.by_key("trikala")) as work:
        bodies = [body for (body,) in work.execute(select(Message.body)).all()]
    assert len(bodies) >= 10
    assert any("Αλλάξαμε τον λαμπτήρα" in body for body in bodies)


def test_staff_of_each_role_can_sign_in_and_the_clerk_works_everywhere(core: Core) -> None:
    signing = core.signin
    for town in core.directory.all():
        members = {one.role: one for one in accounts.members(core.database, town)}
        assert set(members) == set(Role)
        assert set(members[Role.CLERK].departments) == {one.key for one in town.departments}
        assert signing.sign_in(demo_emails(town)["clerk"], core.secrets.demo_password, "test", town)


def test_every_department_of_a_request_is_one_of_its_town(core: Core) -> None:
    for town in core.directory.all():
        assert {one.department for one in requests_of(core, town)} <= {one.key for one in town.departments}


def test_a_second_filling_is_refused(core: Core) -> None:
    with pytest.raises(Conflict):
        fill(core)


def test_two_fillings_show_the_same(core: Core, tmp_path: Path) -> None:
    other = build(Settings(data=tmp_path), clock=Standing())  # type: ignore[call-arg]
    migrate(other.database)
    fill(other)
    for town in core.directory.all():
        first, second = requests_of(core, town), requests_of(other, town)
        assert [(a.service, a.contact, a.created_at, a.state) for a in first] == [
            (b.service, b.contact, b.created_at, b.state) for b in second
        ]


def test_each_town_has_announced_several_things_in_both_languages(filled: tuple[Core, float]) -> None:
    core = filled[0]
    for town in core.directory.all():
        with core.database.reading(town) as work:
            rows = work.session.scalars(select(Announcement)).all()
            forms = work.session.scalars(select(AnnouncementForm)).all()
        public = [one for one in rows if one.stage == Stage.PUBLISHED]
        assert {"event", "interruption"} <= {one.kind for one in public} and len(public) >= 3
        assert any(one.districts for one in public) and sum("en" in one.texts for one in public) >= 2
        assert all(one.approved_by not in (None, one.author_id) for one in public)
        assert len(forms) == 6 * len(public) and max(one.parts for one in forms) <= 3
