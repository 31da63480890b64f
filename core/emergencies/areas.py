"""Where an alert holds: in words, and as polygons for machines."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.dialogue.kinds.outline import Point, within
from core.emergencies.tables import Alert
from core.errors import InvalidAnswer
from core.municipalities.model import Municipality
from core.text import Sentence, _

MOST_CORNERS = 200
BLANK = "{area}"


def area_words(town: Municipality, alert: Alert, language: str) -> str:
    """The area in words: those that were written, else the districts' names, else the whole municipality."""
    written = str(alert.texts.get(language, {}).get("area", "")).strip()
    if written:
        return written
    names = [found.name.best(language)[0] for key in alert.districts if (found := town.district(key)) is not None]
    return ", ".join(names) if names else town.name.best(language)[0]


def polygons(town: Municipality, alert: Alert) -> list[list[Point]]:
    """The area's outlines, [(lon, lat), …], each closed: what was drawn, else the districts', else the town's. Perhaps none."""
    if alert.area:
        drawn: list[Sequence[Point]] = [[(float(lon), float(lat)) for lon, lat in alert.area]]
    elif alert.districts:
        found = [town.district(key) for key in alert.districts]
        drawn = [one.outline for one in found if one is not None and one.outline]
    else:
        drawn = [town.outline] if town.outline else []
    return [closed(one) for one in drawn]


def closed(corners: Sequence[Point]) -> list[Point]:
    """A ring whose last corner is its first, as CAP 1.2 (3.2.4) and GeoJSON want it."""
    ring = list(corners)
    return ring if ring[0] == ring[-1] else [*ring, ring[0]]


def read_area(text: str) -> list[list[float]] | None:
    """What was drawn or typed, "lat,lon lat,lon …" as CAP writes it; None where nothing was. Gives [[lon, lat], …].

    Raises:
        InvalidAnswer: it is no area.
    """
    pairs = text.split()
    if not pairs:
        return None
    corners = []
    for pair in pairs[: MOST_CORNERS + 1]:
        lat, comma, lon = pair.partition(",")
        try:
            point = [float(lon), float(lat)]
        except ValueError:
            comma = ""
        if not comma or not (-180 <= point[0] <= 180 and -90 <= point[1] <= 90):
            raise InvalidAnswer("area", _("Write each corner as latitude,longitude, like 39.555,21.768."))
        corners.append(point)
    if len(corners) > MOST_CORNERS:
        raise InvalidAnswer("area", _("An area has at most {most} corners.", most=MOST_CORNERS))
    if len({tuple(one) for one in corners}) < 3:
        raise InvalidAnswer("area", _("An area needs three corners at least."))
    return corners


def write_area(area: Sequence[Sequence[float]] | None) -> str:
    """An area as it is typed, "lat,lon lat,lon …"."""
    return " ".join(f"{lat:.6g},{lon:.6g}" for lon, lat in area or [])


def districts_within(town: Municipality, area: Sequence[Sequence[float]]) -> list[str]:
    """The districts that an area touches: one of the two has a corner, or its middle, inside the other."""
    ring = [(float(lon), float(lat)) for lon, lat in area]
    return [one.key for one in town.districts if one.outline and _touch(one.outline, ring)]


def lies_outside(town: Municipality, alert: Alert) -> Sentence:
    """What to say of a drawn area that touches nothing of the town; "" where it does, or where nobody can tell."""
    if not alert.area or not town.outline:
        return ""
    ring = [(float(lon), float(lat)) for lon, lat in alert.area]
    return "" if _touch(town.outline, ring) else _("Its area does not touch this municipality. Look at it twice.")


def _touch(one: Sequence[Point], other: Sequence[Point]) -> bool:
    inside_other = any(within(lon, lat, other) for lon, lat in (*one, _middle(one)))
    return inside_other or any(within(lon, lat, one) for lon, lat in (*other, _middle(other)))


def _middle(ring: Sequence[Point]) -> Point:
    return sum(lon for lon, _lat in ring) / len(ring), sum(lat for _lon, lat in ring) / len(ring)


def filled(words: Mapping[str, Any], part: str, area: str) -> str:
    """One part of an alert's wording, with its area in the blank."""
    return str(words.get(part, "")).replace(BLANK, area).strip()
