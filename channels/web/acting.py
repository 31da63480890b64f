"""Letting somebody else act for one: a code for them, for one service or any, for some days."""

from flask import Blueprint, Response, flash, get_flashed_messages, make_response, render_template, request

from channels.here import core, say, town
from channels.pages.reading import text
from channels.pages.taking import NOT_UNDERSTOOD, see_other
from channels.web.frame import FRAME, LOGIN
from channels.web.pin import identified
from core.dialogue.service import Assurance, Service
from core.errors import InvalidAnswer
from core.people import authorising
from core.people.known import Authorisation, Person
from core.text import Code, Sentence, _

HERE = "/acting"
DAYS = 30


def add_to(made: Blueprint) -> None:
    made.add_url_rule(HERE, "acting", show, methods=["GET"])
    made.add_url_rule(HERE, "allowed", allowed, methods=["POST"])


def show() -> Response:
    return make_response(_page(identified()))


def allowed() -> Response:
    """Allow somebody, or take it back. The code is on the page that answers, and on no other."""
    person, form, now = identified(), request.form, core().clock.now()
    if person is None:
        return see_other(HERE)
    if form.get("command") == "revoke":
        with core().database.work(town()) as work:
            authorising.revoke(work, person.id, _number(form.get("id", "")), now)
        flash(say()(_("They may not act for you any more.")))
        return see_other(HERE)
    service = form.get("service", "")
    try:
        if service and service not in {one.key for one in _services()}:
            raise InvalidAnswer("service", _("Choose a service from the list."))
        with core().database.work(town()) as work:
            name, days = text(form, "other_name", 200), _number(form.get("days", ""))
            row, code = authorising.allow(work, core().codes, person.id, name, service, days, FRAME.channel, now)
            until = row.expires_at
    except InvalidAnswer as error:
        return make_response(_page(person, error.sentence, error.code), NOT_UNDERSTOOD)
    given = {"code": Code(code), "until": until, "name": name}
    return make_response(render_template("web/acting_given.html", **given, continue_url=HERE))


def _number(words: str) -> int:
    return int(words) if words.isascii() and words.isdigit() and len(words) < 20 else 0


def _services() -> list[Service]:
    """The services for which it matters who asks."""
    return [one for one in core().catalogue(town()).listed() if one.assurance is not Assurance.NONE]


def _page(person: Person | None, problem: Sentence | None = None, blames: str = "") -> str:
    given: list[Authorisation] = []
    if person is not None:
        with core().database.reading(town()) as work:
            given = authorising.given_by(work, person.id)
    now, services = core().clock.now(), _services()
    titles = {one.key: one.title for one in services}
    return render_template(
        "web/acting.html",
        action=HERE,
        name=f"{person.first_name} {person.last_name}".strip() if person else "",
        signed_in=person is not None,
        login_url=f"{LOGIN}?to={HERE}" if core().logins(town()) is not None else "",
        services=[{"value": key, "title": title} for key, title in titles.items()],
        given=[
            {
                "id": one.id,
                "name": one.other_name,
                "service": titles.get(one.service, one.service) if one.service else _("any service"),
                "until": one.expires_at,
                "state": _state(one, authorising.good(one, one.service, now)),
                "open": authorising.good(one, one.service, now),
            }
            for one in given
        ],
        problem=problem,
        blames=blames,
        typed={name: text(request.form, name, 200) for name in ("other_name", "service", "days")} | _days(),
        notes=get_flashed_messages(),
    )


def _days() -> dict[str, str]:
    return {} if request.form.get("days") else {"days": str(DAYS)}


def _state(row: Authorisation, good: bool) -> Sentence:
    if row.used_at is not None:
        return _("used")
    if row.revoked_at is not None:
        return _("taken back")
    return _("good") if good else _("expired")


__all__ = ["add_to"]
