"""The receipt at the counter, in the visitor's language: on the screen with what the clerk does next, and for the printer."""

from typing import Any

from flask import Response, g, get_flashed_messages, make_response, render_template, request, session

from channels.desk import visitor
from channels.desk.frame import FRAME, talk
from channels.desk.session import member
from channels.here import core, language, say
from channels.pages.draw import drawn
from channels.pages.frame import Showing
from channels.pages.tokens import new_token
from core.dialogue.service import Service
from core.dialogue.steps import Done
from core.requests import dossier, papers
from core.requests.filing import answers_of
from core.text import Sentence, Text, _

# What the clerk reads beside a visitor's receipt stays in the clerk's language.
CLERK: dict[str, Text] = {
    "beside": _("For the clerk"),
    "next": _("Next visitor"),
    "print": _("Print the receipt"),
    "roll": _("Print on 80 mm"),
    "a4": _("Print on A4"),
    "open": _("Open the request"),
    "another": _("Another service for the same visitor"),
    "back": _("Back to the receipt"),
}
A4, ROLL = "a4", "roll"


def done(step: Done, spoken: str, service: Service) -> Response:
    """The receipt on the screen."""
    context = _context(step, spoken, service)
    return make_response(render_template("desk/steps/done.html", notes=list(get_flashed_messages()), **context))


def printed(step: Done, spoken: str, service: Service) -> Response:
    """The receipt for the printer; the paper that was chosen last is the one for the next receipt."""
    wanted = request.args.get("paper", "")
    if wanted in (A4, ROLL):
        session["counter_paper"] = wanted
    return make_response(render_template("desk/receipt.html", paper=_paper(), **_context(step, spoken, service)))


def _paper() -> str:
    return str(session.get("counter_paper", A4))


def _context(step: Done, spoken: str, service: Service) -> dict[str, Any]:
    clerk, say_clerk = language(), say()
    words = {name: say_clerk(text) for name, text in CLERK.items()}
    has, missing = _papers(step, service)
    g.language = spoken
    _template, context = drawn(step, FRAME, Showing(here=talk(service.key), turn=new_token()))
    return context | {
        "action": talk(service.key),
        "clerk": words,
        "clerk_language": clerk,
        "papers_received": has,
        "papers_missing": missing,
        "receipt_url": f"{talk(service.key)}/receipt",
        "printed_on": _paper(),
        "keys": visitor.keys_on(),
        "here": "/desk/counter/",
    }


def _papers(step: Done, service: Service) -> tuple[list[Sentence], list[Sentence]]:
    """The papers that were received, and those that are still to be brought."""
    with core().database.reading(member().town) as work:
        request_now = dossier.one(work, step.reference)
        answers = answers_of(work, request_now.id)
        wanted = papers.wanted(service, answers)
        has = papers.received(work, request_now, wanted, answers)
    received: list[Sentence] = [one.name for one in wanted if one.key in has]
    return received, [one.name for one in wanted if one.key not in has]
