"""A database as it is after years: requests of forty towns, one of them large, with the words by which they are found.

Rows go in as fast as the database takes them (COPY, executemany), with the secondary indexes made afterwards. What matters
to the queue is as it would be: a tenth is open, dates repeat, some are held, some came by text, words are rare and common.
"""

import random
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import psycopg
from sqlalchemy import text

from core.adapters.migrations import migrate
from core.bootstrap import Core
from core.catalogue import Catalogue
from core.codes import check_digit
from core.model import table_of
from core.municipalities import files
from core.municipalities.model import Municipality
from core.requests.history import Happening, chained
from core.requests.lists.queue import PAGE
from core.requests.lists.wordindex import RequestWord, found_by
from core.requests.tables import Request

TOWNS = 40
# The first town has this share of all requests: a city among small towns, so that its queue has hundreds of pages.
CITY = 0.3
OPEN = 0.1
# Each street of the city comes up so often.
OF_A_STREET = 70
# What people write, the common words first.
TALK = ("λάμπα", "δρόμος", "σκοτάδι", "πλατεία", "λακκούβα", "σχολείο", "νερά", "κάδος", "φαρμακείο", "στάση")
_LETTERS = "αβγδεζηθικλμνξοπρστυφχψω"
_WHY = "a benchmark fills the database"

REQUEST = (
    "municipality_id", "id", "reference", "service", "service_version", "form", "department", "state", "outcome", "channel",
    "language", "contact", "place", "place_key", "tell_by", "tell_to", "protocol", "created_at", "due_on", "closed_at",
    "reopened", "assigned_to", "is_open", "queue_on", "last_seq", "last_hash",
)  # fmt: skip
EVENT = ("municipality_id", "request_id", "seq", "kind", "state", "code", "at", "actor", "channel", "hash")
WORD = ("municipality_id", "request_id", "word")


@dataclass
class Filled:
    """What was filled: the city, its departments, the words to search for, and requests that can be claimed."""

    city: Municipality
    department: str
    claimable: list[str]
    rare: str
    common: str


def streets(count: int) -> list[str]:
    """So many names of streets that nobody lives in."""
    chance = random.Random(7)
    return [("".join(chance.choice(_LETTERS) for _ in range(4)) + "άνου").capitalize() for _ in range(count)]


def fill(core: Core, requests: int, now: datetime) -> Filled:
    """Migrate the database and fill it; the same requests every time."""
    migrate(core.database)
    model = next(one for one in files.demonstration() if one.key == "trikala")
    core.directory.add(model, now)
    for number in range(1, TOWNS):
        own = replace(model, key=f"town-{number}", hosts=(f"town-{number}.example",), numbers=(), public_url="")
        core.directory.add(own, now)
    city = core.directory.by_key(model.key)
    others = [one for one in core.directory.all() if one.key != city.key]
    maker = Maker(core.catalogue(city), city, others, now, streets(max(int(requests * CITY / OF_A_STREET), 5)))
    tables = (table_of(Request), table_of(RequestWord))
    dropped = [index for one in tables for index in one.indexes]
    with core.database.across(_WHY) as work:
        for index in dropped:
            index.drop(work.connection)
    if core.database.is_sqlite:
        _into_sqlite(str(core.database.url.database), maker, requests)
    else:
        _into_postgresql(core.database.url.render_as_string(hide_password=False).replace("+psycopg", ""), maker, requests)
    with core.database.across(_WHY) as work:
        for index in dropped:
            index.create(work.connection)
    with core.database.engine.connect().execution_options(across=_WHY, isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if core.database.is_sqlite else "VACUUM ANALYZE"))
    return Filled(city, maker.department, maker.claimable, maker.street_of_a_page(), TALK[0])


class Maker:
    """Makes rows, one request after the other, as text that either database reads."""

    def __init__(
        self, catalogue: Catalogue, city: Municipality, others: list[Municipality], now: datetime, streets: list[str]
    ) -> None:
        known = [one for one in catalogue.services.values() if one.clock is not None]
        # Lamps first: a third of what people report.
        self.services = sorted(known, key=lambda one: (one.key != "street-light", one.key))
        self.titles = {one.key: found_by(one, ()) for one in self.services}
        self.department = self.services[0].department
        self.city, self.others, self.now = city, others, now
        self.streets = streets
        self.keys = {name: found_by(None, [name]) for name in (*self.streets, *TALK)}
        self.in_city: Counter[str] = Counter()
        self.claimable: list[str] = []
        self.events: list[tuple[object, ...]] = []
        self.words: list[tuple[object, ...]] = []
        self._chance = random.Random(11)

    def request(self, number: int) -> tuple[object, ...]:
        """The row of one request, in the order of REQUEST; its events and words are added to the lists."""
        chance = self._chance
        service = self.services[int(len(self.services) * chance.random() ** 2)]
        in_city, is_open = chance.random() < CITY, chance.random() < OPEN
        town = self.city if in_city else self.others[number % len(self.others)]
        made = self.now - timedelta(minutes=number % 40_000 if is_open else 40_000 + number)
        id_, reference = (number + 1) << 20, f"{number:08d}{check_digit(f'{number:08d}')}"
        state = chance.choice(("received", "received", "in_progress", "waiting_citizen", "forwarded")) if is_open else "closed"
        due = made.date() + timedelta(days=chance.randrange(5, 50))
        street = chance.choice(self.streets)
        house = str(chance.randrange(1, 120))
        closed = made + timedelta(days=chance.randrange(1, 30))
        protocol = f"{made.year}/{number:06d}" if service.formal else ""
        head = chained(b"", id_, 1, Happening("filed", state, "citizen", "web", service.key), made, None)
        said = {house, *self.keys[street], *self.titles[service.key], *self._talk()}
        self.words += ((town.id, id_, word) for word in said)
        self.in_city[street] += in_city
        if in_city and state == "received" and len(self.claimable) < 20_000:
            self.claimable.append(reference)
            self.events.append((town.id, id_, 1, "filed", state, service.key, made, "citizen", "web", head))
        channel = ("web", "sms", "ivr", "desk")[chance.randrange(4)]
        return (
            town.id, id_, reference, service.key, service.version, str(service.form), service.department, state,
            "" if is_open else "done", channel, "el", f"+3069{number:08d}", f"{street} {house}", "", "text",
            f"+3069{number:08d}", protocol, made, due, None if is_open else closed, 0, None, is_open,
            due if is_open else closed.date(), 1, head,
        )  # fmt: skip

    def street_of_a_page(self) -> str:
        """A street that comes up in the city often enough to fill a page, and hardly more often."""
        return min((count, name) for name, count in self.in_city.items() if count > PAGE + 5)[1]

    def _talk(self) -> Iterator[str]:
        """A few words, of which the first of TALK is in every third request and the last in few."""
        for at, word in enumerate(TALK):
            if self._chance.random() < 1 / (at + 3):
                yield from self.keys[word]


def _into_sqlite(path: str, maker: Maker, requests: int) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        for begin in range(0, requests, 20_000):
            rows = [maker.request(number) for number in range(begin, min(begin + 20_000, requests))]
            for table, columns, some in _batch(maker, rows):
                places = ", ".join("?" * len(columns))
                into = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})"
                connection.executemany(into, [tuple(_for_sqlite(one) for one in row) for row in some])
    connection.close()


def _into_postgresql(url: str, maker: Maker, requests: int) -> None:
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        # No foreign key is looked at row by row: they all point to what is in the same batch.
        cursor.execute("SET session_replication_role = replica")
        for begin in range(0, requests, 50_000):
            rows = [maker.request(number) for number in range(begin, min(begin + 50_000, requests))]
            for table, columns, some in _batch(maker, rows):
                with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:  # type: ignore[arg-type]
                    copy.write("".join("\t".join(map(_for_postgresql, row)) + "\n" for row in some))


def _batch(maker: Maker, rows: list[tuple[object, ...]]) -> list[tuple[str, tuple[str, ...], list[tuple[object, ...]]]]:
    batch = [("request", REQUEST, rows), ("event", EVENT, maker.events), ("request_word", WORD, maker.words)]
    maker.events, maker.words = [], []
    return batch


def _for_sqlite(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return value.isoformat() if isinstance(value, date) else value


def _for_postgresql(value: object) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, bytes):
        return "\\\\x" + value.hex()
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)
