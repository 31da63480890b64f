"""Texts in by Kannel, the open gateway: one POST a text, whose answer it sends back, and its receipts for ours.

It is told of us in its `sms-service` group (docs/kannel.md has the whole file):

    post-url = "https://kannel:TOKEN@hatch.example.org/sms/kannel?id=%I"
    accept-x-kannel-headers = true

Sender, number and words come in headers and in the body, and not in the address, where a proxy's log would keep them. `%I` is
the gateway's id of the text, the same at every repeat.
"""

import logging
import re
from ipaddress import ip_address

from flask import Blueprint, Response, abort, request

from channels.here import core
from channels.sms.agreed import coding_of, id_of, proof_of, same
from channels.sms.answering import Texted, answer, sorry
from channels.webhook import LARGEST_BODY
from core.messages.faults import Fault
from core.messages.outbox import MessageState, receipt
from core.municipalities.model import Municipality

LOG = logging.getLogger("thyrida.sms")
AT = "/sms/kannel"
ID = re.compile(r"[0-9A-Za-z-]{8,64}")
LONGEST = 2000
# The gateway's names for how the words are written; anything else is no text.
CHARSETS = frozenset({"utf-8", "utf-16be", "us-ascii", "iso-8859-1", "iso-8859-7", "windows-1252", "windows-1253"})
# What it says by %d of one of our texts. "Sent on to the network" leads no further than what we know.
STATES = {
    "1": (MessageState.DELIVERED, ""),
    "2": (MessageState.UNDELIVERED, "undelivered"),
    "4": (MessageState.ACCEPTED, ""),
    "8": (MessageState.ACCEPTED, ""),
    "16": (MessageState.FAILED, "rejected"),
}
# The network gave up on a handset that it did not reach; what it rejects, it rejects again.
FAULTS = {"undelivered": Fault.AWAY}


def add_to(blueprint: Blueprint) -> None:
    """The addresses of this gateway, whose requests `check_sender` has let in."""
    blueprint.add_url_rule("/kannel", "relayed", relayed, methods=["POST"])
    blueprint.add_url_rule("/kannel/status", "relayed_status", told, methods=["GET", "POST"])


def check_sender() -> None:
    """Let only our gateway in: from where it is, and with the secret; its receipts each prove that we asked for them."""
    request.max_content_length = LARGEST_BODY
    settings = core().settings
    if settings.kannel_token and _near() and (_proven() if request.path != AT else _known()):
        return
    LOG.warning("forged or unknown gateway route=%s", request.url_rule)
    abort(Response("forbidden", 403, mimetype="text/plain"))


def _near() -> bool:
    """Whether the request comes from where the gateway is; where nobody said that, from anywhere."""
    networks = core().settings.kannel_networks
    if not networks:
        return True
    try:
        source = ip_address(request.remote_addr or "")
    except ValueError:
        return False
    return any(source in network for network in networks)


def _known() -> bool:
    shown = request.authorization.password if request.authorization is not None else None
    return same(shown or "", core().settings.kannel_token)


def _proven() -> bool:
    asked = request.args
    expected = proof_of(core().settings.kannel_token, asked.get("town", ""), asked.get("message", ""), asked.get("try", ""))
    return same(asked.get("proof", ""), expected)


def relayed() -> Response:
    """One text in, one reply out."""
    given = request.args.get("id", "")
    sender, called = (number_of(request.headers.get(f"X-Kannel-{name}", "")) for name in ("From", "To"))
    return _reply(answer(Texted(given if ID.fullmatch(given) else "", _town(called), sender, _words())))


def _town(called: str) -> Municipality | None:
    """The town that the address names, for a short number that only the gateway knows; else the one whose number it is."""
    named = request.args.get("town", "")
    directory = core().directory
    if named:
        return next((one for one in directory.all() if one.key == named), None)
    return directory.by_number(called)


def number_of(written: str) -> str:
    """A number as networks write it, in the international form: 0030…, 30… and 69… are all Greek."""
    digits = written.strip().removeprefix("+").removeprefix("00")
    if not (digits.isascii() and digits.isdigit()):
        return written.strip()[:40]
    if len(digits) == 10 and digits[0] in "26":
        digits = f"30{digits}"
    return f"+{digits}" if len(digits) > 10 else digits


def _words() -> str:
    charset = request.mimetype_params.get("charset", "utf-8").strip('"').lower()
    if charset not in CHARSETS or request.mimetype == "application/octet-stream":
        return ""
    return request.get_data().decode(charset, "replace").replace("\x00", "")[:LONGEST]


def _reply(text: str) -> Response:
    """An empty answer is silence. Without the coding, the gateway would make question marks of Greek."""
    response = Response(text, mimetype="text/plain")
    response.headers["X-Kannel-Coding"] = coding_of(text)
    return response


def told() -> Response:
    """The gateway's word about one of our texts. One about a text or a state that nobody knows changes nothing.

    Answered with 200: the gateway takes a 204 for a failure and reports again.
    """
    state, error = STATES.get(request.args.get("status", ""), (None, ""))
    message, town = request.args.get("message", ""), _town("")
    if state is not None and town is not None and message.isascii() and message.isdigit():
        with core().database.work(town) as work:
            one = id_of(message, request.args.get("try", ""))
            receipt(work, int(message), state, error, core().clock.now(), FAULTS.get(error, Fault.PERMANENT), one)
    return Response("", 200, mimetype="text/plain")


def failed() -> Response:
    """A defect of ours: an apology, never silence."""
    return _reply(sorry())
