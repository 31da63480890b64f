"""The next request: to one clerk only, whoever else asks in the same moment, on both databases."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from core.bootstrap import Core
from core.municipalities.model import Municipality
from core.requests.actions import Actor, claim, release
from core.requests.lists.handing import take_next
from core.requests.lists.wanted import Filters, View, Wanted
from core.requests.moves import State
from core.requests.tables import Event, Request
from core.requests.verifying import verify
from tests.core.requests.lists.claiming_process import together
from tests.filed import file_one
from tests.stopped import Stopped

ROOT = Path(__file__).parents[4]
CLERKS = 40
ME, COLLEAGUE = 7, 8


def take(core: Core, town: Municipality, view: View = View.OPEN, account: int = ME, filters: Filters | None = None) -> int:
    now = core.clock.now()
    with core.database.work(town) as work:
        wanted = Wanted(("lighting",), view, (account,), town.today(now), now, filters or Filters())
        found = take_next(work, wanted, Actor("desk", account))
        return found.id if found is not None else 0


def claims(core: Core, town: Municipality) -> dict[int, int]:
    """How many claims each request has in its history, of those that have any; every chain verifies."""
    with core.database.reading(town) as work:
        assert [one for one in verify(work) if not one.harmless] == []
        mine = select(Event.request_id, func.count()).where(Event.kind == "claimed").group_by(Event.request_id)
        return {int(id_): int(number) for id_, number in work.execute(mine)}


def holders(core: Core, town: Municipality) -> dict[int, int]:
    with core.database.reading(town) as work:
        held = select(Request.claimed_by, Request.id).where(Request.claimed_by.is_not(None))
        return {int(account): int(id_) for account, id_ in work.execute(held)}


@pytest.mark.parametrize("spare", [0, 5])
def test_forty_clerks_at_once_get_one_request_each(core: Core, town: Municipality, spare: int) -> None:
    ids = [file_one(core, town).id for _each in range(CLERKS + spare)]
    given = together(core, town, list(range(100, 100 + CLERKS)))
    assert len(given) == CLERKS
    # Nobody went away empty, none was given twice, and nobody was sent far down the list.
    assert sorted(set(given.values()) & set(ids)) == sorted(given.values())
    assert len(set(given.values())) == CLERKS
    assert claims(core, town) == dict.fromkeys(given.values(), 1)
    assert holders(core, town) == given


def test_where_there_are_too_few_each_is_held_once_and_the_others_are_told(core: Core, town: Municipality) -> None:
    ids = [file_one(core, town).id for _each in range(10)]
    given = together(core, town, list(range(100, 100 + CLERKS)))
    assert sorted(one for one in given.values() if one) == sorted(ids)
    assert sum(one == 0 for one in given.values()) == CLERKS - 10
    assert claims(core, town) == dict.fromkeys(ids, 1)


def test_four_processes_of_ten_clerks_hold_nothing_twice(core: Core, town: Municipality, tmp_path: Path) -> None:
    for _each in range(CLERKS):
        file_one(core, town)
    url = core.database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.core.requests.lists.claiming_process", str(tmp_path / "var"), url, town.key, "10"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": ROOT}
    processes = [subprocess.Popen([*command, str(first)], **pipes) for first in (100, 200, 300, 400)]  # type: ignore[call-overload]
    try:
        for one in processes:
            assert one.stdout.readline() == "ready\n"
        for one in processes:
            one.stdin.write("go\n")
            one.stdin.flush()
        said = [line.split() for one in processes for line in one.communicate(timeout=60)[0].splitlines()]
    finally:
        for one in processes:
            one.kill()
            one.wait()
    given = {int(account): int(request) for account, request in said}
    assert len(given) == CLERKS
    assert 0 not in given.values()
    assert len(set(given.values())) == CLERKS
    assert holders(core, town) == given
    assert claims(core, town) == dict.fromkeys(given.values(), 1)


def test_the_one_due_first_is_the_next_one(core: Core, town: Municipality) -> None:
    first, second = file_one(core, town), file_one(core, town)
    with core.database.work(town) as work:
        sooner = town.today(core.clock.now()) - timedelta(days=1)
        work.execute(update(Request).where(Request.id == second.id).values(due_on=sooner, queue_on=sooner))
    assert [take(core, town), take(core, town), take(core, town)] == [second.id, first.id, 0]


def test_what_is_a_colleagues_or_waits_for_others_is_not_given(core: Core, town: Municipality, clock: Stopped) -> None:
    held, theirs, waiting, identity, other = (file_one(core, town).id for _each in range(5))
    file_one(core, town, "waste")
    with core.database.work(town) as work:
        claim(work, work.session.get_one(Request, (town.id, held)), Actor("desk", COLLEAGUE), clock.now())
        work.execute(update(Request).where(Request.id == theirs).values(assigned_to=COLLEAGUE))
        work.execute(update(Request).where(Request.id == waiting).values(state=str(State.WAITING_CITIZEN)))
        work.execute(update(Request).where(Request.id == identity).values(state=str(State.WAITING_IDENTITY)))
        work.execute(update(Request).where(Request.id == other).values(channel="ivr"))
    assert take(core, town, filters=Filters(channel="web")) == 0
    assert take(core, town, View.MINE) == 0
    assert take(core, town, View.MINE, COLLEAGUE) == theirs
    assert take(core, town, filters=Filters(channel="ivr")) == other
    for view in (View.WAITING, View.CLOSED, View.PRESSING, View.OVERDUE):
        assert take(core, town, view) == 0
    # A claim that ran out leaves the matter with its clerk; what was given back to the pool is there for all again.
    clock.move(minutes=31)
    assert take(core, town) == other
    assert take(core, town, View.MINE, COLLEAGUE) == held
    with core.database.work(town) as work:
        release(work, work.session.get_one(Request, (town.id, held)), Actor("desk", COLLEAGUE), clock.now(), to_pool=True)
    assert take(core, town, account=9) == held
