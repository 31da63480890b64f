"""Who is away and who stands in: a clerk's own days, everybody's for supervisors and administrators."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request

from channels.desk.acting import id_of
from channels.desk.session import member
from channels.here import core, say
from channels.pages.reading import text
from core.errors import InvalidAnswer, NotAllowed
from core.staff import absences
from core.staff.colleagues import colleagues
from core.staff.names import names
from core.staff.roles import Role
from core.text import Many, Sentence, _

HERE = "/desk/absences"


def add_to(made: Blueprint) -> None:
    made.add_url_rule("/absences", "absences", shown)
    made.add_url_rule("/absences", "absence_entered", entered, methods=["POST"])
    made.add_url_rule("/absences/strike", "absence_struck", struck, methods=["POST"])


def shown() -> str:
    return _page()


def entered() -> Response:
    """Enter days away; a clerk enters their own."""
    try:
        who = id_of("person") if _for_all() else member().person.id
        since, until = _day("since"), _day("until")
        substitute = id_of("substitute") if request.form.get("substitute") else None
        with core().database.work(member().town) as work:
            warning = absences.enter(work, who, since, until, substitute, text(request.form, "note", 200))
    except InvalidAnswer as error:
        return make_response(_page(error, dict(request.form.items())), 422)
    return _done(Many((_("The absence is entered."), warning or "")))


def struck() -> Response:
    """Strike an absence.

    Raises:
        NotAllowed: it is a colleague's, and this person is neither supervisor nor administrator.
    """
    with core().database.work(member().town) as work:
        if not _for_all() and absences.of(work, id_of("absence")) not in (None, member().person.id):
            raise NotAllowed("absence", _("This is a colleague's absence. They strike it themselves, or a supervisor does."))
        absences.take_back(work, id_of("absence"))
    return _done(_("The absence is struck."))


def _done(said: Sentence) -> Response:
    core().rulebook.forget(member().town.id)
    flash(say()(said))
    return make_response(redirect(HERE, 303))


def _for_all() -> bool:
    return member().role is not Role.CLERK


def _day(name: str) -> date:
    """A day as a browser's date field sends it, or as somebody types it.

    Raises:
        InvalidAnswer: it is none.
    """
    said = text(request.form, name, 20).strip()
    try:
        if "/" in said or "." in said:
            day, month, year = said.replace(".", "/").split("/")
            return date(int(year), int(month), int(day))
        return date.fromisoformat(said)
    except ValueError as error:
        raise InvalidAnswer(name, _("Write the day like 24/11/2026.")) from error


def _page(problem: InvalidAnswer | None = None, typed: dict[str, str] | None = None) -> str:
    town = member().town
    today = town.today(core().clock.now())
    with core().database.reading(town) as work:
        listed, staff = absences.coming(work, today), colleagues(work)
        absent = absences.away(work, today)
        people = names(work, [one for row in listed for one in (row.account_id, row.substitute) if one is not None])
    rows: list[dict[str, Any]] = [
        {
            "id": one.id,
            "name": people.get(one.account_id, ""),
            "from_on": one.from_on,
            "until_on": one.until_on,
            "substitute": people.get(one.substitute, "") if one.substitute is not None else "",
            "nobody": one.account_id in absent and absences.present(one.account_id, absent, staff) is None,
            "note": one.note,
            "may_strike": _for_all() or one.account_id == member().person.id,
        }
        for one in listed
    ]
    items = [{"value": str(one.account_id), "label": one.name} for one in staff.values()]
    return render_template(
        "desk/absences.html",
        rows=rows,
        person_items=items if _for_all() else [],
        substitute_items=[
            {"value": "", "label": say()(_("nobody"))},
            *(one for one in items if _for_all() or one["value"] != str(member().person.id)),
        ],
        problem=problem.sentence if problem else None,
        blames=problem.code if problem else "",
        typed=typed or {},
    )
