"""Whether a point lies in a town, and whether two parts of it meet."""

from collections.abc import Sequence

Point = tuple[float, float]


def within(lon: float, lat: float, outline: Sequence[Point]) -> bool:
    """Whether a point lies inside a polygon of (lon, lat) corners, closed or not: a ray from it crosses oddly often."""
    inside = False
    for (lon1, lat1), (lon2, lat2) in zip(outline, [*outline[1:], *outline[:1]], strict=True):
        if (lat1 > lat) != (lat2 > lat) and lon < (lon2 - lon1) * (lat - lat1) / (lat2 - lat1) + lon1:
            inside = not inside
    return inside


def meet(one: Sequence[Point], other: Sequence[Point]) -> bool:
    """Whether two polygons have anything in common: a corner of one lies in the other, or two of their sides cross.

    Of two that are the same only the middle is surely inside.
    """
    if any(within(lon, lat, other) for lon, lat in (*one, _middle(one))) or any(within(lon, lat, one) for lon, lat in other):
        return True
    return any(_cross(a, b, c, d) for a, b in _sides(one) for c, d in _sides(other))


def _middle(outline: Sequence[Point]) -> Point:
    return sum(lon for lon, _lat in outline) / len(outline), sum(lat for _lon, lat in outline) / len(outline)


def _sides(outline: Sequence[Point]) -> list[tuple[Point, Point]]:
    return list(zip(outline, [*outline[1:], *outline[:1]], strict=True))


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Whether two sides cross: the ends of each lie on different hands of the other."""
    return _hand(a, b, c) * _hand(a, b, d) < 0 and _hand(c, d, a) * _hand(c, d, b) < 0


def _hand(a: Point, b: Point, c: Point) -> float:
    """Above 0 where c lies to the left of the way from a to b, below 0 to its right."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
