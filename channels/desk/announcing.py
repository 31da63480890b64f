"""The desk's list of announcements: by stage, kind and words."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, render_template, request

from channels.desk.announcing_editor import HERE
from channels.desk.session import member
from channels.here import core, say
from core.announcements import facts, listing
from core.announcements.kinds import KIND_NAMES, STAGE_NAMES, Kind, Stage
from core.announcements.listing import Listed, Wanted
from core.announcements.written import Written
from core.municipalities.model import Municipality
from core.staff.names import names
from core.text import Many, Sentence, _

TONES: dict[Stage, str] = {
    Stage.DRAFT: "neutral",
    Stage.REVIEW: "waiting",
    Stage.SCHEDULED: "active",
    Stage.PUBLISHED: "done",
    Stage.EXPIRED: "neutral",
    Stage.WITHDRAWN: "refused",
}


TABS: dict[Stage, Sentence] = {
    Stage.DRAFT: _("Drafts"),
    Stage.REVIEW: _("Waiting for approval"),
    Stage.SCHEDULED: _("To be published later"),
    Stage.PUBLISHED: _("Public now"),
    Stage.EXPIRED: _("No longer valid"),
    Stage.WITHDRAWN: _("Called back"),
}


def add_to(made: Blueprint) -> None:
    made.add_url_rule(HERE, "announcements", every)


def every() -> Response:
    """One page of the list."""
    wanted, town = asked(), member().town
    with core().database.reading(town) as work:
        rows, more = listing.page(work, wanted)
        counts = listing.counts(work, wanted)
        people = names(work, [row.author_id for row in rows])
    html = render_template(
        "desk/announcements.html",
        rows=[_row(town, row, people.get(row.author_id, "")) for row in rows],
        tabs=_tabs(wanted, dict(counts)),
        kinds=[
            {"value": "", "label": say()(_("any kind"))},
            *({"value": str(one), "label": say()(name)} for one, name in KIND_NAMES.items()),
        ],
        wanted=wanted,
        before=address(wanted, page=wanted.page - 1) if wanted.page > 1 else "",
        after=address(wanted, page=wanted.page + 1) if more else "",
    )
    return make_response(html)


def asked() -> Wanted:
    """What the address asks for; what it asks wrongly is not asked."""
    given = request.args
    stage, kind, page = given.get("stage", ""), given.get("kind", ""), given.get("page", "1")
    return Wanted(
        stage=Stage(stage) if stage in set(Stage) else None,
        kind=Kind(kind) if kind in set(Kind) else None,
        words=given.get("q", "").replace("\x00", " ").strip()[: listing.LONGEST_WORDS],
        author=member().person.id if given.get("mine") == "yes" else 0,
        page=max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
    )


def address(wanted: Wanted, **changed: Any) -> str:
    """The list's address with something of it changed."""
    asks = {
        "stage": str(wanted.stage or ""),
        "kind": str(wanted.kind or ""),
        "q": wanted.words,
        "mine": "yes" if wanted.author else "",
        "page": str(wanted.page),
    } | {name: str(value) for name, value in changed.items()}
    written = urlencode({name: value for name, value in asks.items() if value and (name, value) != ("page", "1")})
    return f"/desk{HERE}" + (f"?{written}" if written else "")


def _tabs(wanted: Wanted, counts: dict[Stage, int]) -> list[dict[str, Any]]:
    stages: list[tuple[str, Sentence, int]] = [("", _("All stages"), sum(counts.values()))]
    stages += [(str(stage), name, counts.get(stage, 0)) for stage, name in TABS.items()]
    return [
        {"label": label, "count": count, "url": address(wanted, stage=key, page=1), "current": key == str(wanted.stage or "")}
        for key, label, count in stages
    ]


def _row(town: Municipality, row: Listed, author: str) -> dict[str, Any]:
    written = Written(texts=row.texts, districts=tuple(row.districts))
    missing = [facts.named(code, say().language) for code in town.languages if code not in written.languages]
    return {
        "id": row.id,
        "title": title(town, row.texts),
        "kind": KIND_NAMES[row.kind],
        "stage": STAGE_NAMES[row.stage],
        "tone": TONES[row.stage],
        "area": facts.area(town, written) or _("the whole town"),
        "author": author,
        "moments": moments(row),
        "missing": missing,
        "corrects": row.corrects,
        "corrected": row.corrected,
    }


def title(town: Municipality, texts: Any) -> tuple[str, str]:
    """The title as whoever reads it would like it best, and the language that it is in."""
    written = Written(texts=texts)
    code = facts.source(town, written, say().language)
    return written.text(code, "title"), code


def moments(row: Listed) -> Sentence:
    """The moment that matters most at this stage."""
    if row.stage is Stage.SCHEDULED and row.publish_at is not None:
        return _("to be published: {moment}", moment=row.publish_at)
    if row.published_at is not None and row.stage is Stage.PUBLISHED:
        until: Sentence = _("valid until {moment}", moment=row.valid_until) if row.valid_until is not None else ""
        return Many((_("published: {moment}", moment=row.published_at), until), by=", ")
    return _("last changed: {moment}", moment=row.updated_at)
