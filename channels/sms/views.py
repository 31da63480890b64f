"""Texts in: the provider's webhooks, turned into turns."""

import logging
import re
from typing import cast
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from channels.faults import fault_of
from channels.here import core
from channels.sms.compose import compose
from channels.sms.medium import MEDIUM
from channels.webhook import CALLABLE, SID, called_town, check_sender, field, twiml
from core.dialogue.answers import Form, Heard, Upload
from core.dialogue.steps import Notice
from core.dialogue.turns import Spoken, Turn
from core.errors import Unavailable
from core.languages import WITHOUT_TOWN, tongue
from core.messages.outbox import MessageState, receipt
from core.municipalities.model import Municipality
from core.text import _

LOG = logging.getLogger("thyrida.sms")

# One message is all that we ever answer: written out, it costs a hundredth of what a document's tree does.
XML = '<?xml version="1.0" encoding="UTF-8"?>'
# Signs that no document may hold (XML 1.0, 2.2): what somebody typed, or pasted from elsewhere, can bring them.
_UNWRITABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# More pictures than this in one text are left out; the provider sends ten at the most.
PICTURES = 10


def blueprint() -> Blueprint:
    """The blueprint; every one of its requests must be signed."""
    made = Blueprint("sms", __name__, url_prefix="/sms")
    made.before_request(check_sender)
    made.add_url_rule("/twilio", "texted", texted, methods=["POST", "GET"])
    made.add_url_rule("/twilio/fallback", "failed", failed, methods=["POST", "GET"])
    made.add_url_rule("/twilio/status", "reported", reported, methods=["POST"])
    made.errorhandler(Unavailable)(unavailable)
    made.errorhandler(Exception)(broken)
    return made


def texted() -> Response:
    """One text in, one reply out."""
    town, sender = called_town(), field("From", 40)
    if not CALLABLE.fullmatch(sender) or core().directory.by_number(sender) is not None:
        # A short code, a name in letters, or ourselves: answering could begin a loop between machines.
        return _silent()
    if town is None:
        return _reply(" ".join(tongue(one)(_("This number belongs to no municipality.")) for one in WITHOUT_TOWN))
    if not SID.fullmatch(field("MessageSid")):
        return _reply(tongue(town.languages[0])(_("Your message did not arrive whole. Please send it again.")))
    replied = core().conversing.converse(_turn(town, sender), lambda spoken: _text(spoken, town))
    if replied.differs:
        LOG.warning("a known message id came with another content town=%s", town.key)
    return _reply(replied.text)


def _turn(town: Municipality, sender: str) -> Turn:
    pictures = _pictures()
    words = field("Body")
    return Turn(
        id=field("MessageSid"),
        municipality=town,
        channel="sms",
        session=sender,
        medium=MEDIUM,
        heard=Heard(words, Form.FILE if pictures and not words.strip() else Form.TYPED, pictures),
        contact=sender,
    )


def _pictures() -> tuple[Upload, ...]:
    """What came with the text. A job takes it from the provider later; only the provider's own addresses are taken."""
    count = field("NumMedia", 3)
    found = []
    for number in range(min(int(count) if count.isascii() and count.isdigit() else 0, PICTURES)):
        source = field(f"MediaUrl{number}", 500)
        if urlsplit(source).scheme in ("http", "https"):
            found.append(Upload(field(f"MediaContentType{number}", 100), source=source))
    return tuple(found)


def _text(spoken: Spoken, town: Municipality) -> str:
    if isinstance(spoken.step, Notice) and spoken.step.consent and field("OptOutType"):
        # The provider has confirmed it already, in its own words.
        return ""
    return compose(spoken, town)


def _reply(text: str) -> Response:
    text = _UNWRITABLE.sub("", text)
    return twiml(f"{XML}<Response><Message>{escape(text)}</Message></Response>") if text else _silent()


def _silent() -> Response:
    return twiml(f"{XML}<Response />")


def failed() -> Response:
    """The provider's repeats have failed too: apologise, without touching a database."""
    sorry = " ".join(
        tongue(one)(_("We could not take your message. Please send it again later, or call us.")) for one in WITHOUT_TOWN
    )
    return _reply(sorry)


def reported() -> Response:
    """A provider's word about one of our messages; our own id came back in the address that we gave it."""
    state = STATES.get(field("MessageStatus", 40).lower())
    ours = request.args.get("message", "")
    town = core().directory.by_key(request.args["town"]) if request.args.get("town") else None
    if state is not None and town is not None and ours.isascii() and ours.isdigit():
        with core().database.work(town) as work:
            code, now = field("ErrorCode", 20), core().clock.now()
            receipt(work, int(ours), state, code, now, fault_of(code), field("MessageSid", 40))
    return Response("", 204)


STATES = {
    "queued": MessageState.ACCEPTED,
    "accepted": MessageState.ACCEPTED,
    "sending": MessageState.ACCEPTED,
    "sent": MessageState.ACCEPTED,
    "delivered": MessageState.DELIVERED,
    "read": MessageState.DELIVERED,
    "undelivered": MessageState.UNDELIVERED,
    "failed": MessageState.FAILED,
}


def unavailable(error: Unavailable) -> Response:
    """Nothing was kept: 503 with no body, so that the provider repeats the same message (rules: Turns)."""
    LOG.error("turn not kept: %s", error.code, exc_info=error)
    return Response("", 503)


def broken(error: Exception) -> Response:
    """A defect of ours: an apology, never silence; what failed is in the log, without what was said."""
    if isinstance(error, HTTPException):
        return cast(Response, error.get_response())
    LOG.error("text failed", exc_info=error)
    return failed()
