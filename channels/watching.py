"""What is noted of every request: an id under which its lines are found, one line of its own, and how long it took.

Noted are the method, the route's pattern, the status, the time and the town. The path itself, the query and whatever was
sent are not: references and codes stand in them.
"""

import logging
import time

from flask import Flask, Response, g, request

from channels.here import core, town_or_none
from core.errors import Unavailable
from core.operations import logs

LOG = logging.getLogger("thyrida.access")
HEADER = "X-Correlation-Id"
# Asked every few seconds by machines: counted, but no line each.
QUIET = frozenset({"web.healthy", "web.ready", "static"})


def watch(app: Flask) -> None:
    """Note every request of an application. To be called before anything else hooks into it."""
    app.before_request(_begin)
    app.after_request(_end)


def correlation() -> str:
    """The id of this request, as its lines in the log have it."""
    if "correlation" not in g:
        g.correlation = logs.begin()
    return str(g.correlation)


def _begin() -> None:
    g.began = time.monotonic()
    g.correlation = logs.begin()


def _end(response: Response) -> Response:
    took = time.monotonic() - g.get("began", time.monotonic())
    route = str(request.url_rule) if request.url_rule is not None else "none"
    response.headers[HEADER] = correlation()
    core().counts.took("http", took, request.method if request.method in METHODS else "other", route, str(response.status_code))
    if request.endpoint not in QUIET:
        said = {"method": request.method, "route": route, "status": response.status_code, "ms": round(took * 1000, 1)}
        LOG.info("request", extra=said | {"town": _town()})
    return response


METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})


def _town() -> str:
    try:
        found = town_or_none()
    except Unavailable:
        return ""
    return found.key if found is not None else ""
