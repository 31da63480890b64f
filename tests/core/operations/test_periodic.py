"""Periodic work: done once every so often, whoever does it, and begun again where it failed or was cut short."""

import threading
from datetime import timedelta

import pytest

from core.bootstrap import Core
from core.operations import marks
from core.operations.periodic import Periodic, Rounds
from core.operations.upkeep import upkeep_of
from tests.stopped import Stopped

HOUR = timedelta(hours=1)


def test_of_several_workers_one_does_it_each_time_it_is_due(core: Core, clock: Stopped) -> None:
    done: list[str] = []
    chores = [Periodic("often", HOUR / 6, lambda: done.append("often")), Periodic("rarely", HOUR, lambda: done.append("rarely"))]
    workers = [Rounds(core.database, clock, chores) for _each in range(2)]
    for _minute in range(61):
        for one in workers:
            one.run()
        clock.move(minutes=1)
    assert (done.count("often"), done.count("rarely")) == (7, 2)


def test_what_begins_at_the_same_moment_in_several_workers_is_done_once(core: Core, clock: Stopped) -> None:
    done: list[int] = []
    ready = threading.Barrier(4)

    def work() -> None:
        rounds = Rounds(core.database, clock, [Periodic("chore", HOUR, lambda: done.append(1))])
        ready.wait(10)
        rounds.run()

    threads = [threading.Thread(target=work) for _each in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(20)
    assert done == [1]


def test_what_fails_stops_nothing_else_and_is_tried_again_soon(core: Core, clock: Stopped) -> None:
    failures, done = [ValueError("a defect")], []

    def fails_once() -> None:
        done.append("tried")
        if failures:
            raise failures.pop()

    rounds = Rounds(core.database, clock, [Periodic("a", HOUR, fails_once), Periodic("b", HOUR, lambda: done.append("b"))])
    rounds.run()
    assert done == ["tried", "b"]
    clock.move(minutes=6)
    rounds.run()
    assert done == ["tried", "b", "tried"]
    clock.move(minutes=6)
    rounds.run()
    assert done == ["tried", "b", "tried"]


class Killed(BaseException):
    """What no worker survives."""


def test_what_a_worker_began_that_died_is_begun_again(core: Core, clock: Stopped) -> None:
    done: list[int] = []

    def dies() -> None:
        raise Killed

    with pytest.raises(Killed):
        Rounds(core.database, clock, [Periodic("chore", timedelta(minutes=1), dies)]).run()
    rounds = Rounds(core.database, clock, [Periodic("chore", timedelta(minutes=1), lambda: done.append(1))])
    clock.move(minutes=10)
    rounds.run()
    assert done == [], "it may be alive"
    clock.move(minutes=6)
    rounds.run()
    assert done == [1]


def test_a_worker_is_seen_to_live(core: Core, clock: Stopped) -> None:
    rounds = Rounds(core.database, clock, upkeep_of(core, {}))
    for _beat in range(4):
        rounds.run()
        clock.move(seconds=30)
    seen = marks.last(core.database, marks.WORKER)
    assert seen is not None and clock.now() - seen.at == timedelta(seconds=30)
