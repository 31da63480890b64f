"""A small drawn map: the town's outline, and in it the part that something concerns. It needs no script and no tiles."""

from collections.abc import Iterable, Sequence
from math import cos, radians
from typing import Any

from core.municipalities.model import Municipality

# The drawing's longer side, in its own units, and the room around it.
SIDE, ROOM = 300.0, 6.0
Corner = Sequence[float]


def sketch(town: Municipality, districts: Iterable[Any], area: Sequence[Corner] | None) -> dict[str, Any] | None:
    """The paths of a drawing; None where there is nothing to be marked in it, or no outline to mark it in.

    `area` are corners, [[lon, lat], …] (WGS 84 degrees); else the districts' own outlines are marked.
    """
    found = (town.district(str(key)) for key in districts)
    marked: list[Sequence[Corner]] = [area] if area else [one.outline for one in found if one is not None and one.outline]
    if not town.outline or not marked:
        return None
    every = [corner for outline in (town.outline, *marked) for corner in outline]
    west, east = min(one[0] for one in every), max(one[0] for one in every)
    south, north = min(one[1] for one in every), max(one[1] for one in every)
    # A degree of longitude is shorter than one of latitude, the more so the further north.
    narrow = cos(radians((south + north) / 2))
    scale = SIDE / max((east - west) * narrow, north - south)

    def drawn(outline: Sequence[Corner]) -> str:
        points = (f"{(lon - west) * narrow * scale + ROOM:.1f} {(north - lat) * scale + ROOM:.1f}" for lon, lat in outline)
        return f"M{' L'.join(points)}Z"

    return {
        "width": round((east - west) * narrow * scale + 2 * ROOM),
        "height": round((north - south) * scale + 2 * ROOM),
        "town": drawn(town.outline),
        "marked": [drawn(one) for one in marked],
    }
