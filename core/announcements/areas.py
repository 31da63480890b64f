"""An area that was drawn on the map, and the districts that it touches."""

import json
from collections.abc import Sequence

from core.dialogue.kinds.outline import Point, meet
from core.errors import InvalidAnswer
from core.municipalities.model import Municipality
from core.text import _

CORNERS = 60


def read_area(typed: str) -> tuple[Point, ...]:
    """The corners of what was drawn, [[lon, lat], …] in JSON (WGS 84 degrees); none where nothing was drawn.

    Raises:
        InvalidAnswer: it is no area.
    """
    if not typed.strip():
        return ()
    try:
        corners = tuple((float(lon), float(lat)) for lon, lat in json.loads(typed))
    except (ValueError, TypeError, RecursionError) as error:
        raise InvalidAnswer("area", _("What was drawn cannot be read. Draw it again, or choose districts.")) from error
    if not corners:
        return ()
    if not all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in corners):
        raise InvalidAnswer("area", _("What was drawn cannot be read. Draw it again, or choose districts."))
    if not 3 <= len(corners) <= CORNERS:
        raise InvalidAnswer("area", _("An area has three corners at least, and {most} at most.", most=CORNERS))
    return corners


def typed_area(area: Sequence[Point]) -> str:
    return json.dumps([list(corner) for corner in area]) if area else ""


def districts_of(town: Municipality, area: Sequence[Point]) -> tuple[str, ...]:
    """The keys of the districts that an area touches, in the order of the town's file. Those without an outline touch nothing."""
    return tuple(one.key for one in town.districts if one.outline and meet(area, one.outline)) if area else ()


def told_in(town: Municipality, chosen: Sequence[str], area: Sequence[Point]) -> tuple[str, ...]:
    """The districts that are told: those that were chosen and those that the area touches.

    Raises:
        InvalidAnswer: an area was drawn where no district is, so that the whole town would be told of it.
    """
    touched = districts_of(town, area)
    if area and town.districts and not touched and not chosen:
        raise InvalidAnswer(
            "area", _("The area touches no district, so the whole town would be told. Choose districts, or draw it again.")
        )
    return tuple(one.key for one in town.districts if one.key in {*chosen, *touched})
