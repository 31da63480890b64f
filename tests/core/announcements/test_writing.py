"""Drafts, the second person, and what becomes of what is public: on both databases."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from core.announcements import approving, drafting, due, ending, files, reach, steps
from core.announcements.costs import costs, total
from core.announcements.kinds import Stage
from core.announcements.recalling import RECALL, Recalling
from core.announcements.steps import What
from core.announcements.tables import Announcement, AnnouncementForm, AnnouncementStep, AnnouncementVersion
from core.announcements.telling import TELL, Telling
from core.announcements.topics import mask
from core.announcements.written import Written, of
from core.bootstrap import Core
from core.errors import Conflict, InvalidAnswer, NotAllowed
from core.messages.jobs import Again
from core.messages.outbox import MessageState
from core.messages.tables import Job, Message
from core.municipalities.model import Municipality
from core.people.contact import Way
from core.subscriptions.tables import Subscriber
from tests.announced import CUT, subscribe
from tests.stopped import Stopped

AUTHOR, SECOND = 11, 22
WATER = Written(
    kind="interruption",
    texts=CUT,
    topics=mask(["water"]),
    districts=("centre",),
    ways=("text", "call", "email"),
)


def published(core: Core, town: Municipality, **changed: Any) -> int:
    now = core.clock.now()
    with core.database.work(town) as work:
        row = drafting.begin(work, replace(WATER, **changed), AUTHOR, now)
        approving.submit(work, row.id, row.revision, f"staff:{AUTHOR}", now)
        return approving.approve(work, row.id, row.revision, SECOND, now).id


def tell(core: Core, town: Municipality) -> None:
    """Run the jobs of announcements as a worker would."""
    doings = {TELL: Telling(core.database, core.clock), RECALL: Recalling(core.database, core.clock)}
    with core.database.work(town) as work:
        jobs = work.session.scalars(select(Job).where(Job.state == "queued").order_by(Job.id)).all()
        for job in jobs:
            job.state = "done"
    for job in jobs:
        doings[job.kind](town, job.payload)


def queued(core: Core, town: Municipality) -> dict[str, tuple[str, int]]:
    """State and version of the words of each message that waits or waited, by address."""
    with core.database.reading(town) as work:
        found = select(Message.to, Message.state, AnnouncementForm.version).join(
            AnnouncementForm,
            (AnnouncementForm.id == Message.form_id) & (AnnouncementForm.municipality_id == Message.municipality_id),
        )
        return {to: (state, version) for to, state, version in work.execute(found.order_by(Message.id))}


def test_only_somebody_who_wrote_nothing_in_it_lets_it_out(core: Core, town: Municipality) -> None:
    now = core.clock.now()
    with core.database.work(town) as work:
        row = drafting.begin(work, WATER, AUTHOR, now)
        with pytest.raises(Conflict, match="revision"):
            drafting.change(work, row.id, WATER, row.revision - 1, SECOND, now)
        drafting.change(work, row.id, replace(WATER, place="Όθωνος"), row.revision, SECOND, now)
        approving.submit(work, row.id, row.revision, f"staff:{AUTHOR}", now)
        for somebody in (AUTHOR, SECOND):
            with pytest.raises(NotAllowed, match="author"):
                approving.approve(work, row.id, row.revision, somebody, now)
        with pytest.raises(Conflict, match="revision"):
            approving.approve(work, row.id, row.revision - 1, 33, now)
        approving.approve(work, row.id, row.revision, 33, now)
        with pytest.raises(Conflict, match="stage"):
            approving.approve(work, row.id, row.revision, 33, now)
        taken = [(one.what, one.by) for one in reversed(steps.history(work, row.id))]
    assert taken == [
        ("written", "staff:11"),
        ("changed", "staff:22"),
        ("submitted", "staff:11"),
        ("approved", "staff:33"),
        ("published", "staff:33"),
    ]


def test_reach_is_exact_for_every_choice_of_ways_and_costs_follow(core: Core, town: Municipality) -> None:
    call = (Way.CALL, "+302431012301")
    texts = [(Way.TEXT, f"+30691234560{one}") for one in range(4)]
    mails = [(Way.EMAIL, f"{one}@example.org") for one in "abc"]
    subscribe(core, town, texts[0], mails[0], district="centre")
    subscribe(core, town, call, texts[1], mails[1], district="centre", language="en")
    subscribe(core, town, mails[2])
    subscribe(core, town, texts[2], district="south")
    subscribe(core, town, texts[3], district="centre", topics=mask(["roads"]))
    with core.database.reading(town) as work:
        every = reach.reach(work, WATER)
        by_mail = reach.reach(work, replace(WATER, ways=("email",)))
        without_calls = reach.reach(work, replace(WATER, ways=("text", "email"), districts=()))
        alarm = reach.reach(work, replace(WATER, kind="emergency", topics=0))
        assert reach.followers(work, WATER) == {"centre": 2, "south": 1, "": 1}
    assert every.counts == {("text", "el", "centre"): 1, ("call", "en", "centre"): 1, ("email", "el", ""): 1}
    assert by_mail.counts == {("email", "el", "centre"): 1, ("email", "en", "centre"): 1, ("email", "el", ""): 1}
    assert without_calls.counts == {
        ("text", "el", "centre"): 1,
        ("text", "en", "centre"): 1,
        ("email", "el", ""): 1,
        ("text", "el", "south"): 1,
    }
    assert alarm.total == 4
    priced = replace(town, prices={"text": 4.0, "call": 9.0, "email": 0.5})
    found = costs(priced, WATER, every)
    assert [(cost.way, cost.language, cost.parts, cost.total) for cost in found] == [
        (Way.TEXT, "el", 2, 8.0),
        (Way.CALL, "en", 1, 9.0),
        (Way.EMAIL, "el", 1, 0.5),
    ]
    assert total(found) == 17.5 and not any(cost.assumed for cost in found)
    assert [(cost.total, cost.assumed) for cost in costs(replace(town, prices={"call": 9.0}), WATER, every)] == [
        (16.0, True),
        (9.0, False),
        (0.0, True),
    ]


def test_a_correction_replaces_what_is_public_and_tells_again_if_wished(core: Core, town: Municipality, clock: Stopped) -> None:
    subscribe(core, town, (Way.TEXT, "+306912345601"), district="centre")
    first = published(core, town)
    tell(core, town)
    assert queued(core, town) == {"+306912345601": ("queued", 1)}
    for tells, state in ((False, ("queued", 2)), (True, ("queued", 3))):
        clock.move(minutes=5)
        with core.database.work(town) as work:
            draft = drafting.correct(work, first, AUTHOR, clock.now())
            with pytest.raises(Conflict, match="correcting"):
                drafting.correct(work, first, AUTHOR, clock.now())
            drafting.change(work, draft.id, replace(of(draft), place="Όθωνος 3", tells_again=tells), 1, AUTHOR, clock.now())
            approving.submit(work, draft.id, 2, f"staff:{AUTHOR}", clock.now())
            assert approving.approve(work, draft.id, 2, SECOND, clock.now()).id == first
        tell(core, town)
        assert queued(core, town)["+306912345601"] == state
    with core.database.reading(town) as work:
        row = work.session.get_one(Announcement, (town.id, first))
        kept = work.session.scalars(select(AnnouncementVersion.what).order_by(AnnouncementVersion.version)).all()
        assert (row.place, row.version, row.corrected_at, row.stage) == ("Όθωνος 3", 3, clock.now(), "published")
        assert list(kept) == ["published", "corrected", "corrected"]
        assert work.execute(select(func.count()).select_from(Announcement)).scalar_one() == 1
        stopped = work.execute(select(Message.reason).where(Message.state == MessageState.STOPPED)).scalars().all()
    # Told silently by the second version's words, and stopped once the third told everybody anew.
    assert stopped == ["superseded"]


def test_recalling_lets_others_go_between_its_batches(core: Core, town: Municipality, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.announcements.recalling.BATCH", 1)
    for number in ("+306912345601", "+306912345602"):
        subscribe(core, town, (Way.TEXT, number), district="centre")
    one = published(core, town)
    tell(core, town)
    with core.database.work(town) as work:
        ending.withdraw(work, one, "Λάθος", f"staff:{SECOND}", core.clock.now())
    recalling, counted = Recalling(core.database, core.clock, seconds=0), []
    for more in (Again(), Again(), None):
        assert recalling(town, {"announcement": one, "version": 2, "stop": True}) == more
        counted.append(sum(state == "stopped" for state, _version in queued(core, town).values()))
    assert counted == [1, 2, 2]


def test_withdrawing_stops_what_waits_and_ends_its_correction(core: Core, town: Municipality) -> None:
    subscribe(core, town, (Way.TEXT, "+306912345601"), district="centre")
    one = published(core, town)
    tell(core, town)
    with core.database.work(town) as work:
        drafting.correct(work, one, AUTHOR, core.clock.now())
        with pytest.raises(InvalidAnswer):
            ending.withdraw(work, one, " ", f"staff:{SECOND}", core.clock.now())
        ending.withdraw(work, one, "Λάθος", f"staff:{SECOND}", core.clock.now())
    with core.database.work(town) as work:
        # It is in a gateway's hands at this moment, and comes back to the queue afterwards.
        work.execute(update(Message).values(state="sending"))
    tell(core, town)
    with core.database.work(town) as work:
        work.execute(update(Message).values(state="queued"))
    tell(core, town)
    assert queued(core, town) == {"+306912345601": ("stopped", 1)}
    with core.database.work(town) as work:
        assert drafting.correction(work, one) is None
        assert steps.history(work, one)[0].what == What.WITHDRAWN and steps.history(work, one)[0].words == "Λάθος"
        with pytest.raises(Conflict):
            ending.withdraw(work, one, "πάλι", f"staff:{SECOND}", core.clock.now())
        with pytest.raises(Conflict):
            drafting.correct(work, one, AUTHOR, core.clock.now())


def test_a_schedule_that_nobody_kept_goes_back_to_its_author(core: Core, town: Municipality, clock: Stopped) -> None:
    soon = clock.now() + timedelta(hours=1)
    now = clock.now()
    with core.database.work(town) as work:
        late = drafting.begin(work, replace(WATER, publish_at=soon), AUTHOR, now)
        approving.submit(work, late.id, 1, f"staff:{AUTHOR}", now)
        past = drafting.begin(work, replace(WATER, publish_at=now), AUTHOR, now)
        with pytest.raises(InvalidAnswer, match="publish"):
            approving.submit(work, past.id, 1, f"staff:{AUTHOR}", now)
    one = published(core, town, publish_at=soon, valid_until=soon + timedelta(hours=2))
    clock.move(days=2)
    assert due.run(core) == 0
    with core.database.work(town) as work:
        # It waited for a second person longer than for its moment: it goes out as soon as they let it.
        assert approving.approve(work, late.id, 1, SECOND, clock.now()).stage == Stage.PUBLISHED
    with core.database.reading(town) as work:
        row = work.session.get_one(Announcement, (town.id, one))
        assert (row.stage, row.version, row.approved_by) == (Stage.DRAFT, 0, None)
        assert steps.history(work, one)[0].what == What.MISSED


def test_a_draft_is_copied_and_thrown_away_with_all_of_it(core: Core, town: Municipality) -> None:
    stored = files.store(core.storage, town, "plan.pdf", b"%PDF-1.4 x")
    with core.database.work(town) as work:
        one = drafting.begin(work, replace(WATER, begins_at=core.clock.now()), AUTHOR, core.clock.now())
        files.add(work, one.id, stored, "", core.clock.now())
        copy = drafting.duplicate(work, one.id, SECOND, core.clock.now())
        assert (copy.begins_at, copy.author_id, [file.name for file in files.listed(work, copy.id)]) == (
            None,
            SECOND,
            ["plan.pdf"],
        )
        assert [one.by for one in reversed(steps.history(work, copy.id))] == ["staff:11", "staff:22"]
        approving.submit(work, copy.id, copy.revision, f"staff:{SECOND}", core.clock.now())
        with pytest.raises(NotAllowed):
            approving.approve(work, copy.id, copy.revision, AUTHOR, core.clock.now())
        drafting.discard(work, one.id, f"staff:{AUTHOR}", core.clock.now())
    with core.database.reading(town) as work:
        assert list(work.session.scalars(select(Announcement.id))) == [copy.id]
        assert set(work.session.scalars(select(AnnouncementStep.announcement_id))) == {copy.id}
        assert work.execute(select(func.count()).select_from(Subscriber)).scalar_one() == 0
