"""The lines of a town: one for each gateway that it uses for a way. The first one that works is used."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from core.messages import breaker
from core.messages.tables import Line
from core.model import table_of
from core.municipalities.model import Municipality
from core.people.contact import Way
from core.ports import MessageGateway, Work

_LINE = table_of(Line)
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A line that may be used, its gateway, and whether one message is to try it first."""

    line: Line
    gateway: MessageGateway
    tries: bool


def locked(work: Work, town: Municipality, way: Way, names: Sequence[str], now: datetime) -> dict[str, Line]:
    """The rows of these lines, made where there are none yet, for this transaction alone.

    Who finds one of them taken by another worker gets none: there are other lanes.
    """
    found = _rows(work, town, way, names)
    if len(found) < len(names):
        _make(work, town, way, [name for name in names if name not in found], now)
        found = _rows(work, town, way, names)
    return found if len(found) == len(names) else {}


def one(work: Work, way: Way, gateway: str, now: datetime) -> Line:
    """The row of one line of this work's town, for this transaction alone; another worker is waited for."""
    key = (work.municipality.id, str(way), gateway)
    found = work.session.get(Line, key, with_for_update=True)
    if found is None:
        _make(work, work.municipality, way, [gateway], now)
        found = work.session.get_one(Line, key, with_for_update=True)
    return found


def choose(gateways: Sequence[MessageGateway], lines: dict[str, Line], now: datetime) -> Chosen | None:
    """The first gateway that works, or is due to be tried."""
    for gateway in gateways:
        line = lines.get(gateway.name)
        if line is not None and not breaker.is_open(line, now):
            return Chosen(line, gateway, breaker.is_half_open(line, now))
    return None


def _rows(work: Work, town: Municipality, way: Way, names: Sequence[str]) -> dict[str, Line]:
    wanted = (
        select(Line)
        .where(Line.municipality_id == town.id, Line.way == str(way), Line.gateway.in_(names))
        .order_by(Line.gateway)
        .with_for_update(skip_locked=True)
    )
    return {line.gateway: line for line in work.session.scalars(wanted)}


def _make(work: Work, town: Municipality, way: Way, names: Sequence[str], now: datetime) -> None:
    """Two workers may do so at once: the second one's rows are left out."""
    insert = postgresql.insert if work.dialect == "postgresql" else sqlite.insert
    for name in names:
        row = {
            "municipality_id": town.id,
            "way": str(way),
            "gateway": name,
            "free_at": _LONG_AGO,
            "failures": 0,
            "open_until": None,
            "down_since": None,
            "setup": "",
            "day": town.today(now),
            "spent": 0,
        }
        work.session.execute(insert(_LINE).values(row).on_conflict_do_nothing())
