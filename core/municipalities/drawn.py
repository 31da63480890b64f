"""What a town's file draws: its outline, its main places and its sample of streets (WGS 84 degrees)."""

from collections.abc import Mapping
from typing import Any

from core.municipalities.model import Street


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


def outline(table: Mapping[str, Any]) -> tuple[tuple[float, float], ...]:
    """The corners of the town. Raises ValueError with what is not one."""
    return tuple(_corner(one) for one in _list(table, "outline"))


def _corner(value: object) -> tuple[float, float]:
    match value:
        case [float(lon), float(lat)] if _on_earth(lat, lon):
            return lon, lat
        case _:
            raise ValueError(f"map.outline: {value!r} is not [longitude, latitude]")


def _on_earth(lat: float, lon: float) -> bool:
    return -90 <= lat <= 90 and -180 <= lon <= 180


def _list(table: Mapping[str, Any], field: str) -> list[Any]:
    value = table.get(field, [])
    if not isinstance(value, list):
        raise ValueError(f"map.{field}: must be a list")
    return value
