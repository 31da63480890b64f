"""Jobs: named in the transaction that causes them, run at least once, and never the end of their worker."""

import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from core.messages.delivery import BACKOFF
from core.messages.jobs import enqueue
from core.messages.sending import Never, TryAgain
from core.messages.tables import Job
from core.municipalities.model import Municipality
from core.operations.periodic import Periodic
from tests.core.messages.conftest import Post


class Doing:
    """Fails as often as it is told, and remembers what it was asked to do."""

    def __init__(self, *failures: Exception) -> None:
        self.failures, self.done = list(failures), []  # type: ignore[var-annotated]

    def __call__(self, town: Municipality, payload: Mapping[str, Any]) -> None:
        self.done.append((town.key, dict(payload)))
        if self.failures:
            raise self.failures.pop(0)


def name(outbox: Post, kind: str = "dig", **payload: Any) -> None:
    with outbox.database.work(outbox.town) as work:
        enqueue(work, kind, payload, outbox.core.clock.now())


def states(outbox: Post) -> list[str]:
    with outbox.database.reading(outbox.town) as work:
        return list(work.execute(select(Job.state).order_by(Job.id)).scalars())


def test_a_job_runs_with_its_town_and_payload_and_is_done(outbox: Post) -> None:
    outbox.doings["dig"] = doing = Doing()
    name(outbox, depth=3)
    outbox.worker.drain()
    assert doing.done == [("volos", {"depth": 3})]
    assert states(outbox) == ["done"]


def test_a_job_of_a_transaction_that_was_rolled_back_never_runs(outbox: Post) -> None:
    outbox.doings["dig"] = doing = Doing()
    with pytest.raises(ZeroDivisionError), outbox.database.work(outbox.town) as work:  # noqa: PT012
        enqueue(work, "dig", {}, outbox.core.clock.now())
        raise ZeroDivisionError
    outbox.worker.drain()
    assert doing.done == []


@pytest.mark.parametrize("failure", [TryAgain("connect"), OSError("disk"), ValueError("a defect"), KeyError("x")])
def test_a_job_that_fails_is_run_again_later_and_the_others_go_on(outbox: Post, failure: Exception) -> None:
    outbox.doings["dig"], outbox.doings["fill"] = failing, other = Doing(failure), Doing()
    name(outbox)
    name(outbox, "fill")
    outbox.worker.drain()
    assert (len(failing.done), len(other.done), states(outbox)) == (1, 1, ["queued", "done"])
    outbox.core.clock.move(minutes=1)  # type: ignore[attr-defined]
    outbox.worker.drain()
    assert (len(failing.done), states(outbox)) == (2, ["done", "done"])


def test_a_job_that_always_fails_is_given_up(outbox: Post) -> None:
    outbox.doings["dig"] = doing = Doing(*[OSError("disk")] * 20)
    name(outbox)
    for wait in (*BACKOFF, timedelta(days=1)):
        outbox.worker.drain()
        outbox.core.clock.set(outbox.core.clock.now() + wait)  # type: ignore[attr-defined]
    outbox.worker.drain()
    assert (states(outbox), len(doing.done)) == (["failed"], len(BACKOFF) + 1)


def test_a_job_that_can_never_succeed_is_not_run_again(outbox: Post) -> None:
    outbox.doings["dig"] = doing = Doing(Never("gone"))
    name(outbox)
    outbox.worker.drain()
    outbox.core.clock.move(days=1)  # type: ignore[attr-defined]
    outbox.worker.drain()
    assert (states(outbox), len(doing.done)) == (["failed"], 1)


def test_a_job_of_a_worker_that_died_is_run_again(outbox: Post) -> None:
    outbox.doings["dig"] = doing = Doing()
    name(outbox)
    with outbox.database.work(outbox.town) as work:
        work.execute(update(Job).values(state="leased", leased_until=outbox.core.clock.now() + timedelta(minutes=5)))
    outbox.worker.drain()
    assert doing.done == [], "it may be alive"
    outbox.core.clock.move(minutes=6)  # type: ignore[attr-defined]
    outbox.worker.drain()
    assert (states(outbox), len(doing.done)) == (["done"], 1)


def test_whatever_fails_the_worker_goes_on(outbox: Post) -> None:
    """Periodic work that breaks and a job of an unknown kind stop neither jobs nor messages."""

    def broken() -> int:
        raise ValueError("a defect")

    name(outbox, "nobody-knows")
    id_ = outbox.write()
    stop = threading.Event()
    worker = replace(outbox.worker, periodic=(Periodic("broken", timedelta(0), broken),), every=0.01)
    thread = threading.Thread(target=worker.run_until, args=(stop,))
    thread.start()
    for _wait in range(500):
        if outbox.state(id_) == "accepted":
            break
        stop.wait(0.02)
    assert thread.is_alive()
    stop.set()
    thread.join(30)
    assert outbox.state(id_) == "accepted"
