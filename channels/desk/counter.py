"""The counter: whoever comes or calls is found, or something is started for them, in one box."""

from flask import Blueprint, flash, make_response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from channels.desk import serving, visitor
from channels.desk.choosing import choose, open_of, rows_of, services_offered
from channels.desk.frame import FRAME, HERE, talk, turn_of
from channels.desk.session import member
from channels.here import say
from channels.pages.frame import Showing
from channels.pages.reading import text
from channels.pages.taking import take
from channels.pages.tokens import new_token, posted_token
from core.codes import CodeLength
from core.dialogue.answers import Heard
from core.dialogue.steps import Ask, Menu, Step
from core.requests.lists.numbers import Number, Recognised, recognise
from core.text import _


def add_to(made: Blueprint) -> None:
    made.add_url_rule("/counter", "counter", counter)
    made.add_url_rule("/counter", "counter_found", counter_found, methods=["POST"])
    made.add_url_rule("/counter/-/visitor", "counter_visitor", counter_visitor, methods=["POST"])
    made.add_url_rule("/counter/-/keys", "counter_keys", counter_keys, methods=["POST"])
    made.add_url_rule("/counter/-/next", "next_visitor", next_visitor, methods=["POST"])
    serving.add_to(made)


def counter() -> str:
    phone = visitor.visitor()["phone"]
    return choose(found=open_of(phone) if phone else ())


def counter_found() -> BaseResponse:
    """What the clerk typed in the box: a service's number, the visitor's words, a code, a reference, a telephone number."""
    said = text(request.form, "words", 1000)
    if not said.strip():
        return make_response(choose("", _("Type a service's number or what the visitor says.")), 422)
    number = recognise(said, member().town.countries)
    return _numbered(said, number) if number is not None else _spoken(said)


def _numbered(said: str, number: Recognised) -> BaseResponse:
    """The requests of a number. One alone is opened at once; a caller's number is kept for as long as they are served."""
    if number.kind is Number.PHONE:
        visitor.remember(phone=number.text)
        found = open_of(number.text)
        note = "" if found else say()(_("There is no open request of this number in your departments."))
        return make_response(choose(found=found, notes=[note] if note else []))
    found = rows_of(number.text)
    if len(found) == 1:
        return redirect(found[0]["url"], 303)
    if not found:
        return make_response(choose(said, _("Nothing was found among the requests of your departments.")), 422)
    return make_response(choose(said, found=found))


def _spoken(said: str) -> BaseResponse:
    """Words, a service's number or a hand-over code: heard by the same dialogue as everywhere."""
    name = posted_token()
    showing = Showing(here=HERE, turn=new_token())
    own = visitor.own_session(name)
    replied, step = take(turn_of(own, own, Heard(said)), FRAME, showing)
    if isinstance(step, Menu):
        offers = services_offered(step)
        problem = None if offers else _("No service was recognised. Choose one from the list.")
        return make_response(choose(said, problem, offers=offers), 200 if offers else 422)
    if isinstance(step, Ask) and step.service is None:
        return make_response(choose(said, step.problem or step.question.ask), 422)
    if not replied.text.startswith("/"):
        return make_response(replied.text)
    return _led_on(said, name, replied.text, step)


def _led_on(said: str, name: str, address: str, step: Step | None) -> BaseResponse:
    if address.startswith(talk("")):
        # A hand-over code is digits alone, more than a service's number has; what comes with it was said elsewhere.
        digits = [mark for mark in said if mark.isdigit()]
        masked = len(digits) >= CodeLength.HAND_OVER and not any(mark.isalpha() for mark in said)
        visitor.carry_on(address.removeprefix(talk("")).partition("?")[0], name, masked)
    for note in step.notes if step else ():
        flash(say()(note))
    return redirect(address, 303)


def counter_visitor() -> BaseResponse:
    """Who is served: in which language, at the counter or by telephone, and the number, typed once."""
    form, town = request.form, member().town
    if form.get("language") in town.languages:
        visitor.remember(language=form["language"])
    visitor.remember(calls=form.get("by") == "telephone")
    typed = text(form, "phone", 100).strip()
    if not typed:
        visitor.remember(phone="")
        return redirect(HERE, 303)
    number = recognise(typed, town.countries)
    if number is None or number.kind is not Number.PHONE:
        problem = _("This is no telephone number that we can call.")
        return make_response(choose(phone_problem=problem, phone_typed=typed), 422)
    visitor.remember(phone=number.text)
    return redirect(HERE, 303)


def counter_keys() -> BaseResponse:
    visitor.switch_keys(request.form.get("keys") == "on")
    return redirect(HERE, 303)


def next_visitor() -> BaseResponse:
    visitor.next_one()
    return redirect(HERE, 303)
