"""One's PIN: chosen after the national login, or with the code that a clerk handed over at the counter."""

from typing import Any

from flask import Blueprint, Response, flash, get_flashed_messages, make_response, render_template, request

from channels.here import core, language, say, source, town
from channels.pages.reading import text
from channels.pages.taking import NOT_UNDERSTOOD, see_other
from channels.web import visitor
from channels.web.frame import FRAME, LOGIN
from core.dialogue.service import Assurance
from core.errors import InvalidAnswer
from core.people import choosing, onetime, persons, proving
from core.people.known import Person
from core.people.onetime import Guard
from core.text import Sentence, _

HERE = "/pin"


def add_to(made: Blueprint) -> None:
    made.add_url_rule(HERE, "pin", show, methods=["GET"])
    made.add_url_rule(HERE, "pin_chosen", chosen, methods=["POST"])


def guard() -> Guard:
    return Guard(core().codes, core().codes.digest("source", source())[:16], core().settings.codes_a_day)


def identified() -> Person | None:
    """Whoever signed in with the national login in this browser, not longer than an hour ago."""
    if not visitor.proof():
        return None
    with core().database.reading(town()) as work:
        found = proving.standing(work, visitor.proof(), core().clock.now())
        return persons.final(work, found.person) if found.assurance is Assurance.IDENTITY and found.person else None


def show() -> Response:
    return make_response(_page(identified()))


def chosen() -> Response:
    """A form of the page: a PIN, or a telephone for codes and the code that it was sent."""
    form = request.form
    doing = {"phone": _phone, "code": _code}.get(form.get("command", ""), _pin)
    try:
        flash(say()(doing()))
    except InvalidAnswer as error:
        return make_response(_page(identified(), error.sentence, error.code), NOT_UNDERSTOOD)
    return see_other(HERE)


def _pin() -> Sentence:
    """Keep a new PIN. Its hash is made between two transactions: first who it is, last that it is kept."""
    now, here = core().clock.now(), town()
    pin, again = text(request.form, "pin", 60), text(request.form, "again", 60)
    person = identified()
    if person is not None:
        choosing.by_login(core().database, core().pins, here, person, pin, again, FRAME.channel, now)
    else:
        handed = choosing.Handed(text(request.form, "afm", 60), text(request.form, "handed", 60))
        choosing.by_code(core().database, core().pins, here, handed, guard(), pin, again, FRAME.channel, now)
    return _("Your PIN is kept. You can use it with your AFM on the telephone and here.")


def _phone() -> Sentence:
    """Send a code to a telephone, which will get the codes that a PIN may need."""
    person, now = identified(), core().clock.now()
    if person is None:
        raise InvalidAnswer("signed-out", _("Please sign in again."))
    number = choosing.read_number(text(request.form, "phone", 60), town())
    refused: InvalidAnswer | None = None
    with core().database.work(town()) as work:
        try:
            row, way = choosing.send_to(work, guard(), number, person.id, language(), now)
        except InvalidAnswer as error:
            refused = error
        else:
            visitor.expects(row, str(way), number)
    if refused is not None:
        raise refused
    return _("A code is on its way to your telephone. Type it here within 10 minutes.")


def _code() -> Sentence:
    person, now = identified(), core().clock.now()
    expected = visitor.expected()
    if person is None or expected is None:
        raise InvalidAnswer("signed-out", _("Please sign in again."))
    row, way, number = expected
    refused: InvalidAnswer | None = None
    with core().database.work(town()) as work:
        try:
            onetime.check(work, guard(), row, text(request.form, "code", 60), now)
        except InvalidAnswer as error:
            # Kept with its wrong try, and told after.
            refused = error
        else:
            persons.reached(work, person.id, way, number, now)
            visitor.expects(0, "", "")
    if refused is not None:
        raise refused
    return _("Your telephone is noted for codes.")


def _page(person: Person | None, problem: Sentence | None = None, blames: str = "") -> str:
    context: dict[str, Any] = {
        "action": HERE,
        "name": f"{person.first_name} {person.last_name}".strip() if person else "",
        "signed_in": person is not None,
        "login_url": f"{LOGIN}?to={HERE}" if core().logins(town()) is not None else "",
        "expects": visitor.expected() is not None,
        "problem": problem,
        "blames": FIELDS.get(blames, blames if blames in ("afm", "handed", "phone", "code") else "pin"),
        "typed": {name: text(request.form, name, 60) for name in ("afm", "phone")},
        "notes": get_flashed_messages(),
    }
    return render_template("web/pin.html", **context)


# The field that is to blame, by the code of what was wrong.
FIELDS = {
    "pin-differs": "again",
    "code-wrong": "code",
    "code-over": "code",
    "handed-over": "handed",
    "number": "phone",
    "short-number": "phone",
    "foreign-number": "phone",
    "special-number": "phone",
    "no-such-number": "phone",
    "not-digits": "phone",
    "empty": "phone",
    "length": "afm",
    "check-digit": "afm",
}

__all__ = ["add_to"]
