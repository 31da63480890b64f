"""Calls in: the provider's webhooks, turned into turns. Whatever happens, the caller hears a sentence."""

import logging
from dataclasses import replace
from typing import cast

from flask import Blueprint, Response, g, request
from werkzeug.exceptions import Forbidden, HTTPException

from channels.here import core
from channels.ivr import prompts
from channels.ivr.incoming import Incoming, incoming
from channels.ivr.keys import AGAIN, LOCAL, NUMBER
from channels.ivr.line import CODE, DIALLED, LANGUAGE, RECORDED, START, TOLD, TOLD_STATUS, TURN, Line
from channels.ivr.medium import MEDIUM
from channels.ivr.reading import read_out
from channels.ivr.told import told, told_status
from channels.ivr.voice import compose
from channels.ivr.voices import spoken_languages
from channels.webhook import check_sender, field, twiml
from core.announcements import reading
from core.announcements.tables import Announcement
from core.dialogue.answers import Heard
from core.dialogue.turns import Replied, Spoken, Turn
from core.errors import Unavailable
from core.municipalities.calendar import is_open
from core.municipalities.model import Municipality

LOG = logging.getLogger("thyrida.ivr")

# Nobody does so much in one call; a line that was left open costs the municipality money.
MOST_TURNS = 300
OPEN = "open"
# Of so many emergencies a caller hears at once; the others are among the news.
WARNED = 2
METHODS = ["POST", "GET"]


def blueprint() -> Blueprint:
    """The blueprint; every one of its requests must be signed."""
    made = Blueprint("ivr", __name__)
    made.before_request(check_sender)
    made.add_url_rule(START, "called", called, methods=METHODS, strict_slashes=False)
    made.add_url_rule(LANGUAGE, "chosen", chosen, methods=METHODS)
    made.add_url_rule(TURN, "turned", turned, methods=METHODS)
    made.add_url_rule(RECORDED, "recorded", recorded, methods=METHODS)
    made.add_url_rule(DIALLED, "dialled", dialled, methods=METHODS)
    made.add_url_rule(CODE, "code", read_out, methods=METHODS)
    made.add_url_rule(TOLD, "told", told, methods=METHODS)
    made.add_url_rule(TOLD_STATUS, "told_status", told_status, methods=["POST"])
    # An address that is mistyped at the provider's begins the call anew.
    made.add_url_rule(f"{START}/<path:unknown>", "strayed", called, methods=METHODS)
    made.errorhandler(Unavailable)(unavailable)
    made.errorhandler(Exception)(broken)
    return made


def called(unknown: str = "") -> Response:
    """A call begins: in which language? Whoever calls while life is in danger hears of it first."""
    call = _call()
    if call is None:
        return twiml(prompts.no_town())
    return twiml(prompts.choose_language(call.town, dangers=_dangers(call.town)))


def _dangers(town: Municipality) -> list[Announcement]:
    """The newest emergencies in force that endanger life. A call begins without them, too, where nobody can tell now."""
    try:
        with core().database.reading(town) as work:
            return reading.dangers(work, core().clock.now())[:WARNED]
    except Unavailable as error:
        LOG.error("emergencies not read: %s", error.code, exc_info=error)
        return []


def chosen() -> Response:
    """A key for a language; zero is a person already here, and nine says it again."""
    call = _call()
    if call is None:
        return twiml(prompts.no_town())
    languages = spoken_languages(call.town)
    if call.digits == "0":
        return _take(call, "operator")
    if call.digits.isascii() and call.digits.isdigit() and 1 <= int(call.digits) <= len(languages):
        # From here on even an apology is in the language that was chosen.
        g.call = replace(call, line=Line(call.town, languages[int(call.digits) - 1]))
        return _take(g.call, OPEN)
    return twiml(prompts.choose_language(call.town, wrong=call.digits not in ("", "9")))


def turned() -> Response:
    """Keys pressed, silence kept, or a command that a document gave by itself."""
    call = _call()
    if call is None:
        return twiml(prompts.no_town())
    if call.line.turn > MOST_TURNS:
        return twiml(prompts.enough(call.line))
    command = call.pressed.command
    if command == AGAIN:
        return _again(call)
    if command in LOCAL:
        return twiml(prompts.service_number(call.line) if command == NUMBER else prompts.record(call.line, call.question))
    return _take(call, command)


def recorded() -> Response:
    """A voice message was left, or ended by 0 for a person or star to go back. Either way the recording is fetched,
    and so deleted at the provider's."""
    call = _call()
    if call is None:
        return twiml(prompts.no_town())
    return _take(call, {"0": "operator", "*": "back"}.get(call.digits, ""))


def dialled() -> Response:
    """What came of calling a person."""
    call = _call()
    if call is None:
        return twiml(prompts.no_town())
    answered = field("DialCallStatus", 40) in ("completed", "answered")
    return twiml(prompts.after_dialling(call.line, answered, field("call_back", 40)))


def _call() -> Incoming | None:
    g.call = incoming()
    return cast("Incoming | None", g.call)


def _turn(call: Incoming, command: str, number: int) -> Turn:
    opening = command == OPEN
    return Turn(
        id=f"{call.sid}:{number}",
        municipality=call.town,
        channel="ivr",
        session=call.sid,
        medium=MEDIUM,
        heard=call.heard if call.recording is not None or not command else Heard(),
        contact=call.contact,
        language=call.line.language,
        question="" if command else call.question,
        command="" if opening else command,
        opening=opening,
    )


def _take(call: Incoming, command: str) -> Response:
    turn = _turn(call, command, call.line.turn)
    replied = core().conversing.converse(turn, lambda spoken: _spoken(spoken, call))
    if replied.differs:
        LOG.warning("a known turn came with another content town=%s", call.town.key)
    return _answer(call, replied)


def _spoken(spoken: Spoken, call: Incoming) -> str:
    line = Line(call.town, spoken.language, call.line.turn + 1)
    return compose(spoken.step, line, thanks=call.recording is not None and call.digits not in ("0", "*"))


def _again(call: Incoming) -> Response:
    """The reply of the turn before, once more: what it said is kept nowhere else."""
    before = _turn(call, AGAIN, call.line.turn - 1)
    replied = core().conversing.again(before, lambda spoken: _spoken(spoken, call))
    return twiml(prompts.go_on(call.line)) if replied is None else _answer(call, replied)


def _answer(call: Incoming, replied: Replied) -> Response:
    if replied.text:
        return twiml(replied.text)
    # What was said then is erased by now; the call goes on with what is open.
    return twiml(prompts.go_on(Line(call.town, replied.language, call.line.turn + 1)))


def unavailable(error: Unavailable) -> Response:
    """Nothing was kept: the same turn once more after a pause, then a person (rules: Turns)."""
    LOG.error("turn not kept: %s", error.code, exc_info=error)
    if request.path == TOLD_STATUS:
        # Nobody listens: the provider says it again.
        return Response("", 503)
    call = cast("Incoming | None", g.get("call"))
    if call is None or call.again or request.path == START:
        return _failed(call)
    return twiml(prompts.try_again(call.line, call.same_again(request.path)))


def broken(error: Exception) -> Response:
    """A defect of ours, or a request that cannot be read: an apology and a person, never an error's tone."""
    if isinstance(error, HTTPException) and (error.response is not None or isinstance(error, Forbidden)):
        return cast(Response, error.get_response())
    LOG.error("call failed route=%s", request.url_rule, exc_info=error)
    return _failed(cast("Incoming | None", g.get("call")))


def _failed(call: Incoming | None) -> Response:
    if call is None:
        return twiml(prompts.broken_without_town())
    return twiml(prompts.failed(call.line, is_open(core().clock.now(), call.town)))
