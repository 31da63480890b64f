"""The counter: a clerk serves a visitor through the same dialogue as everybody else has, typing for them."""

from urllib.parse import quote

from flask import Blueprint, Response, flash, g, get_flashed_messages, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from channels.desk import visitor
from channels.desk.medium import MEDIUM
from channels.desk.session import member
from channels.here import core, say
from channels.pages.draw import page
from channels.pages.frame import Frame, Showing
from channels.pages.reading import heard, text
from channels.pages.taking import answer, take, wrong
from channels.pages.tokens import new_token, posted_token
from channels.pages.uploads import received
from core.dialogue.answers import Heard
from core.dialogue.service import Service
from core.dialogue.steps import Ask, Done, Menu
from core.dialogue.turns import Turn
from core.errors import InvalidAnswer, NotFound
from core.text import _

HERE = "/desk/counter"


def talk(service: str) -> str:
    return f"{HERE}/{service}"


def track(reference: str) -> str:
    """A request opens for those who may see it, and is searched for in vain by the others."""
    return f"/desk/requests?q={quote(reference)}"


def menu(value: str) -> str:
    known = core().catalogue(member().town).get(value)
    return f"{talk(value)}?new=1" if known else HERE


FRAME = Frame(channel="desk", medium=MEDIUM, templates="desk", talk=talk, track=track, menu=menu)


def add_to(made: Blueprint) -> None:
    made.add_url_rule("/counter", "counter", counter)
    made.add_url_rule("/counter", "counter_found", counter_found, methods=["POST"])
    made.add_url_rule("/counter/-/language", "counter_language", counter_language, methods=["POST"])
    made.add_url_rule("/counter/-/next", "next_visitor", next_visitor, methods=["POST"])
    made.add_url_rule("/counter/<key>", "counter_asked", counter_asked)
    made.add_url_rule("/counter/<key>", "counter_answered", counter_answered, methods=["POST"])


def counter() -> str:
    return _choose()


def _choose(said: str = "", problem: object = None) -> str:
    """Which service: by its number, by the visitor's words, or from the list."""
    catalogue = core().catalogue(member().town)
    offered = catalogue.offered(MEDIUM.replies)
    groups = [
        {"name": group.name, "services": [one for one in offered if one.menu.startswith(group.digit)]}
        for group in catalogue.groups
    ]
    groups.append({"name": _("Others"), "services": [one for one in offered if not one.menu]})
    return render_template(
        "desk/counter.html",
        groups=[group for group in groups if group["services"]],
        turn=new_token(),
        said=said,
        problem=problem,
        visitor=visitor.visitor(),
    )


def counter_found() -> BaseResponse:
    """What the clerk typed in the box: a service's number, the visitor's words, a code, a reference."""
    name, said = posted_token(), text(request.form, "words", 1000)
    if not said.strip():
        return make_response(_choose("", _("Type a service's number or what the visitor says.")), 422)
    showing = Showing(here=HERE, turn=new_token())
    replied, step = take(_turn(visitor.own_session(name), visitor.own_session(name), Heard(said)), FRAME, showing)
    if isinstance(step, Menu):
        if step.picks and not step.top and not step.notes:
            return make_response(page(step, FRAME, showing))
        return make_response(_choose(said, _("No service was recognised. Choose one from the list.")), 422)
    if isinstance(step, Ask) and step.service is None:
        return make_response(_choose(said, step.problem or step.question.ask), 422)
    if not replied.text.startswith("/"):
        return make_response(replied.text)
    if replied.text.startswith(talk("")):
        visitor.carry_on(replied.text.removeprefix(talk("")).partition("?")[0], name)
    for note in step.notes if step else ():
        flash(say()(note))
    return redirect(replied.text, 303)


def counter_language() -> BaseResponse:
    wanted = request.form.get("language", "")
    if wanted in member().town.languages:
        visitor.speak(wanted)
    return redirect(HERE, 303)


def next_visitor() -> BaseResponse:
    visitor.next_one()
    return redirect(HERE, 303)


def counter_asked(key: str) -> Response:
    """The present question of this visitor's talk about a service. The receipt is in the visitor's language."""
    service = _service(key)
    begins = "new" in request.args
    turn = _turn(visitor.talk_session(key), "", Heard(), service, begins)
    shown = core().conversing.show(turn, request.args.get("change") or request.args.get("at", ""))
    assert shown is not None, "a turn that names its service always shows something"
    step, language = shown
    if isinstance(step, Done):
        g.language = language
    showing = _showing(service, begins, changing="change" in request.args)
    return make_response(page(step, FRAME, showing))


def counter_answered(key: str) -> Response:
    """One page's answer or command."""
    service, form = _service(key), request.form
    session, name = visitor.talk_session(key), posted_token()
    showing = _showing(service, bool(form.get("begins")), typed=True)
    turn_id = f"{session}|{name}"
    try:
        uploads = received(request.files.getlist("file"), turn_id, member().town, core().storage)
    except InvalidAnswer as error:
        turn = _turn(session, turn_id, heard(form), service, showing.begins)
        return wrong(turn, FRAME, showing, error.sentence)
    return answer(_turn(session, turn_id, heard(form, uploads), service, showing.begins), FRAME, showing)


def _service(key: str) -> Service:
    found = core().catalogue(member().town).get(key)
    if found is None:
        raise NotFound("service", _("This service is not offered here."))
    return found


def _turn(session: str, name: str, said: Heard, service: Service | None = None, opening: bool = False) -> Turn:
    return Turn(
        id=name,
        municipality=member().town,
        channel=FRAME.channel,
        session=session,
        medium=FRAME.medium,
        heard=said,
        language=visitor.visitor()["language"],
        question=text(request.form, "question", 100),
        command=text(request.form, "command", 40),
        service=service.key if service else "",
        opening=opening,
        actor=member().actor,
        source=member().actor,
    )


def _showing(service: Service, begins: bool, typed: bool = False, changing: bool = False) -> Showing:
    return Showing(
        here=talk(service.key),
        turn=new_token(),
        leave=HERE,
        typed={name: text(request.form, name) for name in request.form} if typed else None,
        notes=() if typed else tuple(map(str, get_flashed_messages())),
        begins=begins,
        changing=changing,
    )
