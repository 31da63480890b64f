"""The pages of a talk about one service, and the box in which anybody says what is wrong in their own words."""

from collections.abc import Callable
from datetime import timedelta

from flask import Blueprint, Response, get_flashed_messages, make_response, request

from channels.here import core, language, source, town
from channels.pages.draw import page
from channels.pages.frame import Showing
from channels.pages.reading import heard, text
from channels.pages.taking import again, answer, conflict, lead_on, take, wrong
from channels.pages.tokens import known_token, new_token, posted_token
from channels.pages.uploads import sent_with_page
from channels.web import visitor
from channels.web.frame import FRAME, talk
from core.dialogue.answers import Heard
from core.dialogue.service import Service
from core.dialogue.steps import Ask, Done, Menu, Review, Step
from core.dialogue.turns import Turn
from core.errors import InvalidAnswer, NotFound
from core.text import _

# How long a receipt is shown at its service's address; others may use this browser after.
RECEIPT_STAYS = timedelta(minutes=30)


def add_to(made: Blueprint) -> None:
    made.add_url_rule("/start", "begun", begun, methods=["GET"])
    made.add_url_rule("/start", "told", told, methods=["POST"])
    made.add_url_rule("/start/<key>", "asked", asked, methods=["GET"])
    made.add_url_rule("/start/<key>", "answered", answered, methods=["POST"])


def asked(key: str) -> Response:
    """The present step of this browser's talk about a service, or the service's first question. Nothing is written."""
    service = _service(key)
    masked = visitor.is_masked(key)
    revising = "" if masked else request.args.get("change") or request.args.get("at", "")
    begins = "new" in request.args
    step = _step(service, revising, begins)
    if isinstance(step, Done) and core().clock.now() > step.received_at + RECEIPT_STAYS:
        begins, step = True, _step(service, "", True)
    if isinstance(step, Review):
        visitor.unmask(key)
    showing = _showing(service, begins=begins, masked=masked, changing="change" in request.args and not masked)
    return make_response(page(step, FRAME, showing))


def answered(key: str) -> Response:
    """One page's answer or command."""
    service = _service(key)
    form = request.form
    session, name = visitor.talk_session(key), posted_token()
    showing = _showing(service, begins=bool(form.get("begins")), masked=visitor.is_masked(key), typed=True)
    turn = _turn(service, session, f"{session}|{name}", heard(form), opening=showing.begins)
    try:
        uploads = sent_with_page(turn.id)
    except InvalidAnswer as error:
        return wrong(turn, FRAME, showing, error.sentence)
    if uploads:
        turn = _turn(service, session, turn.id, heard(form, uploads), opening=showing.begins)
    return answer(turn, FRAME, showing)


def _service(key: str) -> Service:
    found = core().catalogue(town()).get(key)
    if found is None:
        raise NotFound("service", _("This service is not offered here. All services are listed on the start page."))
    return found


def _step(service: Service, revising: str, begins: bool) -> Step:
    turn = _turn(service, visitor.talk_session(service.key), "", Heard(), opening=begins)
    shown = core().conversing.show(turn, revising)
    assert shown is not None, "a turn that names its service always shows something"
    return shown[0]


def _turn(service: Service, session: str, name: str, said: Heard, opening: bool) -> Turn:
    form = request.form
    return Turn(
        id=name,
        municipality=town(),
        channel=FRAME.channel,
        session=session,
        medium=FRAME.medium,
        heard=said,
        language=language(),
        question=text(form, "question", 100),
        command=text(form, "command", 40),
        service=service.key,
        opening=opening,
        source=source(),
        proof=visitor.proof(),
    )


def _showing(service: Service, begins: bool, masked: bool, typed: bool = False, changing: bool = False) -> Showing:
    return Showing(
        here=talk(service.key),
        turn=new_token(),
        leave=f"/services/{service.key}",
        typed={name: text(request.form, name) for name in request.form} if typed else None,
        notes=() if typed else tuple(map(str, get_flashed_messages())),
        begins=begins,
        masked=masked,
        changing=changing,
    )


def begun() -> Response:
    """What was understood of somebody's own words, or the box to write them in."""
    name = known_token(request.args.get("said", ""))
    showing = _free(name)
    shown = core().conversing.show(_free_turn(name, ""), "") if name else None
    step = shown[0] if shown else None
    menu = step if isinstance(step, Menu) else Menu(title=_("What can we do for you?"), picks=(), top=True)
    return make_response(page(menu, FRAME, showing))


def told() -> Response:
    """Somebody says in their own words what is wrong: a service begins, or we ask what they meant."""
    name = posted_token()
    words = text(request.form, "words", 1000)
    return begin_elsewhere(_free_turn(name, words), name, _free(name, words))


def begin_elsewhere(
    turn: Turn, name: str, showing: Showing, masked: bool = False, sorry: Callable[[Ask], Response] | None = None
) -> Response:
    """Take a turn that may begin or bring a talk, which then goes on at its service's own page.

    `sorry` answers a code that could not be taken.
    """
    replied, step = take(turn, FRAME, showing)
    if replied.differs:
        return conflict(turn, FRAME, showing, replied)
    if isinstance(step, Ask) and step.service is None:
        return sorry(step) if sorry else lead_on(replied, step)
    if isinstance(step, Menu) and step.notes:
        return again(step, FRAME, showing)
    if replied.text.startswith(talk("")):
        visitor.carry_on(replied.text.removeprefix(talk("")).partition("?")[0], name, masked)
    return lead_on(replied, step)


def _free(name: str, words: str = "") -> Showing:
    here = f"/start?said={name}" if name else "/start"
    return Showing(here=here, turn=new_token(), typed={"words": words})


def _free_turn(name: str, words: str) -> Turn:
    return Turn(
        id=visitor.own_session(name),
        municipality=town(),
        channel=FRAME.channel,
        session=visitor.own_session(name),
        medium=FRAME.medium,
        heard=Heard(words),
        language=language(),
        source=source(),
    )


__all__ = ["add_to", "begin_elsewhere"]
