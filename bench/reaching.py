"""How long it takes to say who would be told: exact counts over a million subscribers, next to a bare COUNT of all of them.

`python -m bench.reaching` prints a table; `--rows` makes it smaller. The reference is one `SELECT count(*)` of the town's active
subscribers, in the same transaction of the same database: an exact answer can hardly be had for less.
"""

import random
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import click
from sqlalchemy import func, insert, select

from bench.report import Line, table
from core.adapters.migrations import migrate
from core.announcements import reach
from core.announcements.topics import mask
from core.announcements.written import Written
from core.bootstrap import Core, build
from core.model import new_id, table_of
from core.municipalities import files
from core.municipalities.model import Municipality
from core.ports import Work
from core.settings import Settings
from core.subscriptions.tables import Subscriber, SubscriberWay
from tests import databases

WHY = "a benchmark fills the database"
AT_ONCE = 10_000
ROUNDS = 5
# A count by three columns over those who are concerned, against a count of everybody; and one that must also look through the
# other ways of everybody whose first one is not asked for.
GOAL, GOAL_OF_OTHER_WAYS = 8.0, 80.0
NOW = datetime(2026, 11, 26, tzinfo=UTC)
ONE = Written(kind="interruption", topics=mask(["water"]), districts=("centre",), ways=("text", "call", "email"))
ASKED = {
    "one district, every way": ONE,
    "the whole town, every way": replace(ONE, districts=()),
    "the whole town, e-mail alone": replace(ONE, districts=(), ways=("email",)),
    "the whole town, texts and e-mail": replace(ONE, districts=(), ways=("text", "email")),
}


def fill(core: Core, rows: int) -> Municipality:
    """A town with so many subscribers, three in ten of whom have a second way."""
    chance = random.Random(20261126)
    town = core.directory.add(next(one for one in files.demonstration() if one.key == "trikala"), NOW)
    districts = ["", *(one.key for one in town.districts)]
    for start in range(0, rows, AT_ONCE):
        people = [_subscriber(town, chance, districts, start + place) for place in range(min(AT_ONCE, rows - start))]
        ways = [_way(town, one, rank) for one in people for rank in (1, 2) if rank == 1 or chance.random() < 0.3]
        with core.database.across(WHY) as work:
            work.execute(insert(table_of(Subscriber)), people)
            work.execute(insert(table_of(SubscriberWay)), ways)
    if core.database.is_sqlite:
        core.database.survey()
    else:
        with core.database.engine.connect().execution_options(across=WHY, isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE subscriber")
            connection.exec_driver_sql("VACUUM ANALYZE subscriber_way")
    return town


def _subscriber(town: Municipality, chance: random.Random, districts: list[str], number: int) -> dict[str, object]:
    return {
        "municipality_id": town.id, "id": new_id(), "state": "active", "language": "en" if chance.random() < 0.1 else "el",
        "topics": chance.randrange(2, 512, 2), "district": chance.choice(districts),
        "way": chance.choice(("text", "text", "text", "call", "email")), "address": f"+3069{number:08d}", "quiet_from": None,
        "quiet_until": None, "channel": "web", "created_at": NOW, "updated_at": NOW, "ended_at": None,
    }  # fmt: skip


def _way(town: Municipality, one: dict[str, object], rank: int) -> dict[str, object]:
    way = one["way"] if rank == 1 else "email" if one["way"] != "email" else "text"
    return {
        "municipality_id": town.id, "id": new_id(), "subscriber_id": one["id"], "rank": rank, "way": way,
        "address": one["address"], "state": "active", "confirmed_at": NOW, "ended_at": None,
    }  # fmt: skip


def measured(core: Core, town: Municipality, do: Callable[[Work], object]) -> float:
    """The median of some rounds in milliseconds; the first one, which reads everything into memory, does not count."""
    took = []
    for _round in range(ROUNDS + 1):
        with core.database.reading(town) as work:
            began = time.perf_counter()
            do(work)
            took.append((time.perf_counter() - began) * 1000)
    return median(took[1:])


def lines(core: Core, where: str, rows: int) -> list[Line]:
    town = fill(core, rows)
    bare = select(func.count()).select_from(Subscriber).where(Subscriber.state == "active")
    reference = measured(core, town, lambda work: work.execute(bare).scalar_one())
    found = []
    for name, one in ASKED.items():
        ours = measured(core, town, lambda work, one=one: reach.reach(work, one))  # type: ignore[misc]
        said = f"{ours:.0f} ms against {reference:.0f} ms for a bare count"
        goal = GOAL if len(one.ways) == len(ONE.ways) else GOAL_OF_OTHER_WAYS
        found.append(Line(where, name, f"{ours / reference:.1f}", f"at most {goal:.0f}", ours <= goal * reference, said))
    return found


@click.command()
@click.option("--rows", default=1_000_000, show_default=True)
def main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder, databases.running() as server:
        server.run("CREATE DATABASE {}", "reach")
        urls = {"SQLite": f"sqlite:///{folder}/reach.db", "PostgreSQL": server.database("reach")}
        found = []
        for where, url in urls.items():
            core = build(Settings(data=Path(folder), database_url=url))  # type: ignore[call-arg]
            migrate(core.database)
            found += lines(core, f"{where}, {rows:,} subscribers", rows)
            core.database.close()
        print(table(found))


if __name__ == "__main__":
    main()
