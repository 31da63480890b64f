"""In which part of the town a place lies: by its point where one is known, else by the name of its street."""

from typing import Any

from core.dialogue.kinds.outline import within
from core.dialogue.kinds.streets import find_street
from core.municipalities.model import Municipality, Street


def district_of(town: Municipality, place: Any) -> str:
    """The key of the district of a place, {text, lat, lon} as the kind "place" has it; "" where nobody can tell.

    Of two districts that name the same street, the first in the town's file has it.
    """
    if not town.districts or not isinstance(place, dict):
        return ""
    # The point of a street in the list stands for the whole street, whose name says more.
    ways = [_by_point, _by_street] if place.get("source") != "street-list" else [_by_street, _by_point]
    return ways[0](town, place) or ways[1](town, place)


def _by_point(town: Municipality, place: dict[str, Any]) -> str:
    point = point_of(place)
    if point is None:
        return ""
    lat, lon = point
    return next((one.key for one in town.districts if one.outline and within(lon, lat, one.outline)), "")


def _by_street(town: Municipality, place: dict[str, Any]) -> str:
    text = str(place.get("text", ""))
    by_street: dict[str, str] = {}
    for one in town.districts:
        for name in one.streets:
            by_street.setdefault(name, one.key)
    street = find_street(text, [Street(name) for name in by_street]) if text else None
    return by_street[street.name] if street is not None else ""


def point_of(place: Any) -> tuple[float, float] | None:
    """Latitude and longitude of a place (WGS 84 degrees), where it has them."""
    if not isinstance(place, dict) or place.get("lat") is None or place.get("lon") is None:
        return None
    return float(place["lat"]), float(place["lon"])
