"""The map on which an area is drawn at the desk."""

from typing import Any

from channels.here import core, say
from core.municipalities.model import Municipality


def area_map(town: Municipality) -> dict[str, Any] | None:
    """What the map draws: the town and its districts, [[lon, lat], …]; None where nothing of it is known."""
    drawn: list[dict[str, Any]] = [
        {"key": one.key, "name": say()(one.name), "outline": one.outline} for one in town.districts if one.outline
    ]
    if not drawn:
        return None
    return {"outline": town.outline, "districts": drawn, "tiles_url": core().settings.tiles_url}
