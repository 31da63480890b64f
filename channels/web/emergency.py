"""What is in force: the page that stands on files, and the alerts as documents and as a feed for other machines."""

from datetime import UTC, datetime

from flask import Blueprint, Response, g, make_response, request, session

from channels.here import core, host, language, town
from core.emergencies import standing, writing
from core.emergencies.cap.feed import CAP_TYPE, feed
from core.emergencies.page import draw
from core.errors import NotFound
from core.languages import WITHOUT_TOWN
from core.text import _

PAGE = "/emergency"


def add_to(made: Blueprint) -> None:
    made.add_url_rule(PAGE, "emergency", page)
    made.add_url_rule("/alerts.atom", "alerts", alerts)
    made.add_url_rule("/alerts/<identifier>.cap.xml", "alert", alert)


def page() -> Response:
    """What is in force, from the file that was written when it changed: no database is asked."""
    found = standing.page(core().settings.data, host(), _wanted())
    if found is None:
        # Nothing was ever in force, or the folder is a new one: a back-up leaves out what can be drawn again.
        found = _written_now()
    content, g.language = found
    # Whoever hooks into the answer must not ask the database whose town this is.
    g.town = None
    response = make_response(content)
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


def _written_now() -> tuple[bytes, str]:
    here, data, now = town(), core().settings.data, core().clock.now()
    standing.write(core().database, core().directory.all(), here, data, core().site(here), now)
    written = standing.page(data, host(), language())
    # A town that answers to this name only because it was chosen by other means has no host of its own to be found by.
    return written or (draw(here, language(), [], now).encode(), language())


def _wanted() -> str:
    """The language of whoever reads, without asking which ones the town has."""
    asked = request.args.get("lang", "") or session.get("lang", "")
    return str(asked) if asked in WITHOUT_TOWN else request.accept_languages.best_match(WITHOUT_TOWN) or WITHOUT_TOWN[0]


def alerts() -> Response:
    """The feed of what is in force; a reader that asks whether it changed is told so in a few bytes (RFC 9110, 13.1)."""
    here, now = town(), core().clock.now()
    with core().database.reading(here) as work:
        # The all-clear is in the feed too: who polls it must hear that an alert is over.
        found = [*standing.in_force(work, now), *standing.all_clear(work, now)]
        changed = writing.changed_at(work) or datetime(2026, 1, 1, tzinfo=UTC)
    response = make_response(feed(here, found, language(), core().site(here), changed))
    response.mimetype = "application/atom+xml"
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


def alert(identifier: str) -> Response:
    """An alert as it went out. A rehearsal's, and what nobody has let out, are not there for anybody."""
    with core().database.reading(town()) as work:
        row = writing.by_identifier(work, identifier)
    if row is None or row.drill or not row.document:
        raise NotFound("alert", _("There is no such alert."))
    response = make_response(row.document)
    response.mimetype = CAP_TYPE
    response.headers["Cache-Control"] = "public, max-age=300"
    response.add_etag()
    response.make_conditional(request)
    return response
