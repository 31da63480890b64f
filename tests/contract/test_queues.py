"""Every queue keeps the same promises: the worker's own, on either database, and the shared one, with workers in processes."""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError
from sqlalchemy import select, text, update

from core.adapters.migrations import migrate
from core.adapters.queues.choosing import prepare
from core.adapters.queues.embedded import Embedded
from core.bootstrap import Core, build
from core.messages.jobs import enqueue
from core.messages.outbox import Draft, Priority, post
from core.messages.tables import Job
from core.municipalities import files
from core.municipalities.model import Municipality
from core.operations.doctor import sharing
from core.operations.doctor.finding import Level
from core.people.contact import Way
from core.settings import Settings
from tests import databases
from tests.contract.queue_worker import LEASE
from tests.filed import MOBILE

PATIENCE = 40.0
QUEUES = [("embedded", "sqlite"), ("embedded", "postgresql"), ("procrastinate", "postgresql")]
ROOT = Path(__file__).parents[2]


@dataclass
class Hall:
    """An installation with one of the queues, and two workers of it, each in a process of its own."""

    core: Core
    queue: str
    file: Path
    processes: "list[subprocess.Popen[bytes]]" = field(default_factory=list)

    @property
    def town(self) -> Municipality:
        return self.core.directory.by_key("trikala")

    def start(self) -> None:
        url = self.core.database.url.render_as_string(hide_password=False)
        command = [sys.executable, "-m", "tests.contract.queue_worker", self.queue, url, str(self.file)]
        self.processes.append(subprocess.Popen(command, cwd=ROOT))

    def name(self, kind: str, name: str, later: float = 0, **payload: object) -> None:
        due = self.core.clock.now() + timedelta(seconds=later)
        with self.core.database.work(self.town) as work:
            enqueue(work, kind, {"name": name, **payload}, due)

    def said(self, name: str) -> list[tuple[int, float]]:
        """By which process something was done, and when."""
        lines = [line.split() for line in self.file.read_text().splitlines()]
        return [(int(process), float(at)) for what, process, at in lines if what == name]

    def wait_for(self, name: str, times: int = 1) -> list[tuple[int, float]]:
        _wait(lambda: len(self.said(name)) >= times, name)
        return self.said(name)

    def state(self, name: str) -> Job:
        with self.core.database.reading(self.town) as work:
            row = next(one for one in work.session.scalars(select(Job)) if one.payload["name"] == name)
            work.session.expunge(row)
            return row


def _wait(until: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < end, f"nobody did it: {what}"
        time.sleep(0.02)


@pytest.fixture(scope="module", params=QUEUES, ids="-".join)
def hall(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    queue, kind = request.param
    folder = tmp_path_factory.mktemp("queue")
    url = _database(request, kind, folder)
    core = build(Settings(data=folder / "var", database_url=url, queue=queue))  # type: ignore[call-arg]
    prepare(core.database)
    for one in files.demonstration():
        core.directory.add(one, core.clock.now())
    made = Hall(core, queue, folder / "said")
    made.file.touch()
    try:
        for _each in range(2):
            made.start()
        made.wait_for("alive", 2)
        yield made
    finally:
        for process in made.processes:
            process.kill()
            process.wait()
        core.database.close()


def _database(request: pytest.FixtureRequest, kind: str, folder: Path) -> str:
    if kind == "sqlite":
        path = folder / "thyrida.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        return f"sqlite:///{path}"
    server: databases.Server = request.getfixturevalue("postgres")
    name = f"q_{secrets.token_hex(6)}"
    request.addfinalizer(lambda: server.drop(name))
    return server.copy(name)


def test_what_a_transaction_named_is_done_once_and_nothing_of_one_that_was_undone(hall: Hall) -> None:
    with pytest.raises(ZeroDivisionError), hall.core.database.work(hall.town) as work:  # noqa: PT012
        enqueue(work, "note", {"name": "undone"}, hall.core.clock.now())
        raise ZeroDivisionError
    hall.name("note", "kept")
    hall.wait_for("kept")
    _wait(lambda: hall.state("kept").state == "done", "written down as done")
    assert len(hall.said("kept")) == 1
    assert hall.said("undone") == []


def test_what_is_due_later_is_done_then(hall: Hall) -> None:
    named = time.time()
    hall.name("note", "later", later=1.2)
    assert 1.1 < hall.wait_for("later")[0][1] - named < 10


def test_two_workers_share_what_is_due(hall: Hall) -> None:
    with hall.core.database.work(hall.town) as work:
        for number in range(40):
            enqueue(work, "note", {"name": f"shared-{number}", "seconds": 0.05}, hall.core.clock.now())
    _wait(lambda: all(hall.said(f"shared-{number}") for number in range(40)), "all are done")
    by = Counter(hall.said(f"shared-{number}")[0][0] for number in range(40))
    assert len(by) == 2 and min(by.values()) >= 5, by
    assert all(len(hall.said(f"shared-{number}")) == 1 for number in range(40)), "each was done once"


def test_what_fails_is_done_again_after_a_while(hall: Hall) -> None:
    hall.name("fails", "fails")
    hall.wait_for("fails")
    _wait(lambda: hall.state("fails").state == "queued", "it waits for its next try")
    waits = hall.state("fails").due_at - hall.core.clock.now()
    assert timedelta(seconds=30) < waits <= timedelta(minutes=1)
    with hall.core.database.work(hall.town) as work:
        work.execute(update(Job).where(Job.id == hall.state("fails").id).values(due_at=hall.core.clock.now()))
        work.wake("jobs", hall.core.clock.now())
    hall.wait_for("fails", 2)
    _wait(lambda: hall.state("fails").state == "done", "it is done")


def test_what_is_not_done_at_once_goes_on(hall: Hall) -> None:
    hall.name("parts", "parts")
    hall.wait_for("parts", 3)
    _wait(lambda: hall.state("parts").state == "done", "it is done")
    assert len(hall.said("parts")) == 3


def test_a_worker_that_is_killed_leaves_nothing_undone(hall: Hall) -> None:
    hall.name("hangs", "hangs")
    ((victim, killed_at),) = hall.wait_for("hangs")
    os.kill(victim, signal.SIGKILL)
    again = hall.wait_for("hangs", 2)[1]
    assert again[0] != victim and again[1] > killed_at + LEASE - 0.5
    _wait(lambda: hall.state("hangs").state == "done", "it is done")
    _wait(lambda: not _stalled(hall), "the engine keeps nothing of the dead")


def _stalled(hall: Hall) -> bool:
    if hall.queue == "embedded":
        return False
    asked = "SELECT count(*) FROM procrastinate.procrastinate_jobs j LEFT JOIN procrastinate.procrastinate_workers w"
    asked += " ON w.id = worker_id WHERE status = 'doing' AND (w.id IS NULL OR last_heartbeat < now() - interval '3 seconds')"
    with hall.core.database.across("a test looks at the engine", writes=False) as work:
        return bool(work.execute(text(asked)).scalar())


def test_periodic_work_was_done_by_one_of_them(hall: Hall) -> None:
    """By now each of them has had its rounds, and one was killed."""
    hall.wait_for("chore")
    hall.name("note", "last", later=1.2)
    hall.wait_for("last")
    assert len(hall.said("chore")) == 1


def test_the_queue_is_in_nobodys_way(postgres: databases.Server, tmp_path: Path) -> None:
    """Wakes of several transactions at once, what is asked first, and going back below the step that brought the queue."""
    name = f"q_{secrets.token_hex(6)}"
    core = build(Settings(data=tmp_path, database_url=postgres.copy(name), queue="procrastinate"))  # type: ignore[call-arg]
    try:
        prepare(core.database)
        prepare(core.database)
        for one in files.demonstration():
            core.directory.add(one, core.clock.now())
        now = core.clock.now()
        one, other = core.directory.by_key("trikala"), core.directory.by_key("corfu")
        with core.database.work(one) as first, core.database.work(other) as second:
            for work in (first, second):
                enqueue(work, "dig", {}, now)
                for _each in range(3):
                    post(work, Draft(Way.TEXT, MOBILE, "Έγινε.", "el", "notice"), now)
        with pytest.raises(ZeroDivisionError), core.database.work(one) as work:  # noqa: PT012
            enqueue(work, "undone", {}, now)
            work.finish()
            raise ZeroDivisionError
        with core.database.across("a test looks at the engine", writes=False) as work:
            named = work.execute(
                text("SELECT task_name FROM procrastinate.procrastinate_jobs ORDER BY priority DESC, id")
            ).scalars()
            assert list(named) == ["messages", "messages", "jobs", "jobs"], "one word of each sort and transaction"
        assert [one.level for one in sharing.queue(core)] == [Level.OK, Level.WARN], "it works, and nobody is there"
        migrate(core.database, "0013")
        assert [one.level for one in sharing.queue(core)] == [Level.FAIL], "it has no tables"
        migrate(core.database)
        prepare(core.database)
        with core.database.across("a test looks at the engine", writes=False) as work:
            assert work.execute(text("SELECT count(*) FROM procrastinate.procrastinate_jobs")).scalar() == 0
            assert work.execute(select(Job.kind)).scalars().all() == ["dig", "dig"], "the truth is in our own tables"
    finally:
        core.database.close()
        postgres.drop(name)


def test_a_bell_ends_the_wait_of_the_workers_thread(core: Core, town: Municipality) -> None:
    """No poll: a commit that makes something due is what it waits for, and one that does not is not."""
    queue = core.database.queue
    assert isinstance(queue, Embedded)
    with core.database.work(town) as work:
        work.session.execute(select(Job.id))
    begun = time.monotonic()
    queue.wait(0.05)
    assert time.monotonic() - begun >= 0.05
    with core.database.work(town) as work:
        enqueue(work, "dig", {}, core.clock.now(), Priority.BULK)
    begun = time.monotonic()
    queue.wait(20)
    assert time.monotonic() - begun < 5


def test_the_shared_queue_needs_what_it_stands_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THYRIDA_QUEUE", "procrastinate")
    with pytest.raises(ValidationError, match="needs PostgreSQL"):
        Settings(data=tmp_path)  # type: ignore[call-arg]
    monkeypatch.setenv("THYRIDA_DATABASE_URL", "postgresql+psycopg://somebody@127.0.0.1/nothing")
    assert Settings(data=tmp_path).works is False, "run.py worker does it"  # type: ignore[call-arg]
    monkeypatch.setenv("THYRIDA_WORKER", "1")
    assert Settings(data=tmp_path).works is True, "it was asked for"  # type: ignore[call-arg]
