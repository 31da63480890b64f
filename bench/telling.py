"""Telling subscribers, next to the bare `INSERT … SELECT` of the same rows into a table of the same columns and indexes.

`python -m bench.telling` prints the table. Ours is the whole telling of an announcement, batch by batch, each with its commit,
to its end; the reference is one statement and one commit, before it and after it. Then a server of its own answers texts that
arrive evenly, first alone and then while its worker tells the same number of subscribers once more.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Column, Index, MetaData, Table, func, select, text

from bench import load, servers
from bench.load import Outcome
from bench.measuring import Wrong, checked
from bench.report import Line, table
from bench.stands import POSTGRES, TOKEN, TOWN
from bench.texts import Texting
from core.adapters.migrations import migrate
from core.announcements.telling import Telling
from core.bootstrap import Core, build
from core.messages.tables import Message
from core.model import new_id, table_of
from core.municipalities import files
from core.municipalities.model import Municipality
from core.people.contact import Way
from core.settings import Settings
from tests import databases
from tests.announced import announce

RATIO, LONGEST, MEMORY, LATER = 0.5, 0.1, 300.0, 2.0
WHY = "a benchmark fills the database"
# Texts that arrive in a second, and for how many seconds at the most.
ARRIVING, SECONDS = 30.0, 30.0

_INTO = """
INSERT INTO subscriber
    (municipality_id, id, state, language, topics, district, way, address, channel, created_at, updated_at)
"""
_ROWS = """
SELECT :town, :first + n * 1000, 'active', CASE WHEN n % 5 = 0 THEN 'en' ELSE 'el' END, 255,
    CASE n % 4 WHEN 0 THEN '' WHEN 1 THEN 'north' WHEN 2 THEN 'south' ELSE 'centre' END,
    CASE WHEN n % 4 = 0 THEN 'email' ELSE 'text' END,
    CASE WHEN n % 4 = 0 THEN 'somebody' || n || '@example.org' ELSE '+30690' || (10000000 + n * 7919 % 89999999) END,
    'web', :now, :now
"""
_SERIES = "WITH RECURSIVE series(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < :count)"
_FILL = {
    "sqlite": f"{_SERIES} {_INTO} {_ROWS} FROM series",
    "postgresql": f"{_INTO} {_ROWS} FROM generate_series(1, CAST(:count AS BIGINT)) AS series(n)",
}
# What the bare reference takes of a subscriber, and what is the same for all.
_THEIRS = {
    "municipality_id": "municipality_id", "id": "id", "way": "way", "to": "address", "language": "language",
    "subscriber_id": "id", "district": "district",
}  # fmt: skip
_CONSTANT = {
    "subject": "''",
    "body": "''",
    "reason": "''",
    "gateway": "''",
    "attempts": "0",
    "parts": "0",
    "again": "0",
    "refused": "0",
}


@dataclass(frozen=True)
class Hall:
    """A town with its subscribers, on one database."""

    name: str
    core: Core
    town: Municipality
    subscribers: int
    folder: Path
    url: str


@click.command()
@click.option("--subscribers", default=1_000_000)
@click.option("--only", type=click.Choice(["sqlite", "postgresql"]))
def main(subscribers: int, only: str | None) -> None:
    """Measure on one machine, whose processors the database, the server and the load share."""
    lines: list[Line] = []
    for name in [only] if only else ["sqlite", "postgresql"]:
        with _hall(name, subscribers) as hall:
            for line in _measured(hall):
                click.echo(f"{line.where}: {line.what}: {line.result} ({line.details})", err=True)
                lines.append(line)
    click.echo(table(lines))


@contextmanager
def _hall(name: str, subscribers: int) -> Iterator[Hall]:
    with tempfile.TemporaryDirectory(prefix="thyrida-bench-") as place:
        folder = Path(place)
        if name == "sqlite":
            yield _filled(f"SQLite, {subscribers:,}", f"sqlite:///{folder / 'thyrida.db'}", folder, subscribers)
            return
        with databases.running(settings=POSTGRES) as server:
            server.run("CREATE DATABASE {}", "thyrida")
            hall = _filled(f"PostgreSQL, {subscribers:,}", server.database("thyrida"), folder, subscribers)
            yield hall
            hall.core.database.close()


def _filled(name: str, url: str, folder: Path, subscribers: int) -> Hall:
    core = build(Settings(data=folder / "data", database_url=url))  # type: ignore[call-arg]
    migrate(core.database)
    for one in files.demonstration():
        core.directory.add(one, core.clock.now())
    town = core.directory.by_key(TOWN)
    kind = "sqlite" if core.database.is_sqlite else "postgresql"
    values = {"town": town.id, "first": new_id(), "count": subscribers, "now": _plain(core, core.clock.now())}
    with core.database.across(WHY) as work:
        work.connection.execute(text(_FILL[kind]), values)
    with core.database.engine.connect().execution_options(across=WHY, isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if kind == "sqlite" else "VACUUM ANALYZE"))
    return Hall(name, core, town, subscribers, folder, url)


def _plain(core: Core, moment: datetime) -> Any:
    """A moment as the driver takes it in plain SQL."""
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f") if core.database.is_sqlite else moment


def _measured(hall: Hall) -> Iterator[Line]:
    yield from _telling(hall)
    yield _meanwhile(hall)


def _telling(hall: Hall) -> Iterator[Line]:
    core, town = hall.core, hall.town
    id_ = announce(core, town, ways=(Way.TEXT, Way.EMAIL), topics=255)
    first = _bare(hall, id_, 1)
    telling = Telling(core.database, core.clock, seconds=float("inf"))
    began, busy = time.perf_counter(), time.process_time()
    telling(town, {"announcement": id_, "version": 1})
    ours, busy = time.perf_counter() - began, time.process_time() - busy
    # In kilobytes; of this process, which holds the bare reference and the benchmark too.
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    _expect(hall, id_)
    bare = (first + _bare(hall, id_, 2)) / 2
    rates = f"{hall.subscribers / ours:,.0f}/s against {hall.subscribers / bare:,.0f}/s"
    details = f"{rates}; {ours:.1f} s ({busy:.1f} s of this process) against {bare:.1f} s"
    yield Line(hall.name, "telling all", f"{bare / ours:.2f}", f"at least {RATIO}", bare / ours >= RATIO, details)
    longest = telling.pace.longest
    rows = f"{telling.pace.rows:,} rows a batch at the end"
    yield Line(hall.name, "longest batch", f"{longest * 1000:.0f} ms", "below 100 ms", longest < LONGEST, rows)
    yield Line(hall.name, "memory of the process", f"{memory:.0f} MB", "below 300 MB", memory < MEMORY, "at its largest")


def _expect(hall: Hall, id_: int) -> None:
    with hall.core.database.reading(hall.town) as work:
        told = work.execute(
            select(func.count(), func.count(Message.subscriber_id.distinct())).where(Message.announcement_id == id_)
        ).one()
    if tuple(told) != (hall.subscribers, hall.subscribers):
        raise Wrong(f"{told} were told, and not {hall.subscribers}")


def _bare(hall: Hall, id_: int, number: int) -> float:
    """One statement into a table of the same columns and indexes, and its commit; in seconds."""
    now = _plain(hall.core, hall.core.clock.now())
    bound = {
        "purpose": "announcement", "state": "queued", "priority": 3, "announcement_id": id_, "form_id": id_, "drill": False,
        "due_at": now, "created_at": now, "updated_at": now,
    }  # fmt: skip
    values = {**_THEIRS, **{name: f":{name}" for name in bound}, **_CONSTANT}
    names = ", ".join(f'"{name}"' for name in values)
    selected = f"SELECT {', '.join(values.values())} FROM subscriber WHERE state = 'active'"
    made = _like_messages(f"bare_{number}")
    with hall.core.database.across(WHY) as work:
        made.create_all(work.connection)
    began = time.perf_counter()
    with hall.core.database.across(WHY) as work:
        work.connection.execute(text(f"INSERT INTO bare_{number} ({names}) {selected}"), bound)
    took = time.perf_counter() - began
    with hall.core.database.across(WHY) as work:
        made.drop_all(work.connection)
    return took


def _like_messages(name: str) -> MetaData:
    """A table with the columns and the indexes of messages, and nothing else of them."""
    message, metadata = table_of(Message), MetaData()
    columns = [Column(one.name, one.type, primary_key=one.primary_key, nullable=one.nullable) for one in message.columns]
    made = Table(name, metadata, *columns)
    for index in message.indexes:
        wheres = {f"{kind}_where": index.dialect_options[kind]["where"] for kind in ("sqlite", "postgresql")}
        Index(f"{name}_{index.name}", *(made.c[column.name] for column in index.columns), **wheres)
    return metadata


def _meanwhile(hall: Hall) -> Line:
    """Texts that arrive while a server's worker tells everybody, against the same when it tells nobody."""
    port, stats = servers.free_port(), hall.folder / "longest"
    environment = {
        "PORT": str(port),
        "THYRIDA_DATA": str(hall.folder / "data"),
        "THYRIDA_DATABASE_URL": hall.url,
        "THYRIDA_PUBLIC_URL": f"http://{servers.HOST}:{port}",
        "TWILIO_AUTH_TOKEN": TOKEN,
        "THYRIDA_WRONG_CODES_A_DAY": "100000",
    }
    command = [sys.executable, "-m", "bench.telling_server", str(stats)]
    with servers.running(command, port, environment, hall.folder / "server.log") as server:
        texting = Texting(port, hall.town.numbers[0], TOKEN)
        checked(load.closed(port, texting.conversations(40)))
        seconds = min(SECONDS, hall.subscribers / 25_000)
        alone = _arrive(port, texting, seconds)
        id_ = announce(hall.core, hall.town, ways=(Way.TEXT, Way.EMAIL), topics=255)
        beside = _arrive(port, texting, seconds)
        told = _told(hall, id_)
        if told == hall.subscribers:
            click.echo(f"{hall.name}: all were told before the last text arrived", err=True)
        memory = server.memory()
        longest = float(stats.read_text()) if stats.exists() else 0.0
    ratio = beside.at(0.99) / alone.at(0.99)
    details = (
        f"p99 {beside.at(0.99):.1f} ms against {alone.at(0.99):.1f} ms, p50 {beside.at(0.5):.1f} against {alone.at(0.5):.1f}, at "
        f"{ARRIVING:.0f}/s for {seconds:.0f} s; {told:,} told meanwhile; longest batch {longest * 1000:.0f} ms; {memory:.0f} MB"
    )
    return Line(hall.name, "a text meanwhile, p99", f"{ratio:.2f} times", f"at most {LATER:.0f} times", ratio <= LATER, details)


def _arrive(port: int, texting: Texting, seconds: float) -> Outcome:
    return checked(load.arriving(port, texting.conversations(int(ARRIVING * seconds / 7)), ARRIVING))


def _told(hall: Hall, id_: int) -> int:
    with hall.core.database.reading(hall.town) as work:
        return int(work.execute(select(func.count()).where(Message.announcement_id == id_)).scalar_one())


if __name__ == "__main__":
    main()
