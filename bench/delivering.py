"""Delivering: the post room against a bare loop that reads a row, calls the same gateway and writes the result.

Both sides commit each message by itself, as whoever must not send one twice has to; the tables have the same columns and indexes.
And an emergency that comes while a large announcement is being told: how long until its first message is handed over.
"""

import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Column, Connection, Index, MetaData, Table, bindparam, delete, insert, select, update

from bench import report, stands
from bench.measuring import Compared, Side
from core.adapters.migrations import migrate
from core.adapters.wall import ACROSS
from core.announcements.kinds import Kind
from core.announcements.tables import AnnouncementForm
from core.bootstrap import Core, build
from core.messages.budget import Budget
from core.messages.delivery import Delivery
from core.messages.outbox import MessageState, Priority
from core.messages.sending import Letter, Sent
from core.messages.tables import Message
from core.model import new_id, table_of
from core.municipalities import files
from core.municipalities.model import Municipality
from core.people.contact import Way
from core.settings import Settings
from tests import databases
from tests.announced import announce

OVERTAKES = 2.0
# Seconds that a real gateway takes to answer.
ANSWERS = 0.02
# Seconds for which the announcement has been under way when the emergency comes.
PROGRESS = 5.0
FILLED_AT_ONCE = 5000
_M = table_of(Message)


@dataclass(frozen=True)
class Loads:
    """Messages a round and rounds; how many a large announcement has, and an emergency."""

    messages: int
    rounds: int
    bulk: int
    emergency: int


FULL, QUICK = Loads(1000, 7, 1_000_000, 10_000), Loads(400, 3, 50_000, 10_000)


@dataclass
class Gateway:
    """Accepts at once, or after so many seconds; remembers when it was first given something of a purpose."""

    pause: float = 0.0
    first: dict[str, float] = field(default_factory=dict)
    taken: int = 0
    name: str = "bare"

    def send(self, letter: Letter) -> Sent:
        self.first.setdefault(letter.purpose, time.monotonic())
        self.taken += 1
        if self.pause:
            time.sleep(self.pause)
        return Sent(str(letter.id))


@contextmanager
def standing(name: str, folder: Path) -> Iterator[tuple[Core, Municipality]]:
    """A database with one real town, and the core on it."""
    if name == "sqlite":
        with _on(f"sqlite:///{folder / 'thyrida.db'}", folder) as made:
            yield made
        return
    with databases.running(settings=stands.POSTGRES) as server:
        server.drop("delivering")
        server.run("CREATE DATABASE {}", "delivering")
        with _on(server.database("delivering"), folder) as made:
            yield made


@contextmanager
def _on(url: str, folder: Path) -> Iterator[tuple[Core, Municipality]]:
    core = build(Settings(data=folder / "data", database_url=url))  # type: ignore[call-arg]
    migrate(core.database)
    town = replace(files.demonstration()[0], key="volos", demonstration=False, quiet=())
    try:
        yield core, core.directory.add(town, core.clock.now())
    finally:
        core.database.close()


def measured(name: str, folder: Path, loads: Loads) -> Iterator[report.Line]:
    """Everything of this part on one database."""
    with standing(name, folder) as (core, town):
        yield report.ratio(name, "a message, delivered", _compared(core, town, loads))
        yield _overtaking(name, core, town, loads)


def _compared(core: Core, town: Municipality, loads: Loads) -> Compared:
    bare, result = _bare_table(core), Compared()
    gateway = Gateway()
    delivery = _delivery(core, gateway)

    def ours(count: int) -> None:
        until = gateway.taken + count
        while gateway.taken < until:
            delivery.run()

    for round_ in range(-1, loads.rounds):
        count = loads.messages if round_ >= 0 else 50
        _fill(core, town, _M, count, Priority.NOTICE)
        _fill(core, town, bare, count, Priority.NOTICE)
        sides: list[tuple[Side, Callable[[int], None]]] = [
            (result.bare, lambda many: _bare_loop(core, bare, gateway, many)),
            (result.ours, ours),
        ]
        for side, deliver in sides if round_ % 2 else reversed(sides):
            processor, begun = time.process_time(), time.perf_counter()
            deliver(count)
            if round_ >= 0:
                side.rates.append(count / (time.perf_counter() - begun))
                side.costs.append((time.process_time() - processor) / count * 1000)
    return result


def _bare_table(core: Core) -> Table:
    columns = [Column(one.name, one.type, primary_key=one.primary_key, nullable=one.nullable) for one in _M.columns]
    table = Table("bare_message", MetaData(), *columns)
    for index in _M.indexes:
        Index(f"bare_{index.name}", *(table.c[one.name] for one in index.columns))
    with _across(core) as connection:
        table.metadata.create_all(connection)
    return table


@contextmanager
def _across(core: Core) -> Iterator[Connection]:
    options = {ACROSS: "a bench", "writes": True}
    with core.database.engine.connect().execution_options(**options) as connection, connection.begin():
        yield connection


def _bare_loop(core: Core, table: Table, gateway: Gateway, count: int) -> None:
    """Read a row, call the gateway, write the result: whoever dies in between sends it again."""
    queued, accepted = str(MessageState.QUEUED), str(MessageState.ACCEPTED)
    read = select(table.c.municipality_id, table.c.id, table.c.to, table.c.language)
    read = read.where(table.c.state == queued, table.c.drill.is_(False)).order_by(table.c.priority).limit(1)
    this = (table.c.municipality_id == bindparam("town")) & (table.c.id == bindparam("of"))
    write = update(table).where(this).values(state=accepted, provider_id=bindparam("theirs"))
    for _each in range(count):
        with _across(core) as connection:
            row = connection.execute(read).one()
        sent = gateway.send(Letter(row.id, "volos", "", row.to, "", "Έγινε.", row.language))
        with _across(core) as connection:
            connection.execute(write, {"town": row.municipality_id, "of": row.id, "theirs": sent.provider_id})


def _form(core: Core, town: Municipality, kind: Kind) -> tuple[int, int]:
    """An announcement and the form that its texts have."""
    announcement = announce(core, town, kind)
    wanted = select(AnnouncementForm.id).where(
        AnnouncementForm.announcement_id == announcement, AnnouncementForm.way == "text", AnnouncementForm.language == "el"
    )
    with core.database.reading(town) as work:
        return announcement, int(work.execute(wanted).scalar_one())


def _fill(core: Core, town: Municipality, table: Table, count: int, priority: Priority, **more: Any) -> None:
    """So many texts that wait."""
    first, now = new_id.block(count), core.clock.now()
    row = {
        "municipality_id": town.id, "way": "text", "subject": "", "body": "" if "form_id" in more else "Έγινε.",
        "language": "el", "purpose": "receipt", "request_id": None, "state": str(MessageState.QUEUED), "reason": "",
        "attempts": 0, "due_at": now, "leased_until": None, "provider_id": None, "parts": 0, "created_at": now,
        "updated_at": now, "priority": int(priority), "gateway": "", "announcement_id": None, "form_id": None,
        "subscriber_id": None, "district": "", "next_id": None, "drill": False, "again": 0, "refused": 0,
    } | more  # fmt: skip
    for begin in range(0, count, FILLED_AT_ONCE):
        numbers = range(begin, min(begin + FILLED_AT_ONCE, count))
        with _across(core) as connection:
            rows = [row | {"id": first + number, "to": f"+3069{number:08d}"} for number in numbers]
            connection.execute(insert(table), rows)


def _overtaking(name: str, core: Core, town: Municipality, loads: Loads) -> report.Line:
    """A worker tells many; then an emergency is there at once. How long until it is handed over, and the last of it."""
    gateway, stop = Gateway(pause=ANSWERS), threading.Event()
    with _across(core) as connection:
        connection.execute(delete(_M))
    announcement, form = _form(core, town, Kind.INTERRUPTION)
    _fill(core, town, _M, loads.bulk, Priority.BULK, purpose="announcement", announcement_id=announcement, form_id=form)
    core.database.survey()
    delivery = _delivery(core, gateway)

    def work() -> None:
        while not stop.is_set():
            delivery.run()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        time.sleep(PROGRESS)
        announcement, form = _form(core, town, Kind.EMERGENCY)
        _fill(
            core, town, _M, loads.emergency, Priority.EMERGENCY, purpose="emergency", announcement_id=announcement, form_id=form
        )
        begun, before = time.monotonic(), gateway.taken
        while "emergency" not in gateway.first and time.monotonic() < begun + 60:
            time.sleep(0.01)
    finally:
        stop.set()
        worker.join()
    # It may have gone before the last of it was written.
    took = max(0.0, gateway.first.get("emergency", begun + 60) - begun)
    details = (
        f"{before} of {loads.bulk} told before; an emergency to {loads.emergency}; the gateway answers in {ANSWERS * 1000:.0f} ms"
    )
    what = "an emergency overtakes"
    return report.Line(name, what, f"{took:.2f} s", f"below {OVERTAKES:.0f} s", took < OVERTAKES, details)


def _delivery(core: Core, gateway: Gateway) -> Delivery:
    """No limit but the database's own speed."""
    plenty = Budget(10**9, 10**9)
    return Delivery(core.database, core.directory, core.clock, core.codes, {Way.TEXT: (gateway,)}, gateway, plenty)


@click.command()
@click.option("--quick", is_flag=True, help="Fewer messages and rounds.")
@click.option("--only", type=click.Choice(["sqlite", "postgresql"]), help="One database.")
def main(quick: bool, only: str | None) -> None:
    """Measure this part alone."""
    for name in [only] if only else ["sqlite", "postgresql"]:
        with tempfile.TemporaryDirectory(prefix="thyrida-bench-") as place:
            for line in measured(name, Path(place), QUICK if quick else FULL):
                click.echo(f"{line.where}: {line.what}: {line.result} ({line.details})")


if __name__ == "__main__":
    main()
