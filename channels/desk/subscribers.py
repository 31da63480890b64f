"""Subscribers at the desk: how many there are, lists brought in, and one address looked up for whoever asks."""

from collections.abc import Callable, Mapping

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request
from sqlalchemy import select
from werkzeug.wrappers import Response as BaseResponse

from channels.desk.session import member
from channels.desk.words import CHANNELS
from channels.here import core, language, say
from channels.pages.reading import text
from core.errors import InvalidAnswer, NotFound
from core.staff import accounts
from core.staff.roles import Role
from core.subscriptions import counting, describing, ending, importing, lists, looking
from core.subscriptions.changing import settings_of
from core.subscriptions.evidence import Said
from core.subscriptions.importing import Origin
from core.subscriptions.looking import Looked
from core.subscriptions.tables import ContactImport
from core.text import Many, Sentence, _

HERE = "/subscribers"
LIST = f"{HERE}/lists/<int(max={2**63 - 1}):list_id>"
# So many of the rows that were not taken stand on the page; the file has all of them.
SHOWN = 50
EVENTS: dict[str, Sentence] = {
    "asked": _("asked for"),
    "confirmed": _("confirmed"),
    "changed": _("changed"),
    "ended": _("ended"),
}


def add_to(made: Blueprint) -> None:
    made.add_url_rule(HERE, "subscribers", shown)
    made.add_url_rule(HERE, "subscribers_imported", brought_in, methods=["POST"])
    made.add_url_rule(LIST, "subscribers_list", report)
    made.add_url_rule(f"{LIST}/rest.csv", "subscribers_rest", rest)
    made.add_url_rule(f"{HERE}/look", "subscriber_looked", looked, methods=["POST"])
    made.add_url_rule(f"{HERE}/<int(max={2**63 - 1}):subscriber_id>/end", "subscriber_ended", ended, methods=["POST"])


def shown() -> Response:
    return make_response(_page())


def brought_in() -> BaseResponse:
    """Take a list, and go on to its report."""
    here, sent = member(), request.files.get("list")
    content = sent.stream.read(lists.LARGEST + 1) if sent is not None and sent.filename else b""
    declared = text(request.form, "declared", 600).strip() if request.form.get("paper") == "yes" else ""
    try:
        if not content:
            raise InvalidAnswer("file", _("Choose the file with the list."))
        if request.form.get("paper") == "yes" and not declared:
            raise InvalidAnswer("declared", _("Say which paper forms these are, from when, and where they are kept."))
        name = (sent.filename or "")[-80:] if sent is not None else ""
        origin = Origin(core().site(here.town), name, here.person.id, declared)
        made = importing.bring_in(core().database, core().clock, here.town, lists.read(content), origin, language())
    except InvalidAnswer as error:
        return make_response(_page(error), 422)
    return redirect(f"/desk{HERE}/lists/{made}", 303)


def report(list_id: int) -> str:
    """What came of a list, row by row where something was wrong."""
    one = _list(list_id)
    return render_template(
        "desk/subscribers_list.html",
        name=one.name,
        at=one.at,
        declared=one.declared,
        rows=one.rows,
        taken=one.taken,
        bad=[{"line": line, "cells": " · ".join(filter(None, cells)), "reason": why} for line, cells, why in one.bad[:SHOWN]],
        count=len(one.bad),
        rest_url=f"/desk{HERE}/lists/{one.id}/rest.csv" if one.bad else "",
    )


def rest(list_id: int) -> Response:
    """The rows that were not taken, as they were, with the reason: to be corrected and brought in again."""
    one = _list(list_id)
    wide = len(one.header)
    rows = [[*(cells + [""] * wide)[:wide], why] for _line, cells, why in one.bad]
    response = make_response(lists.write([*one.header, say()(_("reason"))], rows))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="rest-{one.id}.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _list(list_id: int) -> ContactImport:
    here = member()
    with core().database.reading(here.town) as work:
        found = work.session.get(ContactImport, (here.town.id, list_id))
    if found is None:
        raise NotFound("list", _("This list's report is kept no longer."))
    return found


def looked() -> Response:
    """One address, for somebody who asks about it."""
    here, typed, reason = member(), text(request.form, "address", 300).strip(), text(request.form, "reason", 300)
    try:
        with core().database.work(here.town) as work:
            found = looking.look_up(work, core().codes, here.person.id, typed, reason, core().clock.now())
            return make_response(_page(found=_found(found)))
    except InvalidAnswer as error:
        return make_response(_page(error), 422)


def ended(subscriber_id: int) -> BaseResponse:
    """End a subscription for somebody who asks for it at the counter or by telephone."""
    here, reason = member(), text(request.form, "reason", 200).strip()
    if len(reason) < looking.SHORTEST_REASON:
        return make_response(_page(InvalidAnswer("end", _("Say who asked for it, and how."))), 422)
    with core().database.work(here.town) as work:
        ending.end_all(work, subscriber_id, Said("desk", f"{here.actor}: {reason}"), core().clock.now())
    flash(say()(_("The subscription has ended.")))
    return redirect(f"/desk{HERE}", 303)


def _found(one: Looked) -> dict[str, object]:
    here = member()
    subscriber = one.found.subscriber if one.found is not None else None
    return {
        "address": one.address,
        "id": subscriber.id if subscriber is not None else 0,
        "state": describing.STANDING_NAMES[subscriber.state] if subscriber is not None else None,
        "topics": describing.topics_shown(subscriber.topics) if subscriber is not None else "",
        "district": describing.district_shown(here.town, subscriber.district) if subscriber is not None else "",
        "quiet": describing.quiet_shown(settings_of(subscriber).quiet) if subscriber is not None else "",
        "ways": Many(tuple(describing.way_shown(way) for way in one.found.ways), by="; ") if one.found is not None else "",
        "waiting": [{"day": here.town.today(at), "where": _where(channel)} for at, channel in one.waiting],
        "agreed": [
            [*map(say(), (event.at, EVENTS.get(event.what, event.what), describing.WAY_NAMES[event.way])),
             event.channel, event.asked, event.words]
            for event in one.agreed
        ],
    }  # fmt: skip


def _where(channel: str) -> Sentence:
    """Where a subscription came from."""
    kind, _colon, name = channel.partition(":")
    return _("the list {name}", name=name) if kind == "csv" else CHANNELS.get(kind, kind)


def _page(wrong: InvalidAnswer | None = None, found: dict[str, object] | None = None) -> str:
    here = member()
    with core().database.reading(here.town) as work:
        counted = counting.count(work, core().clock.now())
        some = work.session.scalars(select(ContactImport).order_by(ContactImport.id.desc()).limit(10)).all()
        looks = looking.looks(work)
    names = {one.account_id: one.name for one in accounts.members(core().database, here.town)}
    return render_template(
        "desk/subscribers.html",
        counted=counted,
        tables=_tables(counted),
        imports=here.role in (Role.EDITOR, Role.ADMINISTRATOR),
        looks_up=here.role in (Role.SUPERVISOR, Role.ADMINISTRATOR),
        lists=[{"url": f"/desk{HERE}/lists/{one.id}", "name": one.name, "at": one.at, "taken": one.taken} for one in some],
        looks=[{"at": one.at, "who": names.get(one.account_id, "–"), "reason": one.reason} for one in looks],
        found=found,
        problem=wrong.sentence if wrong else None,
        blames=_BLAMES.get(wrong.code, "address") if wrong else "",
        typed={name: text(request.form, name, 600) for name in ("declared", "paper", "address", "reason")},
        most=lists.MOST_ROWS,
    )


_BLAMES = {"file": "list", "declared": "declared", "reason": "reason", "end": "end-reason"}


def _tables(counted: counting.Counted) -> list[dict[str, object]]:
    """The counts as tables: caption, head, rows of name and number."""
    tongue, town = say(), member().town
    languages = describing.languages_shown(town)

    def table(caption: Sentence, head: Sentence, counts: Mapping[str, int], name: Callable[[str], Sentence]) -> dict[str, object]:
        rows = [[tongue(name(key)), str(number)] for key, number in sorted(counts.items())]
        return {"caption": tongue(caption), "head": tongue(head), "rows": rows}

    return [
        table(_("By district"), _("District"), counted.by_district, lambda key: describing.district_shown(town, key)),
        table(_("By first way"), _("Way"), counted.by_way, lambda key: describing.WAY_NAMES[key]),
        table(_("By language"), _("Language"), counted.by_language, lambda key: languages.get(key, key)),
    ]
