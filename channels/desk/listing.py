"""The queue, as a page: views, filters, search, fifty rows, and the ways to the next ones and back."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request

from channels.desk import asked as asking
from channels.desk.asked import PATH, VIEWS, Asked
from channels.desk.rows import drawn, people_of
from channels.desk.session import actor, member
from channels.here import core, say
from core.errors import InvalidAnswer
from core.ports import Work
from core.requests.lists import finding, queue
from core.requests.lists.counting import COUNTED, counts
from core.requests.lists.finding import Found
from core.requests.lists.handing import take_next
from core.requests.lists.queue import Queued
from core.requests.lists.savedviews import AT_MOST, Saved, saved
from core.requests.lists.wanted import View
from core.requests.lists.wordsearch import Among
from core.staff.names import names, workers
from core.text import Sentence, _


def add_to(made: Blueprint) -> None:
    made.add_url_rule("/requests", "queue", listed)
    made.add_url_rule("/requests/-/next", "next_one", next_one, methods=["POST"])


def listed() -> Response:
    """One page of one view of the clerk's departments, or what a search found."""
    words = request.args.get("q", "").strip()[: finding.LONGEST]
    return _searched(words.replace("\x00", " ")) if words else page(Asked.read(request.args))


def page(asked: Asked, problem: Sentence | None = None, typed: str = "", status: int = 200) -> Response:
    """A view's page; with what stood in the way of keeping it under a name, and the name that was typed."""
    mine = departments()
    with core().database.reading(member().town) as work:
        wanted = asked.wanted(work, mine)
        found = queue.page(work, wanted, *asking.cursor(request.args))
        counted = counts(work, wanted)
        context = _context(work, found.rows)
        own = saved(work, member().person.id)
        people = workers(work)
    current = next((one for one in own if one.id == asked.saved), None)
    kept = [one for one in own if one.account_id == member().person.id]
    context |= {
        "view": asked.view,
        "fields": asked.written(),
        "filters": asking.options(asked, mine, people),
        "given": asked.filters.written(),
        "tabs": _tabs(asked, counted) + _saved_tabs(own, asked),
        "current": current if current in kept else None,
        "earlier": current in kept[1:],
        "later": current in kept[:-1],
        "room": len(kept) < AT_MOST,
        "shares": member().sees_all,
        "problem": problem,
        "typed": typed,
        "clear": Asked(asked.view).address(),
        "previous": asked.address(before=str(found.previous)) if found.previous else "",
        "further": asked.address(after=str(found.next)) if found.next else "",
        "first": asked.address() if found.previous else "",
    }
    return make_response(render_template("desk/queue.html", **context), status)


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


def next_one() -> Response:
    """Open the first request of the view that nobody has in hand, and claim it: no colleague gets the same one."""
    asked = Asked.read(request.form)
    with core().database.work(member().town) as work:
        found = take_next(work, asked.wanted(work, departments()), actor())
        reference = found.reference if found is not None else ""
    if not reference:
        flash(say()(_("Nothing here waits for somebody: whatever is left is in a colleague's hands or waits for others.")))
        return make_response(redirect(asked.address(), 303))
    flash(say()(_("The request is in your hands for half an hour from your last step.")))
    return make_response(redirect(f"{PATH}/{reference}", 303))


def _searched(words: str) -> Response:
    """What a number or words lead to. One alone is opened at once; other departments' are not found."""
    problem: Sentence | None = None
    found = Found(())
    before, only_open = request.args.get("before", ""), request.args.get("open", "") == "yes"
    started = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    among = Among(None if member().sees_all else departments(), only_open, started)
    with core().database.reading(member().town) as work:
        try:
            found = finding.find(work, words, among, core().clock.now())
        except InvalidAnswer as error:
            problem = error.sentence
        context = _context(work, found.rows)
    if len(found.rows) == 1 and started is None and found.next is None:
        return make_response(redirect(f"{PATH}/{found.rows[0].reference}", 303))
    if not found.rows and problem is None and found.next is None:
        problem = _("Nothing was found among the requests of your departments.")
    again = {"q": words} | ({"open": "yes"} if only_open else {})
    context |= {
        "view": None,
        "q": words,
        "only_open": only_open,
        "search_problem": problem,
        "tabs": _tabs(None, {}),
        "more": found.next is not None and len(found.rows) < queue.PAGE,
        "first": f"{PATH}?{urlencode(again)}" if started is not None else "",
        "further": f"{PATH}?{urlencode(again | {'before': str(found.next)})}" if found.next is not None else "",
    }
    return make_response(render_template("desk/queue.html", **context))


def _context(work: Work, rows: tuple[Queued, ...]) -> dict[str, Any]:
    people, now = names(work, people_of(rows)), core().clock.now()
    catalogue = core().catalogue(member().town)
    return {"rows": drawn(rows, catalogue, people, now)}


def _tabs(asked: Asked | None, counted: dict[View, int]) -> list[dict[str, Any]]:
    """The views, with the filters that are on: whoever looks at one district goes on looking at it."""
    filters = asked.filters if asked is not None else Asked().filters
    return [
        {
            "label": label,
            "url": Asked(one, filters).address(),
            "current": asked is not None and one is asked.view and not asked.saved,
            "count": _count(counted[one]) if one in counted else None,
        }
        for one, label in VIEWS.items()
    ]


def _saved_tabs(own: list[Saved], asked: Asked) -> list[dict[str, Any]]:
    return [
        {"label": one.name, "url": Asked.read({**one.filters, "saved": str(one.id)}).address(), "current": one.id == asked.saved}
        for one in own
    ]


def _count(number: int) -> Sentence:
    return _("{count}+", count=COUNTED) if number > COUNTED else number
