"""The supervisor's page of who has how much, and moving work from one colleague to another."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request

from channels.desk import words
from channels.desk.acting import id_of
from channels.desk.session import actor, member
from channels.here import core, say
from core.errors import InvalidAnswer
from core.ports import Work
from core.requests import assigning
from core.requests.assigning import Moved
from core.requests.lists.ordering import LAST
from core.requests.workload import Load, Loads, in_department, total, workload
from core.staff.absences import Away, away
from core.staff.colleagues import Colleague, colleagues
from core.staff.names import names
from core.text import Sentence, _, plural

HERE = "/desk/workload"
# Which work is moved: what is due within so many days, or all of it.
SPANS: dict[str, tuple[timedelta | None, Sentence]] = {
    "5": (timedelta(days=5), _("what is overdue or due in 5 days")),
    "15": (timedelta(days=15), _("what is overdue or due in 15 days")),
    "all": (None, _("everything open")),
}
# One press moves so many batches at most, so that no page waits for ever.
BATCHES = 20


def add_to(made: Blueprint) -> None:
    made.add_url_rule("/workload", "workload", shown)
    made.add_url_rule("/workload/move", "work_moved", work_moved, methods=["POST"])
    made.add_url_rule("/workload/department", "department_moved", department_moved, methods=["POST"])


def shown() -> str:
    return _page()


def work_moved() -> Response:
    """Move one colleague's work, or what is nobody's, to another colleague: fifty requests a transaction."""
    now, town = core().clock.now(), member().town
    span, source = request.form.get("span", ""), request.form.get("source", "")
    try:
        if span not in SPANS:
            raise InvalidAnswer("span", _("Choose which work is moved."))
        if not source:
            raise InvalidAnswer("source", _("Choose whose work is moved."))
        within = SPANS[span][0]
        until = town.today(now) + within if within is not None else LAST
        of_whom = id_of("source") if source != assigning.POOL else None
        moved = _in_batches(lambda work: assigning.move_due(work, of_whom, id_of("target"), until, actor(), now))
    except InvalidAnswer as error:
        return make_response(_page(error.sentence, dict(request.form.items())), 422)
    return _done(moved)


def department_moved() -> Response:
    """Move the open requests of a department that is no more into another one."""
    now, former, to = core().clock.now(), request.form.get("former", ""), request.form.get("department", "")
    try:
        moved = _in_batches(lambda work: assigning.rehouse(work, former, to, actor(), now))
    except InvalidAnswer as error:
        return make_response(_page(error.sentence), 422)
    return _done(moved)


def _in_batches(move: Callable[[Work], Moved]) -> Moved:
    done = 0
    for _batch in range(BATCHES):
        with core().database.work(member().town) as work:
            moved = move(work)
        done += moved.moved
        if not moved.left or not moved.moved:
            return Moved(done, moved.left)
    return Moved(done, moved.left)


def _done(moved: Moved) -> Response:
    said = say()(plural("{count} request was moved.", "{count} requests were moved.", moved.moved))
    if moved.left:
        more = plural("{count} is still there: send it again.", "{count} are still there: send it again.", moved.left)
        said = f"{said} {say()(more)}"
    flash(said)
    return make_response(redirect(HERE, 303))


def _page(problem: Sentence | None = None, typed: dict[str, str] | None = None) -> str:
    now, town = core().clock.now(), member().town
    today = town.today(now)
    with core().database.reading(town) as work:
        loads, staff, absent = workload(work, today, now), colleagues(work), away(work, today)
        gone = names(work, [person for person, _key in loads if person is not None and person not in staff])
    return render_template(
        "desk/workload.html",
        people=[*_people(loads, staff, absent), *_former_people(loads, gone), _pool(loads)],
        departments=_departments(loads),
        homeless=[_home(key, loads) for key in _gone(loads)],
        source_items=_sources(staff, gone),
        target_items=[
            {"value": str(one.account_id), "label": one.name} for one in staff.values() if one.account_id not in absent
        ],
        span_items=[{"value": key, "label": say()(label)} for key, (_span, label) in SPANS.items()],
        department_items=[{"value": one.key, "label": say()(one.name)} for one in town.departments],
        problem=problem,
        typed=typed or {},
    )


def _people(loads: Loads, staff: Mapping[int, Colleague], absent: Away) -> list[dict[str, Any]]:
    return [_person(one, loads, absent) for one in staff.values()]


def _person(one: Colleague, loads: Loads, absent: Away) -> dict[str, Any]:
    until = absent[one.account_id].until_on if one.account_id in absent else None
    return _row(one.name, total(loads, one.account_id), _url(assignee=one.account_id)) | {"away_until": until}


def _former_people(loads: Loads, gone: dict[int, str]) -> list[dict[str, Any]]:
    """Whoever left and still has something: it is moved from here like any other work."""
    return [
        _row(_("{name} (works here no more)", name=name), load, _url(assignee=one))
        for one, name in gone.items()
        if (load := total(loads, one)).open
    ]


def _pool(loads: Loads) -> dict[str, Any]:
    return _row(_("Nobody's yet"), total(loads, None), _url(view="unassigned"))


def _departments(loads: Loads) -> list[dict[str, Any]]:
    town = member().town
    known = [*(one.key for one in town.departments), *_gone(loads)]
    return [_row(words.department(town, key), in_department(loads, key), _url(department=key)) for key in known]


def _gone(loads: Loads) -> list[str]:
    """Departments that the town does not have, or has no more, and that have open requests."""
    keys = dict.fromkeys(key for _person, key in loads)
    return [key for key in keys if member().town.department(key) is None and in_department(loads, key).open]


def _row(label: Sentence, load: Load, url: str) -> dict[str, Any]:
    return {"label": label, "load": load, "url": url, "away_until": None}


def _home(key: str, loads: Loads) -> dict[str, Any]:
    return {"key": key, "label": member().town.department_name(key), "open": in_department(loads, key).open}


def _sources(staff: Mapping[int, Colleague], gone: dict[int, str]) -> list[dict[str, str]]:
    items = [{"value": assigning.POOL, "label": say()(_("Nobody's yet"))}]
    items += [{"value": str(one.account_id), "label": one.name} for one in staff.values()]
    return items + [{"value": str(one), "label": name} for one, name in gone.items()]


def _url(**asked: object) -> str:
    return "/desk/requests?" + urlencode({"view": "open", **asked})
