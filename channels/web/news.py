"""The list of news with its search, and what the start page shows of it."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, render_template, request

from channels.here import core, language, say, town
from channels.pages.reading import text
from core.announcements import reading
from core.announcements.kinds import KIND_NAMES, Kind
from core.announcements.tables import Announcement
from core.announcements.told import WHOLE_TOWN, Told, path, tell
from core.announcements.topics import topic, topics
from core.announcements.wanted import Wanted
from core.errors import Unavailable
from core.ports import Work

HERE = "/news"
# How many of the newest stand on the start page.
NEWEST = 3
WORDS = 100
# Where somebody subscribes to them.
SUBSCRIBE = "/news/subscribe"
KINDS = tuple(kind for kind in Kind if kind is not Kind.EMERGENCY)


def add_to(made: Blueprint) -> None:
    made.add_url_rule(HERE, "news", listed, methods=["GET"])


def asked() -> dict[str, str]:
    """The filters of an address that mean something here."""
    given = {name: text(request.args, name, WORDS).strip() for name in ("q", "topic", "district", "kind", "over")}
    known = {
        "q": given["q"],
        "topic": given["topic"] if topic(given["topic"]) else "",
        "district": given["district"] if town().district(given["district"]) else "",
        "kind": given["kind"] if given["kind"] in set(Kind) else "",
        "over": "1" if given["over"] else "",
    }
    return {name: value for name, value in known.items() if value}


def wanted(filters: dict[str, str]) -> Wanted:
    return Wanted(
        topic=topic(filters.get("topic", "")),
        district=filters.get("district", ""),
        kind=Kind(filters["kind"]) if "kind" in filters else None,
        words=filters.get("q", ""),
        over="over" in filters,
    )


def address(filters: dict[str, str], where: str = HERE, **more: str) -> str:
    """An address with these filters and more."""
    query = urlencode({**filters, **more})
    return f"{where}?{query}" if query else where


def listed() -> str:
    filters, now = asked(), core().clock.now()
    after = request.args.get("after", "")
    last = int(after) if after.isascii() and after.isdigit() and len(after) < 19 else 0
    with core().database.reading(town()) as work:
        page = reading.page(work, wanted(filters), now, last)
        items = [item(told_here(work, one)) for one in page.rows]
    feeds = {name: value for name, value in filters.items() if name in ("topic", "district")}
    return render_template(
        "web/news.html",
        items=items,
        filters=filters,
        topics=[{"value": one.key, "label": say()(one.name)} for one in topics()],
        districts=[{"value": one.key, "label": say()(one.name)} for one in town().districts],
        kinds=[{"value": str(one), "label": say()(KIND_NAMES[one])} for one in KINDS],
        next_url=address(filters, after=str(page.rows[-1].id)) if page.more else "",
        first_url=address(filters) if last else "",
        over_url="" if "over" in filters else address(filters, over="1"),
        now_url=address({name: value for name, value in filters.items() if name != "over"}),
        atom_url=address({**feeds, "lang": language()}, f"{HERE}.atom"),
        calendar_url=address({**feeds, "lang": language()}, f"{HERE}.ics"),
        subscribe_url=SUBSCRIBE,
        kept_query=f"{urlencode(filters)}&" if filters else "",
    )


def told_here(work: Work, one: Announcement) -> Told:
    return tell(work, one, language(), core().clock.now(), core().site(town()))


def item(told: Told) -> dict[str, Any]:
    """One announcement in a list."""
    return {
        "url": path(told.id),
        "title": told.title,
        "kind": KIND_NAMES[told.kind],
        "urgent": told.urgent,
        "published_at": told.published_at,
        "day": told.day,
        "when": told.when,
        # What concerns everybody need not say so in every line.
        "area": None if told.area == WHOLE_TOWN else told.area,
        "marks": told.marks,
    }


def front() -> dict[str, Any]:
    """What the start page shows: every emergency and the newest of the rest. It stands without news, too."""
    now = core().clock.now()
    try:
        with core().database.reading(town()) as work:
            urgent = reading.emergencies(work, now)
            newest = reading.page(work, Wanted(), now, urgent[-1].id if urgent else 0, NEWEST).rows
            told = [item(told_here(work, one)) for one in (*urgent, *newest)]
    except Unavailable:
        return {"emergencies": [], "news": None}
    return {"emergencies": [one for one in told if one["urgent"]], "news": [one for one in told if not one["urgent"]]}
