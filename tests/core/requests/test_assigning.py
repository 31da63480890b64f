"""Whose matter a request is: given, taken, given back, moved by the dozen, and never lost with the one who leaves."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from core.bootstrap import Core
from core.errors import Conflict, InvalidAnswer
from core.municipalities.model import Municipality
from core.requests import actions, assigning, dossier
from core.requests.actions import Actor
from core.requests.leaving import leave
from core.requests.moves import Outcome
from core.requests.tables import Event, Request
from core.requests.verifying import verify
from core.requests.workload import Load, in_department, total, workload
from core.routing import store
from core.routing.rules import Rule
from core.staff import absences
from core.staff.roles import Role
from tests.filed import file_one
from tests.staffed import hire
from tests.stopped import Stopped

FAR = date(2027, 12, 31)


def given(core: Core, town: Municipality, reference: str, to: int | None, by: int = 1) -> assigning.Given:
    with core.database.work(town) as work:
        return actions.assign(work, dossier.one(work, reference), Actor("desk", by), to, core.clock.now())


def whose(core: Core, town: Municipality, reference: str) -> int | None:
    with core.database.reading(town) as work:
        return dossier.one(work, reference).assigned_to


def kinds(core: Core, town: Municipality, reference: str) -> list[tuple[str, str]]:
    with core.database.reading(town) as work:
        request = dossier.one(work, reference)
        rows = select(Event.kind, Event.code).where(Event.request_id == request.id).order_by(Event.seq)
        return [(row.kind, row.code) for row in work.execute(rows)]


def be_away(core: Core, town: Municipality, who: int, substitute: int | None, days: int = 5) -> None:
    today = town.today(core.clock.now())
    with core.database.work(town) as work:
        absences.enter(work, who, today, today + timedelta(days=days), substitute, "")


def test_a_request_is_given_to_a_colleague_and_back_to_the_pool(core: Core, town: Municipality) -> None:
    maria, one = hire(core, town, "maria"), file_one(core, town).reference
    assert given(core, town, one, maria) == assigning.Given(maria, "Maria")
    assert whose(core, town, one) == maria
    given(core, town, one, None)
    assert whose(core, town, one) is None
    assert kinds(core, town, one)[1:] == [("assigned", str(maria)), ("assigned", "pool")]
    with core.database.reading(town) as work:
        assert list(verify(work)) == []


def test_nobody_gets_what_they_may_not_see(core: Core, town: Municipality) -> None:
    kostas, one = hire(core, town, "kostas", departments=("cleaning",)), file_one(core, town).reference
    chief = hire(core, town, "chief", Role.SUPERVISOR)
    for wrong in (kostas, 12345, hire(core, town, "admin", Role.ADMINISTRATOR)):
        with pytest.raises(InvalidAnswer):
            given(core, town, one, wrong)
    assert whose(core, town, one) is None
    assert given(core, town, one, chief).to == chief


def test_what_is_given_to_somebody_away_goes_to_who_stands_in(core: Core, town: Municipality) -> None:
    maria, nikos, one = hire(core, town, "maria"), hire(core, town, "nikos"), file_one(core, town).reference
    be_away(core, town, maria, None)
    with pytest.raises(InvalidAnswer) as refused:
        given(core, town, one, maria)
    assert refused.value.code == "person"
    be_away(core, town, maria, nikos)
    assert given(core, town, one, maria) == assigning.Given(nikos, "Nikos", "Maria")


def test_taking_in_hand_makes_it_ones_matter_unless_it_is_somebodys(core: Core, town: Municipality) -> None:
    maria, nikos = hire(core, town, "maria"), hire(core, town, "nikos")
    free, taken = file_one(core, town).reference, file_one(core, town).reference
    given(core, town, taken, nikos)
    for one in (free, taken):
        with core.database.work(town) as work:
            request = dossier.one(work, one)
            actions.claim(work, request, Actor("desk", maria), core.clock.now())
            actions.release(work, request, Actor("desk", maria), core.clock.now())
    assert (whose(core, town, free), whose(core, town, taken)) == (maria, nikos)
    with core.database.work(town) as work:
        request = dossier.one(work, free)
        actions.claim(work, request, Actor("desk", maria), core.clock.now())
        actions.release(work, request, Actor("desk", maria), core.clock.now(), to_pool=True)
    assert whose(core, town, free) is None


def test_what_is_closed_is_given_to_nobody(core: Core, town: Municipality) -> None:
    maria, one = hire(core, town, "maria"), file_one(core, town).reference
    with core.database.work(town) as work:
        request, actor = dossier.one(work, one), Actor("desk", maria)
        actions.claim(work, request, actor, core.clock.now())
        actions.close(work, request, actor, actions.Closing(Outcome.DONE, "Mended.", done="Mended."), core.clock.now())
    with pytest.raises(Conflict):
        given(core, town, one, maria)


def test_due_work_is_moved_fifty_at_a_time_and_only_where_the_other_works(core: Core, town: Municipality) -> None:
    maria, nikos = hire(core, town, "maria", departments=("lighting", "cleaning")), hire(core, town, "nikos")
    ours = [file_one(core, town).reference for _each in range(52)]
    waste = file_one(core, town, "waste").reference
    for one in (*ours, waste):
        given(core, town, one, maria)
    moved = []
    for _batch in range(3):
        with core.database.work(town) as work:
            moved.append(assigning.move_due(work, maria, nikos, FAR, Actor("desk", 1), core.clock.now()))
    assert moved == [assigning.Moved(50, 2), assigning.Moved(2, 0), assigning.Moved(0, 0)]
    assert {whose(core, town, one) for one in ours} == {nikos}
    assert whose(core, town, waste) == maria
    assert kinds(core, town, ours[0])[-1] == ("assigned", str(nikos))


def test_what_is_not_due_yet_stays(core: Core, town: Municipality) -> None:
    maria, nikos, one = hire(core, town, "maria"), hire(core, town, "nikos"), file_one(core, town).reference
    given(core, town, one, maria)
    with core.database.work(town) as work:
        today = town.today(core.clock.now())
        assert assigning.move_due(work, maria, nikos, today, Actor("desk", 1), core.clock.now()).moved == 0
        assert assigning.move_due(work, maria, nikos, FAR, Actor("desk", 1), core.clock.now()).moved == 1


def test_a_clerk_who_leaves_leaves_nothing_behind(core: Core, town: Municipality, clock: Stopped) -> None:
    hire(core, town, "boss", Role.ADMINISTRATOR)
    maria, nikos = hire(core, town, "maria"), hire(core, town, "nikos")
    held, theirs, other = (file_one(core, town).reference for _each in range(3))
    given(core, town, theirs, maria)
    given(core, town, other, nikos)
    with core.database.work(town) as work:
        actions.claim(work, dossier.one(work, held), Actor("desk", maria), clock.now())
        store.add(work, Rule(0, 0, service="street-light", person=maria, note="Lamps to Maria"))
        store.add(work, Rule(0, 0, district="centre", person=nikos, note="Centre to Nikos"))
    be_away(core, town, maria, nikos)
    be_away(core, town, nikos, maria)

    left = leave(core.database, town, maria, Actor("desk", 1), clock.now())

    assert (left.requests, left.rules, left.absences, left.stood_in) == (2, ("Lamps to Maria",), 1, 1)
    assert (whose(core, town, held), whose(core, town, theirs), whose(core, town, other)) == (None, None, nikos)
    assert kinds(core, town, held)[-1] == ("released", "pool")
    assert kinds(core, town, theirs)[-1] == ("assigned", "pool")
    with core.database.reading(town) as work:
        assert dossier.one(work, held).claimed_by is None
        assert [rule.active for rule in store.rules_of(work)] == [False, True]
        assert [one.substitute for one in absences.coming(work, town.today(clock.now()))] == [None]
        assert list(verify(work)) == []


def test_the_workload_counts_each_request_where_it_belongs(core: Core, town: Municipality, clock: Stopped) -> None:
    maria, nikos = hire(core, town, "maria"), hire(core, town, "nikos")
    one, two, three, _four = (file_one(core, town).reference for _each in range(4))
    for reference in (one, two, three):
        given(core, town, reference, maria)
    with core.database.work(town) as work:
        actor = Actor("desk", nikos)
        for reference in (one, two):
            actions.claim(work, dossier.one(work, reference), actor, clock.now())
        actions.ask(work, dossier.one(work, two), actor, "Which?", clock.now())
        done = dossier.one(work, three)
        actions.claim(work, done, actor, clock.now())
        actions.close(work, done, actor, actions.Closing(Outcome.DONE, "Mended.", done="Mended."), clock.now())
    with core.database.reading(town) as work:
        loads = workload(work, town.today(clock.now()), clock.now())
    assert total(loads, maria) == Load(open=2, waiting=1, closed=1)
    assert total(loads, nikos) == Load(held=2)
    assert total(loads, None) == Load(open=1)
    assert in_department(loads, "lighting") == Load(open=3, held=2, waiting=1, closed=1)
    later = clock.move(days=60)
    with core.database.reading(town) as work:
        assert total(workload(work, town.today(later), later), maria) == Load(open=2, overdue=2, waiting=1)
        due = min(row for row in work.execute(select(Request.due_on)).scalars() if row)
    soon = due - timedelta(days=5)
    with core.database.reading(town) as work:
        assert total(workload(work, soon, later), maria).soon == 2
