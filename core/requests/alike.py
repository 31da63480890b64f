"""Requests that may be about the same matter: of the same service, at the same place or close by, not long ago."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, union_all

from core.ports import Work
from core.requests.moves import State
from core.requests.tables import Request

# Metres between two pins that may mean one thing, and how long after its end a request is still compared with.
NEAR = 60.0
CLOSED_WITHIN = timedelta(days=15)
AT_MOST = 5
_METRES_A_DEGREE = 111_320.0
# So many rows of one place or its surroundings are looked at: a street where thousands report is no help to a clerk.
_LOOKED_AT = 100
_COLUMNS = (
    Request.id,
    Request.reference,
    Request.state,
    Request.place,
    Request.place_key,
    Request.lat,
    Request.lon,
    Request.created_at,
)


@dataclass(frozen=True, slots=True)
class Alike:
    """A request that may be about the same; `metres` between the two pins, None where it is the place's words alone."""

    reference: str
    state: State
    place: str
    created_at: datetime
    metres: int | None


def alike(work: Work, request: Request, departments: Sequence[str], now: datetime) -> list[Alike]:
    """The likely duplicates of an open request among these departments, nearest first, the older of two alike before."""
    if not request.is_open or not departments or not (request.place_key or request.lat is not None):
        return []
    parts = []
    if request.place_key:
        parts.append(_some(request, departments, now).where(Request.place_key == request.place_key))
    if request.lat is not None and request.lon is not None:
        high, wide = NEAR / _METRES_A_DEGREE, NEAR / (_METRES_A_DEGREE * math.cos(math.radians(request.lat)))
        near = _some(request, departments, now).where(Request.lat.between(request.lat - high, request.lat + high))
        parts.append(near.where(Request.lon.between(request.lon - wide, request.lon + wide)))
    merged = union_all(*(select(part.limit(_LOOKED_AT).subquery()) for part in parts)).subquery()
    found: dict[int, tuple[float, int, Alike]] = {}
    for row in work.execute(select(merged)):
        metres = _metres(request, row)
        if metres is not None and metres > NEAR:
            continue
        one = Alike(row.reference, State(row.state), row.place, row.created_at, None if metres is None else round(metres))
        found[int(row.id)] = (metres or 0.0, int(row.id), one)
    return [one for _metres_off, _id, one in sorted(found.values(), key=lambda each: each[:2])[:AT_MOST]]


def _some(request: Request, departments: Sequence[str], now: datetime) -> Any:
    return select(*_COLUMNS).where(
        Request.service == request.service,
        Request.id != request.id,
        Request.department.in_(departments),
        Request.joined_to.is_(None),
        or_(Request.is_open.is_(True), Request.closed_at >= now - CLOSED_WITHIN),
    )


def _metres(request: Request, row: Any) -> float | None:
    """Between two pins, on a plane, which is exact to the centimetre this close; None where one of them has none."""
    if request.lat is None or request.lon is None or row.lat is None or row.lon is None:
        return None
    high = (row.lat - request.lat) * _METRES_A_DEGREE
    wide = (row.lon - request.lon) * _METRES_A_DEGREE * math.cos(math.radians(request.lat))
    return math.hypot(high, wide)
