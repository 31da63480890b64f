"""What an administrator must know: looked for every few minutes, in figures only, never with anything about a person."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from sqlalchemy import select

from core.adapters.database import Database
from core.certificates.waiting import unsealed
from core.messages import costs
from core.messages.budget import spent
from core.messages.outbox import MessageState
from core.messages.tables import Line, Message
from core.model import first_id_of
from core.municipalities.model import Municipality
from core.municipalities.store import Directory
from core.operations import marks
from core.operations.pulse import LATE, feel, room
from core.operations.tables import WHY
from core.people.contact import Way
from core.ports import Work
from core.requests.tables import ChainDigest
from core.settings import Settings

# A back-up a day, and two hours for the day that is late.
BACKUP_AGE = timedelta(hours=26)
# So many failures one after the other are no accident any more; so large a part of uncertain ones is none either.
IN_A_ROW, UNCERTAIN_OF = 5, 10
LOOKED_AT = 20
# So long a gateway may be away before somebody must know: most come back by themselves.
DOWN = timedelta(minutes=5)
_FAILED = frozenset({MessageState.FAILED, MessageState.UNDELIVERED, MessageState.UNCERTAIN, MessageState.QUEUED})
_TRIED = [str(one) for one in MessageState if one not in (MessageState.LEASED, MessageState.SENDING, MessageState.BY_HAND)]


class Kind(StrEnum):
    QUEUE = "queue"
    JOBS = "jobs"
    GATEWAY = "gateway"
    UNCERTAIN = "uncertain"
    DISK = "disk"
    BACKUP = "backup"
    DAILY = "daily"
    TEXTS = "texts"
    SEAL = "seal"
    LINE = "line"
    SETUP = "setup"
    COST = "cost"


# Those whose subject is a town's key, which no other town is shown.
OF_TOWNS = frozenset({Kind.DAILY, Kind.TEXTS, Kind.SEAL, Kind.LINE, Kind.SETUP, Kind.COST})


@dataclass(frozen=True, slots=True)
class Trouble:
    """`subject` is a way of sending or a town's key, "" where there is one only. `figure` counts minutes, hours, percent …"""

    kind: Kind
    subject: str = ""
    figure: int = 0


def look(database: Database, directory: Directory, settings: Settings, now: datetime) -> list[Trouble]:
    """Everything that is wrong at this moment.

    Raises:
        Unavailable: the database does not answer; nobody can be told by us then.
    """
    towns = [town for town in directory.all() if not town.demonstration]
    return [
        *_queues(database, now),
        *_gateways(database, towns, now),
        *_disk(settings.data),
        *_backup(database, settings, now),
        *(found for town in towns for found in _town(database, town, settings, now)),
    ]


def _queues(database: Database, now: datetime) -> Iterator[Trouble]:
    pulse = feel(database, now)
    for kind, age in ((Kind.QUEUE, pulse.oldest_message), (Kind.JOBS, pulse.oldest_job)):
        if age > LATE:
            yield Trouble(kind, "", int(age.total_seconds() // 60))


def _gateways(database: Database, towns: list[Municipality], now: datetime) -> Iterator[Trouble]:
    """Whether the last messages of a way, over all towns, failed one like the other, or are uncertain for a good part."""
    since = first_id_of(now - timedelta(days=1))
    real = [town.id for town in towns]
    for way in (Way.TEXT, Way.EMAIL):
        last = (
            select(Message.state)
            .where(
                Message.municipality_id.in_(real),
                Message.id >= since,
                Message.way == str(way),
                Message.attempts > 0,
                Message.state.in_(_TRIED),
            )
            .order_by(Message.updated_at.desc())
            .limit(LOOKED_AT)
        )
        with database.across(WHY, writes=False) as work:
            states = [MessageState(state) for state in work.execute(last).scalars()]
        failed = next((at for at, state in enumerate(states) if state not in _FAILED), len(states))
        uncertain = states.count(MessageState.UNCERTAIN)
        if failed >= IN_A_ROW:
            yield Trouble(Kind.GATEWAY, str(way), failed)
        elif len(states) >= UNCERTAIN_OF and uncertain * 2 >= len(states):
            yield Trouble(Kind.UNCERTAIN, str(way), uncertain)


def _disk(data: Path) -> Iterator[Trouble]:
    there = room(data)
    if there.full:
        yield Trouble(Kind.DISK, "", there.percent)


def _backup(database: Database, settings: Settings, now: datetime) -> Iterator[Trouble]:
    """The last back-up is too old, once one was ever made or is expected. A figure of 0 hours: there is none."""
    made = marks.last(database, marks.BACKUP)
    if made is None and settings.backup_expected:
        yield Trouble(Kind.BACKUP)
    elif made is not None and now - made.at > BACKUP_AGE:
        yield Trouble(Kind.BACKUP, "", int((now - made.at).total_seconds() // 3600))


def _lines(work: Work, settings: Settings, now: datetime) -> Iterator[Trouble]:
    """Gateways that take nothing of a town's messages, or that its account is not set up for; and announcements' cost."""
    town = work.municipality
    rows = work.session.scalars(select(Line)).all()
    down = [now - line.down_since for line in rows if line.down_since is not None and not line.setup]
    if down and max(down) >= DOWN:
        yield Trouble(Kind.LINE, town.key, int(max(down).total_seconds() // 60))
    if any(line.setup for line in rows):
        yield Trouble(Kind.SETUP, town.key, sum(1 for line in rows if line.setup))
    cost = costs.spent(work, town, town.today(now))
    if cost >= settings.announcing_a_day * 100:
        yield Trouble(Kind.COST, town.key, int(cost // 100))


def _town(database: Database, town: Municipality, settings: Settings, now: datetime) -> Iterator[Trouble]:
    with database.reading(town) as work:
        sealed = work.execute(select(ChainDigest.until).order_by(ChainDigest.seq.desc()).limit(1)).scalar()
        texts, waiting = spent(work, now), unsealed(work, now)
        yield from _lines(work, settings, now)
    missed = (town.today(now) - town.today(sealed)).days if sealed is not None else 0
    if missed >= 2:
        yield Trouble(Kind.DAILY, town.key, missed)
    if texts >= settings.texts_a_day:
        yield Trouble(Kind.TEXTS, town.key, texts)
    if waiting:
        yield Trouble(Kind.SEAL, town.key, waiting)
