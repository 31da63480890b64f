"""The page that stands on files: what is in force now, written where a web server finds it even if all else is down.

Beneath the installation's folder, public/<town>/emergency.<language>.html, and beside them public/emergencies.json, which
says which host is which town and what is in force. Each file is written under another name and then renamed, so that a
reader finds the old one or the new one and never half of one.
"""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import TypeAdapter
from sqlalchemy import select

from core.adapters.database import Database
from core.emergencies.forms import Said, said
from core.emergencies.page import draw
from core.emergencies.tables import Alert
from core.emergencies.vocabulary import Stage, Type
from core.municipalities.model import Municipality
from core.ports import Work

FOLDER = "public"
STATE = "emergencies.json"
LOCK = ".lock"
# For so long the all-clear stays on the page and in the feed.
AFTERWARDS = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands for one town: its languages, and by language the titles of what is in force."""

    titles: dict[str, list[str]]
    languages: list[str]


@dataclass(frozen=True, slots=True)
class State:
    """public/emergencies.json: towns' keys by host, "*" for every host of an installation with one town; and what stands."""

    hosts: dict[str, str] = field(default_factory=dict)
    towns: dict[str, Standing] = field(default_factory=dict)


_STATE = TypeAdapter(State)


def in_force(work: Work, now: datetime) -> list[Alert]:
    """The alerts that hold now, the newest first; nothing of rehearsals."""
    found = work.session.scalars(
        select(Alert)
        .where(
            Alert.stage == Stage.OUT,
            Alert.drill.is_(False),
            Alert.type != Type.CANCEL,
            Alert.over_at.is_(None),
            Alert.expires_at > now,
        )
        .order_by(Alert.released_at.desc(), Alert.id.desc())
        .limit(20)
    )
    return list(found)


def all_clear(work: Work, now: datetime) -> list[Alert]:
    """The all-clears that were given a short while ago, the newest first."""
    found = work.session.scalars(
        select(Alert)
        .where(
            Alert.stage == Stage.OUT,
            Alert.drill.is_(False),
            Alert.type == Type.CANCEL,
            Alert.released_at > now - AFTERWARDS,
        )
        .order_by(Alert.released_at.desc(), Alert.id.desc())
        .limit(20)
    )
    return list(found)


def write(database: Database, towns: Sequence[Municipality], town: Municipality, data: Path, site: str, now: datetime) -> None:
    """Write a town's page in each of its languages, and what is known of it. Writing it again does no harm.

    One writes at a time, from the look into the database on: who looked earlier never overwrites what was seen later.
    """
    with _alone(data):
        _write(database, towns, town, data, site, now)


def know(towns: Sequence[Municipality], data: Path) -> None:
    """Note whose each host is, once a town was added: the first one does not answer to every name any more."""
    if (data / FOLDER / STATE).exists():
        with _alone(data):
            _note(data, towns, {})


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Hold the folder against other threads and processes; who dies lets go of it."""
    folder = data / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    # Opened to be read only: another user's process may have made it.
    lock = os.open(folder / LOCK, os.O_RDONLY | os.O_CREAT, 0o644)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _write(database: Database, towns: Sequence[Municipality], town: Municipality, data: Path, site: str, now: datetime) -> None:
    with database.reading(town) as work:
        alerts, over = in_force(work, now), all_clear(work, now)
    folder = data / FOLDER / town.key
    shown: dict[str, list[Said]] = {code: [said(town, one, code, site) for one in alerts] for code in town.languages}
    for code in town.languages:
        afterwards = [(said(town, one, code, site), one) for one in over]
        html = draw(town, code, [*zip(shown[code], alerts, strict=True), *afterwards], now)
        _put(folder / f"emergency.{code}.html", html)
        if code == town.languages[0]:
            _put(folder / "emergency.html", html)
    titles = {code: [one.title for one in shown[code]] for code in town.languages}
    _note(data, towns, {town.key: Standing(titles, list(town.languages))})


def _note(data: Path, towns: Sequence[Municipality], what: dict[str, Standing]) -> None:
    hosts = {host.lower(): one.key for one in towns for host in one.hosts}
    if len(towns) == 1:
        # The only town of an installation answers to every name.
        hosts["*"] = towns[0].key
    standing = {key: one for key, one in read(data).towns.items() if any(town.key == key for town in towns)}
    _put(data / FOLDER / STATE, json.dumps(asdict(State(hosts, standing | what)), ensure_ascii=False))


def read(data: Path) -> State:
    """What public/emergencies.json says; nothing where it is not there, or is of another shape: every page asks."""
    try:
        return _STATE.validate_json((data / FOLDER / STATE).read_bytes())
    except (OSError, ValueError):
        return State()


def page(data: Path, host: str, language: str) -> tuple[bytes, str] | None:
    """The page of a host's town, and the language that it is in; None where none was written. No database is asked."""
    state = read(data)
    key = town_of(state, host)
    spoken = state.towns[key].languages if key in state.towns else []
    if not spoken:
        return None
    code = language if language in spoken else spoken[0]
    try:
        return (data / FOLDER / key / f"emergency.{code}.html").read_bytes(), code
    except OSError:
        return None


def titles(data: Path, host: str, language: str) -> list[str]:
    """What is in force for a host's town, for a line on its other pages. No database is asked."""
    state = read(data)
    standing = state.towns.get(town_of(state, host))
    found = standing.titles if standing is not None else {}
    return list(found.get(language) or next(iter(found.values()), []))


def town_of(state: State, host: str) -> str:
    """The key of a host's town, "" where nobody knows. Every name is the only town's, where there is one only."""
    only = state.hosts.get("*", "") if len(set(state.hosts.values())) == 1 else ""
    return state.hosts.get(host.lower(), only)


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # What stands here is for everybody, whatever the process keeps to itself elsewhere: a web server reads it as another user.
    path.parent.chmod(0o755)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.chmod(0o644)
    fresh.replace(path)
