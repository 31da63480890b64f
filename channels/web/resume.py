"""Going on with a code that was given on any channel."""

from flask import Blueprint, Response, make_response, render_template, request

from channels.here import language, source, town
from channels.pages.frame import Showing
from channels.pages.reading import text
from channels.pages.taking import NOT_UNDERSTOOD
from channels.pages.tokens import new_token, posted_token
from channels.web import visitor
from channels.web.frame import FRAME
from channels.web.talking import begin_elsewhere
from core.dialogue.answers import Form, Heard
from core.dialogue.steps import Ask
from core.dialogue.turns import Turn
from core.text import Sentence

HERE = "/resume"


def add_to(made: Blueprint) -> None:
    made.add_url_rule(HERE, "resume", show, methods=["GET"])
    made.add_url_rule(HERE, "resumed", resumed, methods=["POST"])


def show() -> Response:
    return make_response(_page("", None))


def resumed() -> Response:
    """Take over the talk of a code; it goes on at its service's page, with what was said before unseen until the review."""
    name, code = posted_token(), text(request.form, "code", 60)
    turn = Turn(
        id=visitor.own_session(name),
        municipality=town(),
        channel=FRAME.channel,
        session=visitor.own_session(name),
        medium=FRAME.medium,
        heard=Heard(code, Form.TYPED),
        language=language(),
        command="resume",
        source=source(),
    )
    return begin_elsewhere(turn, name, Showing(here=HERE, turn=new_token()), masked=True, sorry=_sorry)


def _sorry(step: Ask) -> Response:
    return make_response(_page(text(request.form, "code", 60), step.problem), NOT_UNDERSTOOD)


def _page(value: str, problem: Sentence | None) -> str:
    return render_template("web/steps/resume.html", action=HERE, turn=new_token(), value=value, problem=problem, found=None)


__all__ = ["add_to"]
