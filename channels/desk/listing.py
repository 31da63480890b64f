"""The queue, as a page: views, departments, search, fifty rows and the way to the next ones."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, redirect, render_template, request

from channels.desk import words
from channels.desk.session import member
from channels.here import core
from core.catalogue import Catalogue
from core.errors import InvalidAnswer
from core.requests import finding, queue
from core.requests.moves import OUTCOME_NAMES, Outcome, State
from core.requests.queue import COUNTED, After, Queued, View, Wanted
from core.staff.names import names
from core.text import Code, Sentence, Text, _

VIEWS: dict[View, Text] = {
    View.OPEN: _("Open"),
    View.RECEIVED: _("New"),
    View.MINE: _("In my hands"),
    View.WAITING: _("Waiting for others"),
    View.OVERDUE: _("Past due"),
    View.CLOSED: _("Closed"),
}


def add_to(made: Blueprint) -> None:
    made.add_url_rule("/requests", "queue", listed)


def listed() -> Response:
    """One page of one view of the clerk's departments, or what a search found."""
    asked = request.args.get("q", "").strip()[:100]
    if asked:
        return _searched(asked)
    view, department = _view(), request.args.get("department", "")
    mine = departments()
    wanted = _wanted(view, (department,) if department in mine else mine)
    with core().database.reading(member().town) as work:
        page = queue.page(work, wanted, After.read(request.args.get("after", "")))
        counted = queue.counts(work, wanted)
        people = names(work, [row.held_by for row in page.rows if row.held_by is not None])
    further = _address(view, department, page.next) if page.next else ""
    shown = _context(page.rows, people) | {"view": view, "department": department if department in mine else ""}
    return _page(shown | {"tabs": _tabs(view, department, counted), "further": further})


def departments() -> tuple[str, ...]:
    """The departments whose requests this person sees: a clerk's own, all of them for a supervisor.

    A service may name a department that the town's profile does not have, and the profile may have dropped one: their
    requests are the supervisor's to see.
    """
    here = member()
    if not here.sees_all:
        return tuple(sorted(here.departments))
    services = core().catalogue(here.town).services.values()
    known = [one.key for one in (*here.town.departments, *here.town.former)]
    return tuple(dict.fromkeys(known + [one.department for one in services]))


def _searched(asked: str) -> Response:
    """What a number or the words of a place lead to. One alone is opened at once; other departments' are not found."""
    problem: Sentence | None = None
    rows: tuple[Queued, ...] = ()
    mine = departments()
    with core().database.reading(member().town) as work:
        try:
            rows = queue.rows_of(work, finding.find(work, asked, mine), mine, core().clock.now())
        except InvalidAnswer as error:
            problem = error.sentence
        people = names(work, [row.held_by for row in rows if row.held_by is not None])
    if len(rows) == 1:
        return make_response(redirect(f"/desk/requests/{rows[0].reference}", 303))
    if not rows and problem is None:
        problem = _("Nothing was found among the requests of your departments.")
    return _page(_context(rows, people) | {"view": None, "q": asked, "problem": problem, "tabs": _tabs(None, "", {})})


def _page(context: dict[str, Any]) -> Response:
    common = {"q": "", "problem": None, "further": "", "department": "", "after": bool(request.args.get("after"))}
    return make_response(render_template("desk/queue.html", **{**common, **context}))


def _context(rows: Sequence[Queued], people: dict[int, str]) -> dict[str, Any]:
    catalogue, town = core().catalogue(member().town), member().town
    options: list[tuple[str, Sentence]] = [(key, words.department(town, key)) for key in departments()]
    return {"rows": [_row(one, catalogue, people) for one in rows], "departments": options}


def _row(one: Queued, catalogue: Catalogue, people: dict[int, str]) -> dict[str, Any]:
    here, now = member(), core().clock.now()
    service = catalogue.get(one.service)
    is_open = one.state is not State.CLOSED
    return {
        "url": f"/desk/requests/{one.reference}",
        "reference": Code(one.reference),
        "protocol": one.protocol,
        "service": service.title if service else one.service,
        "place": one.place,
        "channel": words.channel(one.channel),
        "age": words.age(one.created_at, now),
        "state": words.STATES[one.state],
        "tone": words.TONES[one.state],
        "outcome": OUTCOME_NAMES[Outcome(one.outcome)] if one.outcome else None,
        "due_on": one.due_on,
        "presses": words.due(one.due_on, here.town.today(now), is_open),
        "asked_until": one.asked_until,
        "holder": people.get(one.held_by, "") if one.held_by is not None else "",
        "mine": one.held_by == here.person.id,
    }


def _wanted(view: View, chosen: tuple[str, ...]) -> Wanted:
    here, now = member(), core().clock.now()
    return Wanted(chosen, view, here.person.id, here.town.today(now), now)


def _view() -> View:
    wanted = request.args.get("view", "")
    return View(wanted) if wanted in set(View) else View.OPEN


def _tabs(view: View | None, department: str, counted: dict[View, int]) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "url": _address(one, department),
            "current": one is view,
            "count": _count(counted[one]) if one in counted else "",
        }
        for one, label in VIEWS.items()
    ]


def _count(number: int) -> str:
    return f"{COUNTED}+" if number > COUNTED else str(number)


def _address(view: View, department: str, after: After | None = None) -> str:
    asked = {"view": str(view)} | ({"department": department} if department else {})
    return "/desk/requests?" + urlencode(asked | ({"after": str(after)} if after else {}))
