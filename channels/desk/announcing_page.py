"""One announcement at the desk: how far it is, what goes out or went out, what can be done, and every step of it."""

from typing import Any

from flask import Blueprint, Response, make_response, render_template

from channels.desk.again import Again
from channels.desk.announcing import TONES, title
from channels.desk.announcing_editor import ONE, corrected_by
from channels.desk.announcing_shown import shown
from channels.desk.session import member
from channels.here import core
from core.announcements import differences, drafting, files, steps, versions
from core.announcements.approving import what_of
from core.announcements.kinds import KIND_NAMES, PUBLIC, STAGE_NAMES, Kind, Stage
from core.announcements.steps import SYSTEM, WHAT_NAMES, What
from core.announcements.tables import Announcement, AnnouncementStep, AnnouncementVersion
from core.announcements.written import kept, of
from core.ports import Work
from core.staff.names import account_of, names
from core.staff.roles import Role
from core.text import Sentence, _


def add_to(made: Blueprint) -> None:
    made.add_url_rule(ONE, "announcement", show)


def show(announcement: int) -> Response:
    return page(announcement)


def page(announcement: int, again: Again | None = None, status: int = 200) -> Response:
    """The page; `again` is what somebody sent and could not be done."""
    town = member().town
    with core().database.reading(town) as work:
        row = drafting.one(work, announcement)
        taken = steps.history(work, row.id)
        people = names(work, [found for one in taken if (found := account_of(one.by)) is not None])
        what, why, before = row_what(work, row), _why(work, row), corrected_by(work, row)
        enclosed, shown_id = files.listed(work, row.id), row.corrects_id or row.id
        context = shown(work, of(row), enclosed, what, shown_id, why=why, before=before)
        words, code = title(town, row.texts)
        context |= {
            "number": row.id,
            "title": words,
            "title_code": code,
            "kind": KIND_NAMES[Kind(row.kind)],
            "stage": STAGE_NAMES[Stage(row.stage)],
            "tone": TONES[Stage(row.stage)],
            "moments": _moments(row),
            "revision": row.revision,
            "can": _can(work, row),
            "publish_at": row.publish_at,
            "publish_late": row.publish_at is not None and row.publish_at <= core().clock.now(),
            "corrects": row.corrects_id,
            "steps": [_step(one, people) for one in taken],
            "versions": _versions(work, row),
            "changes": _changes(work, row),
            "public": row.stage in PUBLIC,
            "was_told": row.version > 0 and bool(row.ways) and row.corrects_id is None,
            "again": again,
        }
    return make_response(render_template("desk/announcement.html", **context), status)


def row_what(work: Work, row: Announcement) -> str:
    """As what the forms are shown: a correction, a withdrawal, or simply published."""
    if row.corrects_id is not None:
        return what_of(row)
    if row.stage == Stage.WITHDRAWN:
        return "withdrawn"
    return "corrected" if row.corrected_at is not None else "published"


def _why(work: Work, row: Announcement) -> str:
    """The reason that its latest version gives: of a withdrawal there is always one."""
    found = versions.versions(work, row.id)
    return found[0].words if found and row.corrects_id is None else ""


def _can(work: Work, row: Announcement) -> dict[str, Any]:
    """What this person may do with it now."""
    here = member()
    supervises, mine = here.role is Role.SUPERVISOR, row.author_id == here.person.id or steps.wrote(work, row, here.actor)
    correction = drafting.correction(work, row.id)
    if row.kind == Kind.EMERGENCY:
        # It has a page of its own, with rules of its own.
        return {}
    return {
        "edit": row.stage == Stage.DRAFT,
        "submit": row.stage == Stage.DRAFT,
        # A supervisor sends it back, and says why; whoever wrote it takes it back.
        "take_back": row.stage in (Stage.REVIEW, Stage.SCHEDULED) and (mine or not supervises),
        "approve": row.stage == Stage.REVIEW and supervises and not mine,
        "wrote": row.stage == Stage.REVIEW and supervises and mine,
        "send_back": row.stage in (Stage.REVIEW, Stage.SCHEDULED) and supervises and not mine,
        "withdraw": row.stage in PUBLIC and supervises,
        "correct": row.stage in PUBLIC and correction is None,
        "correction": correction.id if correction is not None else None,
        "duplicate": True,
        "discard": row.stage == Stage.DRAFT and (row.corrects_id is not None or not row.version),
    }


def _moments(row: Announcement) -> list[tuple[Sentence, Sentence]]:
    """The moments of its life that are known."""
    known: list[tuple[Sentence, Any]] = [
        (_("To be published"), row.publish_at if row.stage in (Stage.DRAFT, Stage.REVIEW, Stage.SCHEDULED) else None),
        (_("Published"), row.published_at),
        (_("Corrected"), row.corrected_at),
        (_("Valid until"), row.valid_until),
        (_("Withdrawn") if row.stage == Stage.WITHDRAWN else _("Ended"), row.ended_at),
    ]
    return [(name, moment) for name, moment in known if moment is not None]


def _step(one: AnnouncementStep, people: dict[int, str]) -> dict[str, Any]:
    account = account_of(one.by)
    who: Sentence = _("by itself") if one.by == SYSTEM else people.get(account or 0, "") or _("a former colleague")
    return {"what": WHAT_NAMES[What(one.what)], "who": who, "at": one.at, "words": one.words}


def _versions(work: Work, row: Announcement) -> list[dict[str, Any]]:
    """Every version with what it changed of the one before."""
    found = list(versions.versions(work, row.id))
    before: list[AnnouncementVersion | None] = [*found, None][1:]
    return [
        {
            "version": one.version,
            "what": versions.VERSION_NAMES.get(one.what, one.what),
            "at": one.at,
            "words": one.words,
            "texts": kept(one.content).texts,
            "changes": differences.words(kept(older.content), kept(one.content)) if older is not None else [],
            "facts": differences.of_facts(work.municipality, kept(older.content), kept(one.content)) if older is not None else [],
        }
        for one, older in zip(found, before, strict=True)
    ]


def _changes(work: Work, row: Announcement) -> dict[str, Any] | None:
    """What a correction changes of what is public."""
    if row.corrects_id is None:
        return None
    public = corrected_by(work, row)
    assert public is not None
    return {
        "words": differences.words(public, of(row)),
        "facts": differences.of_facts(work.municipality, public, of(row)),
        "tells": row.tells_again,
    }
