"""Issuing without a clerk: what is on, who switched it and why; for supervisors."""

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from channels.desk.session import member
from channels.here import core, say
from core.certificates import automatic
from core.errors import InvalidAnswer, NotFound
from core.text import Sentence, _

HERE = "/automatic"
LONGEST = 300


def add_to(made: Blueprint) -> None:
    made.add_url_rule(HERE, "automatic", shown)
    made.add_url_rule(HERE, "automatic_switched", switched, methods=["POST"])


def shown() -> Response:
    return make_response(_page())


def switched() -> BaseResponse:
    """Switch one service, or stop all of them; then the page again."""
    key, reason, now = request.form.get("service", ""), request.form.get("reason", "")[:LONGEST], core().clock.now()
    on, here = request.form.get("on") == "yes", member()
    service = core().catalogue(here.town).get(key)
    if key and service is None:
        raise NotFound("service", _("This service is not offered here any more."))
    try:
        with core().database.work(here.town) as work:
            if service is None:
                automatic.halt(work, reason, now, here.person.id)
            else:
                automatic.switch(work, here, service, on, reason, now)
    except InvalidAnswer as error:
        return make_response(_page(error.sentence), 422)
    said = _("Everything is stopped.") if service is None else _("It is switched on.") if on else _("It is switched off.")
    flash(say()(said))
    return redirect(f"/desk{HERE}", 303)


def _page(problem: Sentence | None = None) -> str:
    here = member()
    catalogue = core().catalogue(here.town)
    with core().database.reading(here.town) as work:
        services = [
            {"key": one.key, "title": one.title, "on": automatic.is_on(work, one.key)}
            for one in catalogue.services.values()
            if one.certificate is not None and not one.certificate.copies
        ]
        switches = [
            {
                "at": one.at,
                "what": found.title if (found := catalogue.get(one.service)) else one.service or _("all services"),
                "on": one.on,
                "reason": one.reason,
            }
            for one in automatic.switches(work)[:50]
        ]
    return render_template("desk/automatic.html", services=services, switches=switches, problem=problem)
