"""The pages of news: the list with its search, one announcement, and what it said before."""

from typing import Any
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, render_template, request

from channels.here import core, language, say, town
from channels.pages.reading import text
from channels.web.sketch import sketch
from core.announcements import reading
from core.announcements.kinds import KIND_NAMES, Kind, Stage
from core.announcements.tables import Announcement, AnnouncementFile, AnnouncementVersion
from core.announcements.told import WHOLE_TOWN, Told, only_in, path, tell, written_in
from core.announcements.topics import topic, topics
from core.announcements.wanted import Wanted
from core.errors import NotFound, Unavailable
from core.ports import Work
from core.text import Sentence, Wording, _

HERE = "/news"
# An id of ours; what is longer fits no database.
ID = "<int(max=9223372036854775807):announcement>"
# How many of the newest stand on the start page.
NEWEST = 3
WORDS = 100
# Where somebody subscribes to them; "" where nobody can.
SUBSCRIBE = ""
KINDS = tuple(kind for kind in Kind if kind is not Kind.EMERGENCY)
VERSION_NAMES: dict[str, Sentence] = {
    "published": _("published"),
    "corrected": _("corrected"),
    "updated": _("updated"),
    "withdrawn": _("withdrawn"),
}


def add_to(made: Blueprint) -> None:
    made.add_url_rule(HERE, "news", listed, methods=["GET"])
    made.add_url_rule(f"{HERE}/{ID}", "announcement", shown, methods=["GET"])
    made.add_url_rule(f"{HERE}/{ID}/versions/<int:version>", "announcement_version", before, methods=["GET"])


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
        items = [item(_told(work, one)) for one in page.rows]
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


def _told(work: Work, one: Announcement) -> Told:
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
            told = [item(_told(work, one)) for one in (*urgent, *newest)]
    except Unavailable:
        return {"emergencies": [], "news": None}
    return {"emergencies": [one for one in told if one["urgent"]], "news": [one for one in told if not one["urgent"]]}


def shown(announcement: int) -> str:
    with core().database.reading(town()) as work:
        one = reading.find(work, announcement)
        told = _told(work, one)
        files = [_file(told.id, file) for file in reading.files(work, one)]
        versions = [_version(told.id, row) for row in reading.versions(work, one) if row.version < one.version]
    return render_template(
        "web/announcement.html",
        told=told,
        tone=_tone(told),
        kind=KIND_NAMES[told.kind],
        paragraphs=paragraphs(told.body, told.language),
        files=files,
        versions=versions,
        sketch=sketch(town(), one.districts, one.area),
        calendar_url=address({"lang": language()}, f"{path(told.id)}.ics") if one.begins_at else "",
        topics=[{"label": say()(about.name), "url": address({"topic": about.key})} for about in told.topics],
    )


def _tone(told: Told) -> str:
    if told.urgent:
        return "late"
    return "active" if told.standing is Stage.PUBLISHED else "neutral"


def paragraphs(body: Wording, code: str) -> list[list[str]]:
    """A text's paragraphs, each as its lines."""
    words = body.best(code)[0].replace("\r\n", "\n").strip()
    return [lines for one in words.split("\n\n") if (lines := [line.strip() for line in one.strip().split("\n") if line.strip()])]


def _file(announcement: int, file: AnnouncementFile) -> dict[str, Any]:
    return {
        "url": f"{path(announcement)}/files/{file.id}/{quote(file.name)}",
        "name": file.name,
        "alt": file.alt,
        "size": _size(file.size),
        "picture": file.media_type.startswith("image/"),
    }


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{max(count // 1000, 1)} kB"


def _version(announcement: int, row: AnnouncementVersion) -> dict[str, Any]:
    what = VERSION_NAMES.get(row.what, row.what)
    return {"url": f"{path(announcement)}/versions/{row.version}", "at": row.at, "what": what, "words": row.words}


def before(announcement: int, version: int) -> Response:
    """What an announcement said in an earlier version. No search engine lists it."""
    with core().database.reading(town()) as work:
        one = reading.find(work, announcement)
        row = next((row for row in reading.versions(work, one) if row.version == version), None)
        if row is None:
            raise NotFound("version", _("This announcement has no such version."))
        texts = row.content.get("texts", {})
        code = written_in(texts, language(), town())
        said = texts.get(code, {})
    html = render_template(
        "web/announcement_before.html",
        title=Wording({code: said.get("title", "")}),
        only=only_in(code) if code != language() else None,
        code=code,
        paragraphs=paragraphs(Wording({code: said.get("body", "")}), code),
        at=row.at,
        what=VERSION_NAMES.get(row.what, row.what),
        words=row.words,
        now_url=path(announcement),
        is_now=row.version == one.version,
    )
    response = Response(html, mimetype="text/html")
    response.headers["X-Robots-Tag"] = "noindex"
    return response
