"""One alert at the desk: all its forms side by side, whom it reaches and how long that takes, and the second person's word."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from babel import Locale
from flask import Blueprint, Response, flash, make_response, redirect, render_template, request

from channels.desk.emergencies import HERE, ID, holds, in_force, stage_of, title
from channels.desk.session import member
from channels.desk.words import DELIVERY, WAYS
from channels.here import core, language, say
from core.emergencies import areas, differing, forms, progress, replying, writing
from core.emergencies.cap.document import document
from core.emergencies.drill import lasts
from core.emergencies.estimating import Reach, reach
from core.emergencies.releasing import release
from core.emergencies.standing import write
from core.emergencies.tables import Alert, Drill
from core.emergencies.vocabulary import (
    CERTAINTY_NAMES,
    SEVERITY_NAMES,
    TYPE_NAMES,
    URGENCY_NAMES,
    Certainty,
    Severity,
    Stage,
    Type,
    Urgency,
    endangers_life,
)
from core.errors import Conflict, InvalidAnswer, NotAllowed, Unavailable
from core.messages.limits import limits_of
from core.messages.outbox import MessageState
from core.people.contact import Way
from core.staff.names import names
from core.staff.roles import WORKERS, Role
from core.text import Sentence, Text, _, plural

LOG = logging.getLogger("thyrida.emergencies")
ONE = f"{HERE}/{ID}"
# Why a message of a rehearsal would not have gone.
WOULD_FAIL: dict[str, Text] = {
    "number": _("the number is none that we may text or call"),
    "address": _("the e-mail address is none"),
    "stop": _("they said STOP"),
    "empty": _("there is no form in their language"),
}


def add_to(made: Blueprint) -> None:
    made.add_url_rule(ONE, "emergency", one)
    made.add_url_rule(f"{ONE}/cap.xml", "emergency_document", as_document)
    made.add_url_rule(f"{ONE}/ask", "emergency_asked", asked, methods=["POST"])
    made.add_url_rule(f"{ONE}/give-back", "emergency_given_back", given_back, methods=["POST"])
    made.add_url_rule(f"{ONE}/drop", "emergency_dropped", dropped, methods=["POST"])
    made.add_url_rule(f"{ONE}/release", "emergency_released", released, methods=["POST"])
    made.add_url_rule(f"{ONE}/replies", "emergency_replies", replies)
    made.add_url_rule(f"{ONE}/replies/<int(max={2**63 - 1}):reply>/seen", "emergency_reply_seen", reply_seen, methods=["POST"])


def one(alert: int) -> Response:
    return _page(alert)


def as_document(alert: int) -> Response:
    """The document as it went out, or as it would go now."""
    with core().database.reading(member().town) as work:
        row = writing.one(work, alert)
    response = make_response(row.document or _document(row))
    response.mimetype = "application/xml"
    return response


def asked(alert: int) -> Response:
    now = core().clock.now()
    try:
        with core().database.work(member().town) as work:
            writing.ask(work, writing.one(work, alert, alone=True), now)
    except (Conflict, InvalidAnswer) as refused:
        return _page(alert, refused.sentence)
    return _done(alert, _("It waits for a second person, who reads it and sends it."))


def given_back(alert: int) -> Response:
    with core().database.work(member().town) as work:
        writing.give_back(writing.one(work, alert, alone=True), core().clock.now())
    return _done(alert, _("It was given back to whoever wrote it. Nobody was told."))


def dropped(alert: int) -> Response:
    with core().database.work(member().town) as work:
        writing.drop(writing.one(work, alert, alone=True), core().clock.now())
    return _done(alert, _("It was dropped. Nobody was told."))


def released(alert: int) -> Response:
    """The second person's word: from here on it cannot be taken back, only updated or ended."""
    town, now, seen = member().town, core().clock.now(), request.form.get("seen", "")
    site = core().site(town)
    try:
        with core().database.work(town) as work:
            row = writing.one(work, alert, alone=True)
            revision = int(seen) if seen.isascii() and seen.isdigit() else 0
            release(work, row, member().person.id, revision, now, site, same=request.form.get("same") == "yes")
    except (Conflict, NotAllowed) as refused:
        return _page(alert, refused.sentence, "same" if refused.code == "same" else "")
    if row.drill:
        return _done(alert, _("The rehearsal begins. Nobody outside is told. Its report will be here in a minute."))
    try:
        # At once, and not only by the job: the worker may have much to do just now.
        write(core().database, core().directory.all(), town, core().settings.data, site, now)
    except (OSError, Unavailable) as error:
        # It is out; the job writes the page when the disk or the database is there again.
        LOG.error("emergency page not written town=%s", town.key, exc_info=error)
    return _done(alert, _("Sent. People are being told now."))


def replies(alert: int) -> Response:
    with core().database.reading(member().town) as work:
        row = writing.one(work, alert)
        rows = list(replying.replies(work, row.announcement_id)) if row.announcement_id else []
        people = names(work, {one.seen_by for one in rows if one.seen_by is not None})
    html = render_template(
        "desk/emergency_replies.html",
        alert=alert,
        title=title(row),
        replies=[
            {
                "id": one.id,
                "contact": one.contact,
                "words": one.words,
                "lang": one.language,
                "at": one.at,
                "seen": people.get(one.seen_by, "–") if one.seen_by is not None else "",
            }
            for one in rows
        ],
    )
    return make_response(html)


def reply_seen(alert: int, reply: int) -> Response:
    with core().database.work(member().town) as work:
        row = writing.one(work, alert)
        replying.see(work, row.announcement_id or 0, reply, member().person.id, core().clock.now())
    return make_response(redirect(f"/desk{HERE}/{alert}/replies", 303))


def _page(alert: int, problem: Sentence | None = None, blames: str = "") -> Response:
    town, now, site = member().town, core().clock.now(), core().site(member().town)
    with core().database.reading(town) as work:
        row = writing.one(work, alert)
        rates = limits_of(core().settings).rates
        found = progress.audience(work, row, site, rates) if row.type != Type.ALERT else reach(work, row, site, rates)
        people = names(work, {row.author_id, row.released_by or row.author_id})
        states = progress.states(work, row)
        drills = progress.drills(work, row)
        unread = replying.unread(work).get(row.announcement_id or 0, 0)
        before = writing.one(work, row.follows_id) if row.follows_id is not None else None
    waits = row.stage in (Stage.DRAFT, Stage.REVIEW)
    if waits:
        # Its forms are shown as they would go out now.
        writing.hold(row, now)
    label, tone = stage_of(row, now)
    own = row.author_id == member().person.id
    html = render_template(
        "desk/emergency.html",
        id=row.id,
        title=title(row),
        seen=row.revision,
        type=TYPE_NAMES[Type(row.type)],
        stage=label,
        tone=tone,
        drill=row.drill,
        danger=endangers_life(row.severity, row.urgency) and row.type != Type.CANCEL,
        facts=_facts(row, people),
        said=[_said(row, code, site) for code in town.languages],
        missing=[_language(code) for code in forms.missing(town, row)],
        outside=areas.lies_outside(town, row),
        document=row.document or _document(row),
        reach=_reach(found),
        warnings=differing.warnings(town, before, row) if before is not None and waits else [],
        asks_same=before is not None and differing.doubtful(town, before, row),
        changes=differing.words(town, before, row) if before is not None and waits else None,
        announcement=row.announcement_id if row.stage == Stage.OUT else None,
        open=waits,
        review=row.stage == Stage.REVIEW,
        sent=row.stage == Stage.OUT,
        may_release=row.stage == Stage.REVIEW and not own and member().role is Role.SUPERVISOR,
        own=own,
        may_write=member().role in (Role.EDITOR, Role.SUPERVISOR),
        supervises=member().role is Role.SUPERVISOR,
        may_follow=in_force(row, now) or (row.stage == Stage.OUT and row.type != Type.CANCEL and row.over_at is None),
        states=[(DELIVERY[MessageState(state)], count) for state, count in states.items()],
        drills=[_drill(one) for one in drills],
        unread=unread,
        reads=member().role in WORKERS or member().role is Role.EDITOR,
        problem=problem,
        blames=blames,
    )
    return make_response(html, 409 if problem else 200)


def _document(row: Alert) -> str:
    town = member().town
    return document(town, row, core().clock.now(), [], core().site(town)).decode()


def _said(row: Alert, code: str, site: str) -> dict[str, Any]:
    one = forms.said(member().town, row, code, site)
    return {
        "code": code,
        "language": _language(code),
        "lang": one.written,
        "text": one.text,
        "parts": plural("{count} part", "{count} parts", one.parts),
        "voice": one.voice,
        "subject": one.subject,
        "title": one.title,
        "body": one.body.split("\n\n"),
    }


def _facts(row: Alert, people: Mapping[int, str]) -> list[tuple[Sentence, Sentence]]:
    town = member().town
    facts: list[tuple[Sentence, Sentence]] = [(_("Area"), areas.area_words(town, row, language()))]
    if row.type != Type.CANCEL:
        facts += [
            (_("Holds"), holds(row)),
            (_("How urgent"), URGENCY_NAMES[Urgency(row.urgency)]),
            (_("How severe"), SEVERITY_NAMES[Severity(row.severity)]),
            (_("How certain"), CERTAINTY_NAMES[Certainty(row.certainty)]),
        ]
    facts.append((_("Written by"), people.get(row.author_id, "–")))
    if row.source:
        facts.append((_("Taken over from"), row.source))
    if row.released_at is not None:
        facts.append((_("Begun by") if row.drill else _("Sent by"), people.get(row.released_by or 0, "–")))
        facts.append((_("Begun at") if row.drill else _("Sent at"), row.released_at))
    return facts


def _reach(found: Reach) -> dict[str, Any]:
    return {
        "people": found.people,
        "said": plural("{count} person", "{count} people", found.people),
        "ways": [(WAYS[way], count) for way, count in found.ways().items()],
        "parts": found.parts,
        "lasts": duration(found.lasts),
    }


def _drill(row: Drill) -> dict[str, Any]:
    report = row.report
    return {
        "at": row.began_at,
        "done": row.state == "done",
        "lasts": duration(lasts(report)) if report else "",
        "ways": [
            (WAYS[Way(way)], one["count"], duration(timedelta(seconds=one["seconds"])))
            for way, one in report.get("ways", {}).items()
        ],
        "failed": [(WOULD_FAIL.get(reason, reason), count) for reason, count in report.get("failed", {}).items()],
        "untranslated": [(_language(code), count) for code, count in report.get("untranslated", {}).items()],
    }


def duration(time: timedelta) -> Sentence:
    """How long something takes, as people say it."""
    seconds = int(time.total_seconds())
    if seconds < 60:
        return plural("{count} second", "{count} seconds", max(seconds, 1))
    minutes = -(-seconds // 60)
    if minutes < 90:
        return plural("{count} minute", "{count} minutes", minutes)
    return plural("{count} hour", "{count} hours", -(-minutes // 60))


def _done(alert: int, sentence: Sentence) -> Response:
    flash(say()(sentence))
    return make_response(redirect(f"/desk{HERE}/{alert}", 303))


def _language(code: str) -> str:
    return Locale.parse(code).get_display_name(language()) or code
