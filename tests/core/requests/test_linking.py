"""Duplicates joined with both citizens kept, reports split in two, plain links, and what is perhaps the same."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from core.bootstrap import Core
from core.dialogue.answers import Answer, Form
from core.errors import Conflict, InvalidAnswer, NotAllowed, NotFound
from core.languages import tongue
from core.messages.tables import Job, Message
from core.municipalities.model import Municipality
from core.people.contact import Way
from core.ports import Work
from core.requests import actions, dossier, joining, linking, solving, status
from core.requests.actions import Actor
from core.requests.alike import alike
from core.requests.erasing import erase
from core.requests.homeless import homeless
from core.requests.moves import Outcome, State
from core.requests.receiptcode import CODE_MARK
from core.requests.sharing import LinkRow
from core.requests.tables import Request
from core.requests.verifying import verify
from core.routing import store
from core.routing.rules import Rule
from tests.filed import file_one
from tests.stopped import Stopped

CLERK, CITIZEN = Actor("desk", 7), Actor("sms")
SECOND, THIRD = "+306987654321", "+306911111111"
Do = Callable[..., None]


@pytest.fixture
def first(core: Core, town: Municipality) -> str:
    return file_one(core, town).reference


@pytest.fixture
def second(core: Core, town: Municipality, first: str) -> str:
    return file_one(core, town, contact=SECOND, tell_to=SECOND).reference


def one(core: Core, town: Municipality, reference: str) -> Request:
    with core.database.reading(town) as work:
        return dossier.one(work, reference)


def do(core: Core, town: Municipality, reference: str, what: Callable[[Work, Request], object]) -> None:
    with core.database.work(town) as work:
        what(work, dossier.one(work, reference))


def merge(core: Core, town: Municipality, reference: str, into: str) -> None:
    def merged(work: Work, request: Request) -> None:
        actions.claim(work, request, CLERK, core.clock.now())
        actions.merge(work, request, dossier.one(work, into), CLERK, core.clock.now())

    do(core, town, reference, merged)


def close(core: Core, town: Municipality, reference: str, words: str = "Η λάμπα άλλαξε.") -> None:
    def closed(work: Work, request: Request) -> None:
        actions.claim(work, request, CLERK, core.clock.now())
        actions.close(work, request, CLERK, actions.Closing(Outcome.DONE, words, done="Mended."), core.clock.now())

    do(core, town, reference, closed)


def told(core: Core, town: Municipality, to: str) -> list[str]:
    with core.database.reading(town) as work:
        return list(work.execute(select(Message.body).where(Message.to == to).order_by(Message.id)).scalars())


def look(core: Core, town: Municipality, reference: str) -> status.Status:
    with core.database.reading(town) as work:
        return status.look(work, status.find(work, reference, core.clock.now()))


def test_both_citizens_are_kept_and_told_by_their_own_reference(core: Core, town: Municipality, first: str, second: str) -> None:
    merge(core, town, second, first)
    (now,) = told(core, town, SECOND)
    assert first not in now.replace("\u00a0", "")
    seen = look(core, town, second)
    say = tongue("en")
    assert say(seen.how_far) == "joined with another request about the same matter: received"
    assert [say(moved.what) for moved in seen.history][-1] == "We joined it with another request about the same matter."
    assert first not in repr(seen)

    close(core, town, first)
    assert len(told(core, town, "+306912345678")) == 1
    assert "Η λάμπα άλλαξε." in told(core, town, SECOND)[1]
    ended = one(core, town, second)
    assert (ended.state, ended.outcome, ended.is_open) == ("closed", "done", False)
    assert say(look(core, town, second).how_far) == "done"
    with core.database.reading(town) as work:
        assert list(verify(work)) == []


def test_each_is_told_on_their_own_way_and_in_their_own_language(core: Core, town: Municipality, first: str) -> None:
    other = file_one(core, town, tell_by=Way.NONE, tell_to="").reference
    english = file_one(core, town, tell_by=Way.EMAIL, tell_to="a@example.org").reference
    do(core, town, english, lambda _work, request: setattr(request, "language", "en"))
    merge(core, town, other, first)
    merge(core, town, english, first)
    close(core, town, first, "Lamp changed.")
    heard = told(core, town, "a@example.org")
    assert len(heard) == 2
    assert "Somebody had reported the same matter before you." in heard[0]
    assert "done." in heard[1]
    with core.database.reading(town) as work:
        assert len(work.session.scalars(select(Message)).all()) == 3


def test_not_solved_by_anyone_reopens_the_first_once(
    core: Core, town: Municipality, first: str, second: str, clock: Stopped
) -> None:
    third = file_one(core, town, contact=THIRD, tell_to=THIRD).reference
    merge(core, town, second, first)
    merge(core, town, third, first)
    assert not solving.may_answer_solved(one(core, town, second), clock.now())
    close(core, town, first)
    assert solving.may_answer_solved(one(core, town, second), clock.now())
    do(core, town, second, lambda work, request: actions.answer_solved(work, request, actions.Actor("sms"), False, clock.now()))
    assert (one(core, town, first).state, one(core, town, first).reopened) == ("in_progress", 1)
    assert not solving.may_answer_solved(one(core, town, third), clock.now())
    with pytest.raises(Conflict):
        do(
            core,
            town,
            third,
            lambda work, request: actions.answer_solved(work, request, actions.Actor("sms"), False, clock.now()),
        )
    assert one(core, town, first).reopened == 1
    close(core, town, first, "Τώρα ανάβει.")
    assert [len(told(core, town, to)) for to in (SECOND, THIRD)] == [3, 3]
    assert solving.may_answer_solved(one(core, town, third), clock.now())
    do(core, town, third, lambda work, request: actions.answer_solved(work, request, actions.Actor("sms"), True, clock.now()))
    assert one(core, town, third).solved is True


def test_too_late_reopens_nothing(core: Core, town: Municipality, first: str, second: str, clock: Stopped) -> None:
    merge(core, town, second, first)
    close(core, town, first)
    clock.move(days=16)
    with pytest.raises(NotAllowed):
        do(
            core,
            town,
            second,
            lambda work, request: actions.answer_solved(work, request, actions.Actor("sms"), False, clock.now()),
        )


def test_one_who_takes_theirs_back_takes_nobody_elses(
    core: Core, town: Municipality, first: str, second: str, clock: Stopped
) -> None:
    third = file_one(core, town, contact=THIRD, tell_to=THIRD).reference
    merge(core, town, second, first)
    merge(core, town, third, first)
    do(core, town, first, lambda work, request: actions.withdraw(work, request, CITIZEN, clock.now()))
    assert (one(core, town, second).is_open, one(core, town, second).joined_to) == (True, None)
    assert one(core, town, third).joined_to == one(core, town, second).id
    close(core, town, second)
    assert one(core, town, third).outcome == "done"


def test_joined_ones_go_along_when_their_first_is_joined_itself(core: Core, town: Municipality, first: str, second: str) -> None:
    third = file_one(core, town, contact=THIRD, tell_to=THIRD).reference
    merge(core, town, third, second)
    merge(core, town, second, first)
    assert one(core, town, third).joined_to == one(core, town, first).id
    with pytest.raises(InvalidAnswer):
        merge(core, town, first, third)
    close(core, town, first)
    assert [one(core, town, each).outcome for each in (second, third)] == ["done", "done"]


def test_what_was_mended_already_answers_at_once(core: Core, town: Municipality, first: str, second: str) -> None:
    close(core, town, first)
    merge(core, town, second, first)
    assert one(core, town, second).outcome == "done"
    assert "Η λάμπα άλλαξε." in told(core, town, SECOND)[-1]


def test_joining_asks_for_the_claim_and_for_another_one_that_counts(
    core: Core, town: Municipality, first: str, second: str, clock: Stopped
) -> None:
    with pytest.raises(Conflict):
        do(core, town, second, lambda w, r: actions.merge(w, r, dossier.one(w, first), CLERK, clock.now()))
    do(core, town, first, lambda work, request: actions.withdraw(work, request, CITIZEN, clock.now()))
    with pytest.raises(Conflict):
        merge(core, town, second, first)
    assert one(core, town, second).is_open


def test_separated_it_is_open_again_and_its_citizen_knows(
    core: Core, town: Municipality, first: str, second: str, clock: Stopped
) -> None:
    merge(core, town, second, first)
    do(core, town, second, lambda work, request: actions.separate(work, request, CLERK, clock.now()))
    back = one(core, town, second)
    assert (back.state, back.outcome, back.closed_at, back.is_open) == ("in_progress", "", None, True)
    assert len(told(core, town, SECOND)) == 2
    close(core, town, first)
    assert len(told(core, town, SECOND)) == 2
    with pytest.raises(Conflict):
        do(core, town, second, lambda work, request: actions.separate(work, request, CLERK, clock.now()))


def test_a_part_has_numbers_of_its_own_and_the_first_ones_day(core: Core, town: Municipality, first: str, clock: Stopped) -> None:
    began = town.today(clock.now())
    clock.move(days=4)
    service = core.catalogue(town).services["waste"]

    def split(work: Work, request: Request) -> None:
        actions.claim(work, request, CLERK, clock.now())
        actions.split(work, request, service, "Ο κάδος ξεχειλίζει", CLERK, clock.now())

    do(core, town, first, split)
    with core.database.reading(town) as work:
        part = work.session.scalars(select(Request).where(Request.service == "waste")).one()
        found = dossier.collect(work, part, service)
        (link,) = linking.links(work, part)
    assert part.reference != first
    assert found.due is not None
    assert found.due.started_on == began
    assert (part.contact, part.tell_to, part.place) == ("+306912345678", "+306912345678", "Ασκληπιού 12")
    assert "Ο κάδος ξεχειλίζει" in [given.shown for given in found.answers]
    assert (link.kind, link.reference) == (linking.Kind.SPLIT, first)
    (message,) = told(core, town, "+306912345678")
    assert CODE_MARK in message
    assert one(core, town, first).is_open


def test_the_stopped_clock_of_a_part_still_counts_from_the_first_day(
    core: Core, town: Municipality, first: str, clock: Stopped
) -> None:
    began = town.today(clock.now())
    clock.move(days=4)
    service = next(one for one in core.catalogue(town).services.values() if one.clock and one.clock.stops)

    def split(work: Work, request: Request) -> None:
        actions.claim(work, request, CLERK, clock.now())
        filed = actions.split(work, request, service, "Και αυτό", CLERK, clock.now())
        part = work.session.get_one(Request, (town.id, filed.id))
        part.state = State.IN_PROGRESS
        actions.claim(work, part, CLERK, clock.now())
        actions.ask(work, part, CLERK, "Which?", clock.now())
        clock.move(days=2)
        actions.answer(work, part, CITIZEN, "That one", clock.now(), service=service)
        assert part.due is not None
        assert part.due["started_on"] == began.isoformat()
        assert len(part.due["stopped"]) == 1

    do(core, town, first, split)


def test_links_are_mutual_and_undone_by_either(core: Core, town: Municipality, first: str, second: str, clock: Stopped) -> None:
    do(core, town, first, lambda w, r: actions.relate(w, r, dossier.one(w, second), "same pole", CLERK, clock.now()))
    with core.database.reading(town) as work:
        here, there = (linking.links(work, dossier.one(work, each)) for each in (first, second))
    assert [(one.reference, one.note) for one in (*here, *there)] == [(second, "same pole"), (first, "same pole")]
    with pytest.raises(Conflict):
        do(core, town, second, lambda w, r: actions.relate(w, r, dossier.one(w, first), "", CLERK, clock.now()))
    do(core, town, second, lambda work, request: actions.unlink(work, request, here[0].id, CLERK, clock.now()))
    with pytest.raises(NotFound):
        do(core, town, first, lambda work, request: actions.unlink(work, request, here[0].id, CLERK, clock.now()))
    with core.database.reading(town) as work:
        assert linking.links(work, dossier.one(work, first)) == []


def test_erasing_takes_what_was_noted_of_a_link(core: Core, town: Municipality, first: str, second: str, clock: Stopped) -> None:
    do(core, town, first, lambda w, r: actions.relate(w, r, dossier.one(w, second), "of Mrs P.", CLERK, clock.now()))
    close(core, town, first)
    do(core, town, first, lambda work, request: erase(work, request, "retention", CLERK, clock.now()))
    with core.database.reading(town) as work:
        assert work.execute(select(LinkRow.note)).scalars().all() == [""]


def pinned(core: Core, town: Municipality, lat: float, lon: float, service: str = "street-light") -> str:
    place = Answer({"text": "", "lat": lat, "lon": lon, "source": "pin"})
    return file_one(core, town, service, answers={"place": place, "fault": Answer("out", Form.PICKED)}).reference


def test_the_same_place_or_one_close_by_is_perhaps_the_same(
    core: Core, town: Municipality, first: str, second: str, clock: Stopped
) -> None:
    here = pinned(core, town, 39.5540, 21.7670)
    close_by, far = pinned(core, town, 39.5544, 21.7670), pinned(core, town, 39.5540, 21.7680)
    for other in (file_one(core, town, "waste").reference, pinned(core, town, 39.5540, 21.7670, "road-damage")):
        assert other

    def found(reference: str) -> list[tuple[str, int | None]]:
        with core.database.reading(town) as work:
            request = dossier.one(work, reference)
            return [(each.reference, each.metres) for each in alike(work, request, ("lighting", "roads"), clock.now())]

    assert found(here) == [(close_by, 45)]
    assert found(far) == []
    assert found(second) == [(first, None)]
    merge(core, town, second, first)
    assert found(second) == found(first) == []
    old = file_one(core, town).reference
    close(core, town, first)
    assert found(old) == [(first, None)]
    clock.move(days=16)
    assert found(old) == []
    with core.database.reading(town) as work:
        assert alike(work, dossier.one(work, here), (), clock.now()) == []


def test_a_dropped_department_tells_what_hangs_on_it(core: Core, town: Municipality, first: str, clock: Stopped) -> None:
    with core.database.work(town) as work:
        store.add(work, Rule(0, 0, service="tree", department="lighting", note="Trees on wires"))
    fewer = replace(town, departments=tuple(one for one in town.departments if one.key != "lighting"))
    now = core.directory.add(fewer, clock.now() + timedelta(days=1))
    assert (now.department("lighting"), now.department_name("lighting")) == (None, town.department_name("lighting"))
    with core.database.reading(now) as work:
        (gone,) = homeless(work, now)
    assert (gone.department, gone.requests, gone.rules) == ("lighting", 1, ("Trees on wires",))
    say = tongue("en")
    assert [say(sentence)[:14] for sentence in gone.told(now)] == ["1 open request", "The routing ru"]
    back = core.directory.add(town, clock.now())
    assert back.former == ()
    assert first


def test_many_joined_citizens_are_told_fifty_at_a_time(core: Core, town: Municipality, first: str, clock: Stopped) -> None:
    others = [file_one(core, town).id for _each in range(joining.BATCH + 3)]
    target = one(core, town, first).id
    with core.database.work(town) as work:
        closed = {"state": "closed", "outcome": "duplicate", "is_open": False, "closed_at": clock.now(), "joined_to": target}
        work.execute(update(Request).where(Request.id.in_(others)).values(**closed))
    close(core, town, first)
    job = joining.EndJoined(core.database, clock)
    with core.database.reading(town) as work:
        (payload,) = work.execute(select(Job.payload).where(Job.kind == joining.END_JOINED)).scalars()
        assert len(work.execute(select(Request.id).where(Request.outcome == "done")).all()) == joining.BATCH + 1
    for _again in range(2):
        job(town, payload)
    with core.database.reading(town) as work:
        assert len(work.execute(select(Request.id).where(Request.outcome == "done")).all()) == len(others) + 1
        assert len(work.execute(select(Message.id)).all()) == len(others) + 1
        assert list(verify(work)) == []
