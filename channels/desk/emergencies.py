"""Emergencies at the desk: what is in force and what waits, writing an alert, and taking over another authority's."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request

from channels.desk.alertform import fields_of, form_page, phone, read_form, typed
from channels.desk.session import member
from channels.here import core, language, say
from core.emergencies import areas, importing, replying, writing
from core.emergencies.events import Event, events
from core.emergencies.forms import event_of, said
from core.emergencies.tables import Alert
from core.emergencies.vocabulary import (
    TYPE_NAMES,
    Stage,
    Type,
    endangers_life,
)
from core.emergencies.writing import Written
from core.errors import Conflict, InvalidAnswer, NotFound
from core.languages import tongue
from core.ports import Work
from core.staff.names import names
from core.text import Sentence, Text, _, plural

HERE = "/emergencies"
# No database holds a larger number.
ID = f"<int(max={2**63 - 1}):alert>"
LISTED = 60
STAGES: dict[Stage, tuple[Text, str]] = {
    Stage.DRAFT: (_("draft"), "neutral"),
    Stage.REVIEW: (_("waits for a second person"), "waiting"),
    Stage.OUT: (_("sent"), "active"),
    Stage.DROPPED: (_("dropped"), "neutral"),
}
_REHEARSED = (_("rehearsed"), "active")
_OVER = (_("over"), "done")
_SAFE: Text = _("The danger is over.")


def add_to(made: Blueprint) -> None:
    made.add_url_rule(HERE, "emergencies", every)
    made.add_url_rule(f"{HERE}/new/<event>", "emergency_new", new)
    made.add_url_rule(f"{HERE}/new/<event>", "emergency_written", written, methods=["POST"])
    made.add_url_rule(f"{HERE}/take-over", "emergency_taken_over", taken_over, methods=["POST"])
    made.add_url_rule(f"{HERE}/{ID}/change", "emergency_change", change)
    made.add_url_rule(f"{HERE}/{ID}/change", "emergency_changed", changed, methods=["POST"])
    made.add_url_rule(f"{HERE}/{ID}/follow/<type_>", "emergency_follow", follow)
    made.add_url_rule(f"{HERE}/{ID}/follow/<type_>", "emergency_followed", followed, methods=["POST"])


def every() -> Response:
    return make_response(_list())


def new(event: str) -> str:
    kind, now = _event(event), core().clock.now()
    blank = Written(kind.key, kind.texts, kind.urgency, kind.severity, kind.certainty, now + kind.lasts, contact=phone())
    return form_page(fields_of(blank, now), action=f"{HERE}/new/{event}", kind=kind)


def written(event: str) -> Response:
    kind = _event(event)

    def keep(work: Work, brought: Written, now: datetime) -> Alert:
        return writing.draft(work, brought, member().person.id, now)

    return _kept(keep, kind.key, f"{HERE}/new/{event}", kind=kind)


def change(alert: int) -> Response:
    with core().database.reading(member().town) as work:
        row = writing.one(work, alert)
    if row.stage not in (Stage.DRAFT, Stage.REVIEW):
        return make_response(redirect(f"/desk{HERE}/{alert}", 303))
    now = core().clock.now()
    # Its hours begin when it is sent.
    writing.hold(row, now)
    return make_response(form_page(fields_of(row, now), action=f"{HERE}/{alert}/change", alert=row))


def changed(alert: int) -> Response:
    with core().database.reading(member().town) as work:
        before = writing.one(work, alert)

    def keep(work: Work, brought: Written, now: datetime) -> Alert:
        row = writing.one(work, alert, alone=True)
        writing.change(work, row, brought, member().person.id, now)
        return row

    return _kept(keep, before.event, f"{HERE}/{alert}/change", alert=before)


def follow(alert: int, type_: str) -> str:
    """The update or the all-clear of an alert, beginning with what it said."""
    last, now = _last(alert), core().clock.now()
    fields = fields_of(importing.as_before(last, now), now)
    if _type(type_) is Type.CANCEL:
        for code in member().town.languages:
            fields |= {f"instruction-{code}": say_in(code, _SAFE), f"description-{code}": ""}
    return form_page(fields, action=f"{HERE}/{alert}/follow/{type_}", alert=last, type_=_type(type_))


def followed(alert: int, type_: str) -> Response:
    last, kind = _last(alert), _type(type_)

    def keep(work: Work, brought: Written, now: datetime) -> Alert:
        return writing.draft(work, brought, member().person.id, now, last, kind)

    return _kept(keep, last.event, f"{HERE}/{alert}/follow/{type_}", alert=last, type_=kind)


def taken_over() -> Response:
    """Another authority's document, uploaded: a draft for two persons, never more."""
    sent = request.files.get("document")
    content = sent.read() if sent is not None else b""
    try:
        if not content:
            raise InvalidAnswer("cap", _("Choose the file of the alert."))
        with core().database.work(member().town) as work:
            row, told = importing.take_over(work, content, member().person.id, core().clock.now())
    except (InvalidAnswer, Conflict) as refused:
        return make_response(_list(refused.sentence), 422)
    flash(say()(told))
    return make_response(redirect(f"/desk{HERE}/{row.id}" if row is not None else f"/desk{HERE}", 303))


def _kept(keep: Any, event: str, action: str, **drawn: Any) -> Response:
    """Keep what the form brought and show the alert, or the form again with what stood in the way and all that was typed."""
    now, before = core().clock.now(), drawn.get("alert")
    type_ = drawn.get("type_") or Type(before.type if before is not None else Type.ALERT)
    try:
        with core().database.work(member().town) as work:
            row = keep(work, read_form(event, now, before, type_), now)
            if request.form.get("do") == "ask":
                writing.ask(work, row, now)
            alert_id, asked = row.id, row.stage == Stage.REVIEW
    except (InvalidAnswer, Conflict) as refused:
        status = 409 if isinstance(refused, Conflict) else 422
        return make_response(form_page(typed(), action, problem=refused.sentence, blames=refused.code, **drawn), status)
    done = (
        _("It waits for a second person, who reads it and sends it.") if asked else _("It is kept as a draft. Nobody was told.")
    )
    flash(say()(done))
    return make_response(redirect(f"/desk{HERE}/{alert_id}", 303))


def _list(problem: Sentence | None = None) -> str:
    now = core().clock.now()
    with core().database.reading(member().town) as work:
        rows = writing.newest(work, LISTED)
        people = names(work, {row.author_id for row in rows})
        waiting = replying.unread(work)
    shown = [_row(row, people, waiting, now) for row in rows]
    return render_template(
        "desk/emergencies.html",
        now_in_force=[one for one in shown if one["in_force"] and not one["drill"]],
        exercises=[one for one in shown if one["in_force"] and one["drill"]],
        to_send=[one for one in shown if one["open"]],
        earlier=[one for one in shown if not one["in_force"] and not one["open"]],
        events=[{"key": one.key, "name": one.name} for one in events().values()],
        problem=problem,
    )


def _row(row: Alert, people: Mapping[int, str], waiting: Mapping[int, int], now: datetime) -> dict[str, Any]:
    label, tone = stage_of(row, now)
    return {
        "id": row.id,
        "title": title(row),
        "type": TYPE_NAMES[Type(row.type)],
        "stage": label,
        "tone": tone,
        "drill": row.drill,
        "danger": endangers_life(row.severity, row.urgency),
        "author": people.get(row.author_id, ""),
        "at": row.released_at or row.updated_at,
        "until": None if row.type == Type.CANCEL else holds(row),
        "source": row.source,
        "open": row.stage in (Stage.DRAFT, Stage.REVIEW),
        "in_force": in_force(row, now),
        "unread": waiting.get(row.announcement_id or 0, 0),
    }


def in_force(row: Alert, now: datetime) -> bool:
    return row.stage == Stage.OUT and row.type != Type.CANCEL and row.over_at is None and row.expires_at > now


def stage_of(row: Alert, now: datetime) -> tuple[Sentence, str]:
    if row.stage == Stage.OUT and not in_force(row, now):
        return _OVER
    return _REHEARSED if row.stage == Stage.OUT and row.drill else STAGES[Stage(row.stage)]


def holds(row: Alert) -> Sentence:
    """Until when it holds; of one that is not out, for how long from when it is sent, unless another authority gave a moment."""
    if row.stage == Stage.OUT or row.source:
        return _("Until {when}", when=row.expires_at)
    minutes = round((row.expires_at - row.updated_at).total_seconds() / 60)
    if minutes % 60:
        return plural("For {count} minute from when it is sent", "For {count} minutes from when it is sent", minutes)
    return plural("For {count} hour from when it is sent", "For {count} hours from when it is sent", minutes // 60)


def say_in(code: str, sentence: Sentence) -> str:
    return tongue(code)(sentence)


def _last(alert: int) -> Alert:
    with core().database.reading(member().town) as work:
        row = writing.one(work, alert)
        if row.announcement_id is None:
            raise NotFound("alert", _("There is no such alert."))
        return writing.latest(work, row.announcement_id)


def _type(said: str) -> Type:
    found = {"update": Type.UPDATE, "cancel": Type.CANCEL}.get(said)
    if found is None:
        raise NotFound("type", _("There is no such alert."))
    return found


def _event(key: str) -> Event:
    found = events().get(key)
    if found is None:
        raise NotFound("event", _("There is no such alert."))
    return found


def title(row: Alert) -> str:
    """What an alert is called in lists: its headline, without what every form begins with."""
    one = said(member().town, row, language())
    words = row.texts.get(one.written, {})
    return areas.filled(words, "headline", areas.area_words(member().town, row, one.written)) or event_of(row, language())
