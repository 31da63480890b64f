"""What machines ask of the site: a town's colours and map, and whether we live and can work."""

from flask import Blueprint, Response, make_response, render_template

from channels.here import core, town
from core.operations.readiness import checks

HOUR = "public, max-age=3600"


def add_to(made: Blueprint) -> None:
    made.add_url_rule("/colours/<key>.css", "colours", colours)
    made.add_url_rule("/places.geojson", "places", places)
    made.add_url_rule("/healthz", "healthy", healthy)
    made.add_url_rule("/readyz", "ready", ready)


def colours(key: str) -> Response:
    response = make_response(render_template("colours.css", municipality=core().directory.by_key(key)))
    response.mimetype = "text/css"
    response.headers["Cache-Control"] = HOUR
    return response


def places() -> Response:
    """The town's outline and main places as GeoJSON (RFC 7946), for the map that has no tiles. Illustrative."""
    here = town()
    features: list[dict[str, object]] = []
    if here.outline:
        ring = [list(corner) for corner in here.outline]
        if ring[0] != ring[-1]:
            ring.append(ring[0])
        features.append(_feature("Polygon", [ring], illustrative=True))
    for kind, listed in (("place", here.places), ("street", here.streets)):
        features += [
            _feature("Point", [one.lon, one.lat], name=one.name, kind=kind, illustrative=True)
            for one in listed
            if one.lat is not None and one.lon is not None
        ]
    response = make_response({"type": "FeatureCollection", "features": features})
    response.mimetype = "application/geo+json"
    response.headers["Cache-Control"] = HOUR
    return response


def _feature(shape: str, coordinates: object, **properties: object) -> dict[str, object]:
    geometry = {"type": shape, "coordinates": coordinates}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def healthy() -> Response:
    """We live. Asked by whoever would restart us, so it depends on nothing else."""
    return Response("ok\n", mimetype="text/plain")


def ready() -> Response:
    """We can work: the database answers and is this release's, nothing waits for too long, and there is room. Else 503."""
    found = checks(core())
    holds = all(one.holds for one in found)
    said = {one.name: {"ok": one.holds, "said": one.said} for one in found}
    return make_response({"ready": holds, "checks": said}, 200 if holds else 503)
