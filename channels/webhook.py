"""What the telephone provider's webhooks have in common: is it genuine, whose number, and one way to fail."""

import logging
import re

from flask import Response, abort, request

from channels.here import core
from channels.signature import Secrets, genuine, raw_path
from core.municipalities.model import Municipality

LOG = logging.getLogger("thyrida.webhook")

# Numbers that can be answered: E.164. Short codes and names in letters cannot, or must not be.
CALLABLE = re.compile(r"\+[1-9]\d{7,14}")
# Far more than the provider ever sends. Who is not the provider has no business to be read at length.
LARGEST_BODY = 256 * 1024
SID = re.compile(r"(SM|MM|CA)[0-9a-fA-F]{32}")


def check_sender() -> None:
    """Let only the provider in: anything unsigned or forged is 403, and noted without what it said."""
    request.max_content_length = LARGEST_BODY
    settings = core().settings
    secrets = Secrets(core().webhook_token, settings.shared_keys)
    is_form = request.mimetype in ("application/x-www-form-urlencoded", "multipart/form-data")
    form = request.form if is_form else {}
    body = "" if is_form else request.get_data(as_text=True)
    if genuine(request.method, settings.base_url, raw_path(request.environ), form, body, request.headers, secrets):
        return
    # The route, not the path: that is a stranger's to write, line ends and all.
    LOG.warning("forged or unsigned webhook route=%s", request.url_rule)
    abort(Response("forbidden", 403, mimetype="text/plain"))


def field(name: str, longest: int = 2000) -> str:
    """One field as text that every database can keep: no NUL characters, and no longer than it may be."""
    return request.values.get(name, "").replace("\x00", "")[:longest]


def called_town() -> Municipality | None:
    """The town whose number was texted or called."""
    return core().directory.by_number(field("To", 40))


def twiml(document: object) -> Response:
    return Response(str(document), mimetype="text/xml")
