"""What a town's file draws: its outline, its districts, its main places and its sample of streets (WGS 84 degrees)."""

from collections.abc import Callable, Mapping
from typing import Any

from core.municipalities.model import District, Street
from core.text import Wording

_DISTRICT = frozenset({"name", "streets", "outline"})


def streets(table: Mapping[str, Any], field: str) -> tuple[Street, ...]:
    """Names with their points, or names alone. Raises ValueError with what is not one."""
    return tuple(_street(one, field) for one in _list(table, field))


def _street(value: object, field: str) -> Street:
    match value:
        case str(name) | [str(name)]:
            return Street(name)
        case [str(name), float(lat), float(lon)] if _on_earth(lat, lon):
            return Street(name, lat, lon)
        case _:
            raise ValueError(f"map.{field}: {value!r} is not [name, latitude, longitude]")


def outline(table: Mapping[str, Any], where: str = "map") -> tuple[tuple[float, float], ...]:
    """The corners of the town, or of a part of it. Raises ValueError with what is not one."""
    return tuple(_corner(one, where) for one in _list(table, "outline", where))


def districts(table: Mapping[str, Any], words: Callable[[object, str], Wording]) -> tuple[District, ...]:
    """The parts of the town, by key, in the order of the file. Raises ValueError with the field that is wrong."""
    return tuple(_district(key, value, words) for key, value in table.items())


def _district(key: str, value: object, words: Callable[[object, str], Wording]) -> District:
    where = f"districts.{key}"
    if not isinstance(value, dict):
        raise ValueError(f"{where}: must be a table with name, streets and outline")
    if unknown := sorted(set(value) - _DISTRICT):
        raise ValueError(f"{where}.{unknown[0]}: no such field")
    names = _list(value, "streets", where)
    if not all(isinstance(name, str) and name.strip() for name in names):
        raise ValueError(f"{where}.streets: must be names of streets")
    corners = outline(value, where)
    if not names and not corners:
        raise ValueError(f"{where}: needs streets or an outline, or nothing lies in it")
    if 0 < len(corners) < 3:
        raise ValueError(f"{where}.outline: needs three corners at least")
    return District(key, words(value.get("name"), f"{where}.name"), tuple(names), corners)


def _corner(value: object, where: str) -> tuple[float, float]:
    match value:
        case [float(lon), float(lat)] if _on_earth(lat, lon):
            return lon, lat
        case _:
            raise ValueError(f"{where}.outline: {value!r} is not [longitude, latitude]")


def _on_earth(lat: float, lon: float) -> bool:
    return -90 <= lat <= 90 and -180 <= lon <= 180


def _list(table: Mapping[str, Any], field: str, where: str = "map") -> list[Any]:
    value = table.get(field, [])
    if not isinstance(value, list):
        raise ValueError(f"{where}.{field}: must be a list")
    return value
