"""Whether a point lies in a town."""

from collections.abc import Sequence

Point = tuple[float, float]


def within(lon: float, lat: float, outline: Sequence[Point]) -> bool:
    """Whether a point lies inside a polygon of (lon, lat) corners, closed or not: a ray from it crosses oddly often."""
    inside = False
    for (lon1, lat1), (lon2, lat2) in zip(outline, [*outline[1:], *outline[:1]], strict=True):
        if (lat1 > lat) != (lat2 > lat) and lon < (lon2 - lon1) * (lat - lat1) / (lat2 - lat1) + lon1:
            inside = not inside
    return inside
