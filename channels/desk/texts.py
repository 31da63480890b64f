"""In which letters the town's texts are written, with what that costs and whom; for administrators."""

from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from channels.desk.session import member
from channels.here import core, say
from core.errors import NotFound
from core.messages import savings, style
from core.messages.costs import price
from core.people.contact import Way
from core.ports import Work
from core.staff.names import account_of, names
from core.text import _

HERE = "/texts"
SHOWN = 20


def add_to(made: Blueprint) -> None:
    made.add_url_rule(HERE, "texts", shown)
    made.add_url_rule(HERE, "texts_chosen", chosen, methods=["POST"])


def shown() -> Response:
    town, now = member().town, core().clock.now()
    with core().database.reading(town) as work:
        reckoned, made = savings.reckon(work, now), _made(work)
    page = render_template(
        "desk/texts.html",
        reckoned=reckoned,
        names=style.CLASS_NAMES,
        choices=made,
        price=price(town, Way.TEXT),
        assumed="text" not in town.prices,
    )
    return make_response(page)


def _made(work: Work) -> list[dict[str, Any]]:
    """What was chosen, when and by whom, the last choice first."""
    choices = style.history(work, SHOWN)
    known = names(work, [id_ for one in choices if (id_ := account_of(one.by)) is not None])
    return [
        {
            "at": one.at,
            "what": style.CLASS_NAMES[one.purpose],
            "capitals": one.capitals,
            "by": known.get(account_of(one.by) or 0, ""),
        }
        for one in choices
    ]


def chosen() -> BaseResponse:
    """Choose the letters of one class; then the page again."""
    here, purpose, capitals = member(), request.form.get("purpose", ""), request.form.get("letters") == "capitals"
    if purpose not in style.CLASS_NAMES:
        raise NotFound("texts", _("There is no such class of texts."))
    with core().database.work(here.town) as work:
        style.choose(work, purpose, capitals, here.actor, core().clock.now())
    flash(
        say()(
            _("From now on they are written in capitals of the one-byte alphabet.")
            if capitals
            else _("From now on they are written in Greek as it is.")
        )
    )
    return redirect(f"/desk{HERE}", 303)
