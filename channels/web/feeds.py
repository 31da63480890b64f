"""What readers and calendars fetch by themselves: the feed, the calendar, and one event.

They ask again and again, so each answer has an ETag and a Last-Modified, and who has it already is told 304. The language is
that of the address alone: no cookie is set, and no other header is looked at, so that any cache may keep an answer.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import Blueprint, Response, request

from channels.here import core, town
from channels.web.announcement import ID
from channels.web.atom import Link, feed
from channels.web.calendar import calendar
from channels.web.news import HERE, address, asked, wanted
from core.announcements import changes, reading
from core.announcements.tables import Announcement
from core.announcements.told import path, tell
from core.errors import NotFound
from core.ports import Work
from core.text import _

ATOM, CALENDAR = "application/atom+xml", "text/calendar"
# For so long a cache may answer in our place: an emergency is told to readers no later than that.
FRESH = timedelta(minutes=5)
FILTERS = ("topic", "district", "kind")


def add_to(made: Blueprint) -> None:
    made.add_url_rule(f"{HERE}.atom", "news_feed", news_feed, methods=["GET"])
    made.add_url_rule(f"{HERE}.ics", "news_calendar", news_calendar, methods=["GET"])
    made.add_url_rule(f"{HERE}/{ID}.ics", "announcement_calendar", one_date, methods=["GET"])


def spoken() -> str:
    """The language that the address names, else the town's own."""
    named = request.args.get("lang", "")
    return named if named in town().languages else town().languages[0]


def news_feed() -> Response:
    filters, now, language = _filters(), core().clock.now(), spoken()
    with core().database.reading(town()) as work:
        rows = changes.news(work, wanted(filters), now)
        files = {one.id: reading.files(work, one) for one in rows}
        entries = [(tell(work, one, language, now, _site()), changes.changed_at(one), files[one.id]) for one in rows]
        changed = changes.last_change(work, now)
    here = Link(_site(), address({**filters, "lang": language}, f"{HERE}.atom"), address({**filters, "lang": language}))
    return _answer(feed(town(), language, here, entries), f"{ATOM}; charset=utf-8", changed, now)


def news_calendar() -> Response:
    filters, now = _filters(), core().clock.now()
    with core().database.reading(town()) as work:
        return _dates(work, changes.dates(work, wanted(filters), now), changes.last_change(work, now), now)


def one_date(announcement: int) -> Response:
    """One event by itself, for a calendar that somebody puts it into."""
    now = core().clock.now()
    with core().database.reading(town()) as work:
        one = reading.find(work, announcement)
        if one.begins_at is None:
            raise NotFound("announcement", _("This announcement has no time that a calendar could hold."))
        response = _dates(work, [one], changes.changed_at(one), now)
    response.headers["Content-Disposition"] = f'inline; filename="{path(announcement).rpartition("/")[2]}.ics"'
    return response


def _dates(work: Work, rows: Sequence[Announcement], changed: datetime | None, now: datetime) -> Response:
    told = [(tell(work, one, spoken(), now, _site()), one, changes.changed_at(one)) for one in rows]
    return _answer(calendar(town(), spoken(), told), f"{CALENDAR}; charset=utf-8", changed, now)


def _site() -> str:
    return core().site(town())


def _filters() -> dict[str, str]:
    return {name: value for name, value in asked().items() if name in FILTERS}


def _answer(content: bytes, kind: str, changed: datetime | None, now: datetime) -> Response:
    response = Response(content, content_type=kind)
    response.cache_control.public = True
    response.cache_control.max_age = int(FRESH.total_seconds())
    response.add_etag()
    # A moment that is told in whole seconds: what changed within the last one could change in it once more.
    if changed is not None and now - changed >= timedelta(seconds=1):
        response.last_modified = changed
    response.make_conditional(request)
    return response
