"""A stand: one database and one server, with the bare reference and Thyrida side by side on it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from bench import bare_app, servers
from core.adapters.migrations import migrate
from core.bootstrap import Core, build
from core.municipalities import files
from core.requests.tables import Request
from core.settings import Settings
from tests import databases

TOKEN = "0123456789abcdef0123456789abcdef"
TOWN = "trikala"
ROWS = 1000
# PostgreSQL as it comes: it flushes what it promised.
POSTGRES = {"shared_buffers": "128MB", "max_connections": "100"}


# What is done to the database before the servers start.
Prepare = Callable[[Core], None]


def _nothing(core: Core) -> None:
    """The database stays empty."""


@dataclass(frozen=True)
class Stand:
    """Both servers, running, and Thyrida's own core to look into its database."""

    name: str
    bare: servers.Running
    ours: servers.Running
    core: Core
    bare_url: str

    def filed(self) -> int:
        """How many requests there are."""
        with self.core.database.reading(self.core.directory.by_key(TOWN)) as work:
            return int(work.execute(select(func.count()).select_from(Request)).scalar_one())


@contextmanager
def sqlite(folder: Path, prepare: Prepare = _nothing) -> Iterator[Stand]:
    """SQLite under waitress: one process each, as `python run.py serve` starts it."""
    bare, ours = f"sqlite:///{folder / 'bare.db'}", f"sqlite:///{folder / 'thyrida.db'}"
    with _standing("SQLite, waitress", folder, bare, ours, prepare, granian=False) as stand:
        yield stand


@contextmanager
def postgresql(folder: Path, prepare: Prepare = _nothing) -> Iterator[Stand]:
    """PostgreSQL under two granian workers each."""
    with databases.running(settings=POSTGRES) as server:
        for name in ("bare", "thyrida"):
            server.drop(name)
            server.run("CREATE DATABASE {}", name)
        urls = server.database("bare"), server.database("thyrida")
        with _standing(f"PostgreSQL, granian ×{servers.WORKERS}", folder, *urls, prepare, granian=True) as stand:
            yield stand


@contextmanager
def _standing(name: str, folder: Path, bare_url: str, our_url: str, prepare: Prepare, *, granian: bool) -> Iterator[Stand]:
    bare_port, our_port = servers.free_port(), servers.free_port()
    bare_app.create_tables(bare_url, ROWS)
    environment = {
        "PORT": str(our_port),
        "THYRIDA_DATA": str(folder / "data"),
        "THYRIDA_DATABASE_URL": our_url,
        "THYRIDA_PUBLIC_URL": f"http://{servers.HOST}:{our_port}",
        "TWILIO_AUTH_TOKEN": TOKEN,
        # What is delivered after an answer is not part of it: receipts are written, and stay in the outbox.
        "THYRIDA_WORKER": "0",
    }
    core = build(Settings(**environment))  # type: ignore[arg-type]
    migrate(core.database)
    for town in files.demonstration():
        core.directory.add(town, core.clock.now())
    prepare(core)
    bare_command, our_command = servers.bare(bare_port, granian), servers.ours(our_port, granian)
    try:
        with (
            servers.running(bare_command, bare_port, {bare_app.ADDRESS: bare_url}, folder / "bare.log") as bare,
            servers.running(our_command, our_port, environment, folder / "thyrida.log") as ours,
        ):
            yield Stand(name, bare, ours, core, bare_url)
    finally:
        core.database.close()
