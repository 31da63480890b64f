"""Texts in by the telephone provider's webhooks: its fields read, its documents written."""

import logging
from typing import cast
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from channels.faults import fault_of
from channels.here import core
from channels.sms import relayed
from channels.sms.answering import Texted, answer, sorry, unavailable
from channels.webhook import SID, called_town, check_sender, field, twiml
from core.dialogue.answers import Upload
from core.errors import Unavailable
from core.messages.outbox import MessageState, receipt
from core.text import writable

LOG = logging.getLogger("thyrida.sms")

# One message is all that we ever answer: written out, it costs a hundredth of what a document's tree does.
XML = '<?xml version="1.0" encoding="UTF-8"?>'
# More pictures than this in one text are left out; the provider sends ten at the most.
PICTURES = 10


def blueprint() -> Blueprint:
    """The blueprint; every request must show that it comes from one of the gateways, each in its own way."""
    made = Blueprint("sms", __name__, url_prefix="/sms")
    made.before_request(_check_sender)
    made.add_url_rule("/twilio", "texted", texted, methods=["POST", "GET"])
    made.add_url_rule("/twilio/fallback", "failed", failed, methods=["POST", "GET"])
    made.add_url_rule("/twilio/status", "reported", reported, methods=["POST"])
    relayed.add_to(made)
    made.errorhandler(Unavailable)(unavailable)
    made.errorhandler(Exception)(broken)
    return made


def _check_sender() -> None:
    if request.path.startswith(f"{relayed.AT}/") or request.path == relayed.AT:
        relayed.check_sender()
    else:
        check_sender()


def texted() -> Response:
    """One text in, one reply out."""
    sid = field("MessageSid")
    return _reply(
        answer(
            Texted(
                id=sid if SID.fullmatch(sid) else "",
                town=called_town(),
                sender=field("From", 40),
                words=field("Body"),
                pictures=_pictures(),
                confirmed=bool(field("OptOutType")),
            )
        )
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


def _reply(text: str) -> Response:
    text = writable(text)
    return twiml(f"{XML}<Response><Message>{escape(text)}</Message></Response>") if text else twiml(f"{XML}<Response />")


def failed() -> Response:
    """The provider's repeats have failed too: apologise, without touching a database."""
    return _reply(sorry())


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


def broken(error: Exception) -> Response:
    """A defect of ours: an apology, never silence; what failed is in the log, without what was said."""
    if isinstance(error, HTTPException):
        return cast(Response, error.get_response())
    LOG.error("text failed", exc_info=error)
    return relayed.failed() if request.path == relayed.AT else failed()
