"""What was kept as long as it may: the classes, the record of what went, what would go now, and what is held back from it."""

from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request
from sqlalchemy import select

from channels.desk.session import actor, member
from channels.desk.sheets import sheet
from channels.here import core, say
from core.errors import InvalidAnswer, NotFound, Refusal
from core.ports import Work
from core.retention import holding
from core.retention.classes import Action, Class, classes
from core.retention.tables import RetentionRecord
from core.staff.names import account_of, names
from core.staff.roles import Role
from core.text import Code, Sentence, Text, _

HERE = "/desk/retention"
# So many records are on the page; all of them are in the table for a spreadsheet.
SHOWN = 100
ACTIONS: dict[Action, Text] = {Action.ERASE: _("the content is erased, the history stays"), Action.DELETE: _("deleted")}
BY: dict[str, Text] = {"system": _("automatic"), "command": _("by command at the server")}


def add_to(made: Blueprint) -> None:
    made.add_url_rule("/retention", "retention", shown)
    made.add_url_rule("/retention.csv", "retention_csv", as_table)
    made.add_url_rule("/retention/hold", "retention_held", hold, methods=["POST"])
    made.add_url_rule("/retention/free", "retention_freed", free, methods=["POST"])


def shown() -> str:
    return _page()


def hold() -> Response:
    """Hold a request back. What was typed stays where it cannot be done."""
    typed = {name: request.form.get(name, "")[:300] for name in ("reference", "reason")}
    try:
        with core().database.work(member().town) as work:
            holding.hold(work, typed["reference"], typed["reason"], actor(), core().clock.now())
    except Refusal as error:
        blames = "reason" if isinstance(error, InvalidAnswer) else "reference"
        return make_response(_page(error.sentence, blames, typed), 404 if isinstance(error, NotFound) else 422)
    flash(say()(_("The request is held: nothing of it is erased until you free it.")))
    return make_response(redirect(HERE, 303))


def free() -> Response:
    with core().database.work(member().town) as work:
        holding.free(work, request.form.get("reference", ""), actor(), core().clock.now())
    flash(say()(_("The request is free again: it goes when its time is over.")))
    return make_response(redirect(HERE, 303))


HEADS: tuple[Text, ...] = (_("When"), _("What"), _("How many"), _("The oldest"), _("The newest"), _("How"), _("Rule"), _("By"))


def as_table() -> Response:
    """All records, for the file that the archive's committee keeps."""
    with core().database.reading(member().town) as work:
        rows = _records(work, None)
    town, here = member().town, say()
    lines = (
        [
            town.today(one["at"]).isoformat(),
            here(one["name"]),
            one["count"],
            one["oldest"].isoformat(),
            one["newest"].isoformat(),
            here(one["how"]),
            one["rule"],
            here(one["by"]),
        ]
        for one in rows
    )
    return sheet(f"retention-{town.key}", [here(one) for one in HEADS], lines)


def _page(problem: Sentence | None = None, blames: str = "", typed: dict[str, str] | None = None) -> str:
    supervises = member().role is Role.SUPERVISOR
    with core().database.reading(member().town) as work:
        records = _records(work, SHOWN)
        held = holding.held(work) if supervises else []
        people = names(work, [by for one in held if (by := account_of(one.by)) is not None])
    return render_template(
        "desk/retention.html",
        records=records,
        classes=[_class(one) for one in classes()],
        holds=supervises,
        held=[
            {
                "reference": one.reference,
                "code": Code(one.reference),
                "reason": one.reason,
                "at": one.at,
                "by": people.get(account_of(one.by) or 0, _("a former colleague")),
            }
            for one in held
        ],
        problem=problem,
        blames=blames,
        typed=typed or {},
    )


def _class(one: Class) -> dict[str, Any]:
    return {
        "name": one.name,
        "kept": one.kept_for,
        "how": ACTIONS[one.action] if one.keep else "",
        "yearly": one.yearly,
        "source": one.source,
    }


def _records(work: Work, at_most: int | None) -> list[dict[str, Any]]:
    found = work.session.scalars(select(RetentionRecord).order_by(RetentionRecord.id.desc()).limit(at_most))
    known = {one.key: one.name for one in classes()}
    return [
        {
            "at": one.at,
            "name": known.get(one.kind, one.kind),
            "count": one.count,
            "oldest": work.municipality.today(one.oldest),
            "newest": work.municipality.today(one.newest),
            "how": ACTIONS[Action(one.action)],
            "rule": one.rule,
            "by": BY.get(one.by, one.by),
        }
        for one in found
    ]
