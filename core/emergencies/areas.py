"""Where an alert holds: in words, and as polygons for machines."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.dialogue.kinds.outline import Point, meet
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
        drawn: list[Sequence[Point]] = [corners(alert.area)]
    elif alert.districts:
        found = [town.district(key) for key in alert.districts]
        drawn = [one.outline for one in found if one is not None and one.outline]
    else:
        drawn = [town.outline] if town.outline else []
    return [closed(one) for one in drawn]


def closed(outline: Sequence[Point]) -> list[Point]:
    """A ring whose last corner is its first, as CAP 1.2 (3.2.4) and GeoJSON want it."""
    ring = list(outline)
    return ring if ring[0] == ring[-1] else [*ring, ring[0]]


def read_area(text: str) -> list[list[float]] | None:
    """What was drawn or typed, "lat,lon lat,lon …" as CAP writes it; None where nothing was. Gives [[lon, lat], …].

    Raises:
        InvalidAnswer: it is no area.
    """
    pairs = text.split()
    if not pairs:
        return None
    found = []
    for pair in pairs[: MOST_CORNERS + 1]:
        lat, comma, lon = pair.partition(",")
        try:
            point = [float(lon), float(lat)]
        except ValueError:
            comma = ""
        if not comma or not (-180 <= point[0] <= 180 and -90 <= point[1] <= 90):
            raise InvalidAnswer("area", _("Write each corner as latitude,longitude, like 39.555,21.768."))
        found.append(point)
    if len(found) > MOST_CORNERS:
        raise InvalidAnswer("area", _("An area has at most {most} corners.", most=MOST_CORNERS))
    if len({tuple(one) for one in found}) < 3:
        raise InvalidAnswer("area", _("An area needs three corners at least."))
    return found


def write_area(area: Sequence[Sequence[float]] | None) -> str:
    """An area as it is typed, "lat,lon lat,lon …"."""
    return " ".join(f"{lat:.9g},{lon:.9g}" for lon, lat in area or [])


def corners(area: Sequence[Sequence[float]] | None) -> tuple[Point, ...]:
    """The corners of a drawn area, (lon, lat); none where nothing was drawn."""
    return tuple((float(lon), float(lat)) for lon, lat in area or ())


def lies_outside(town: Municipality, alert: Alert) -> Sentence:
    """What to say of a drawn area that touches nothing of the town; "" where it does, or where nobody can tell."""
    if not alert.area or not town.outline:
        return ""
    return "" if meet(corners(alert.area), town.outline) else _("Its area does not touch this municipality. Look at it twice.")


def filled(words: Mapping[str, Any], part: str, area: str) -> str:
    """One part of an alert's wording, with its area in the blank."""
    return str(words.get(part, "")).replace(BLANK, area).strip()
