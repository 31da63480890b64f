"""The page of one announcement, and of what it said before."""

from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, render_template

from channels.here import core, language, say, town
from channels.web.news import HERE, SUBSCRIBE, address, told_here
from channels.web.sketch import sketch
from core.announcements import reading
from core.announcements.kinds import KIND_NAMES, Stage
from core.announcements.tables import AnnouncementFile, AnnouncementVersion
from core.announcements.told import Told, area, only_in, path, placed, when, written_in
from core.announcements.written import kept
from core.errors import NotFound
from core.text import Sentence, Wording, _

# An id of ours; what is longer fits no database.
ID = "<int(max=9223372036854775807):announcement>"
VERSION_NAMES: dict[str, Sentence] = {
    "published": _("published"),
    "corrected": _("corrected"),
    "updated": _("updated"),
    "withdrawn": _("withdrawn"),
}


def add_to(made: Blueprint) -> None:
    made.add_url_rule(f"{HERE}/{ID}", "announcement", shown, methods=["GET"])
    made.add_url_rule(f"{HERE}/{ID}/versions/<int:version>", "announcement_version", before, methods=["GET"])


def shown(announcement: int) -> str:
    with core().database.reading(town()) as work:
        one = reading.find(work, announcement)
        told = told_here(work, one)
        files = [_file(told.id, file) for file in reading.files(work, one)]
        known = reading.versions(work, one)
        versions = [_version(told.id, row) for row in known if row.version < one.version]
        reason = next((row.words for row in known if row.version == one.version), "")
    return render_template(
        "web/announcement.html",
        told=told,
        tone=_tone(told),
        kind=KIND_NAMES[told.kind],
        paragraphs=paragraphs(told.body, told.language),
        files=files,
        versions=versions,
        reason=reason,
        sketch=sketch(town(), one.districts, one.area),
        calendar_url=address({"lang": language()}, f"{path(told.id)}.ics") if one.begins_at else "",
        subscribe_url=SUBSCRIBE,
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
        said_then = kept(row.content)
        texts = said_then.texts
        code = written_in(texts, language(), town())
        said = texts.get(code, {})
    html = render_template(
        "web/announcement_before.html",
        title=Wording({code: said.get("title", "")}),
        only=only_in(code) if code != language() else None,
        code=code,
        paragraphs=paragraphs(Wording({code: said.get("body", "")}), code),
        when=when(said_then.begins_at, said_then.ends_at, town()),
        place=placed(said_then.place),
        area=area(list(said_then.districts), town()),
        at=row.at,
        what=VERSION_NAMES.get(row.what, row.what),
        words=row.words,
        now_url=path(announcement),
        is_now=row.version == one.version,
    )
    response = Response(html, mimetype="text/html")
    response.headers["X-Robots-Tag"] = "noindex"
    return response
