"""Fetching one's own document: only by who is known surely enough; a receipt code is not (rules: Codes)."""

from io import BytesIO

from flask import Blueprint, Response, make_response, render_template, send_file

from channels.here import core, town
from channels.web import visitor
from channels.web.frame import FRAME
from core.certificates import issuing, receiving
from core.errors import Conflict, NotFound
from core.requests.acting import Actor
from core.requests.status import find
from core.text import Sentence, _

HERE = "/certificates"
FORBIDDEN = 403
PDF = "application/pdf"


def add_to(made: Blueprint) -> None:
    made.add_url_rule(f"{HERE}/<reference>", "fetch", fetch, methods=["GET"])


def fetch(reference: str) -> Response:
    """The sealed file of a request. A request that nobody knows and one that is not yours answer alike."""
    if not receiving.may_fetch(visitor.assurance(reference)):
        return _refused()
    now = core().clock.now()
    try:
        with core().database.work(town()) as work:
            request = find(work, reference, now)
            row = issuing.live(work, request.id)
            if row is None:
                return _refused()
            receiving.fetched(work, request, row, Actor(FRAME.channel), now)
    except NotFound:
        return _refused()
    except Conflict as error:
        return _notice(error.sentence, 409)
    name = f"{row.protocol.replace('/', '-')}.pdf"
    return send_file(BytesIO(core().storage.get(row.storage_key)), mimetype=PDF, download_name=name, as_attachment=True)


def _refused() -> Response:
    return _notice(
        _("Prove who you are first: with the national login, or with your PIN. The receipt code is not enough for a document."),
        FORBIDDEN,
    )


def _notice(sentence: Sentence, status: int) -> Response:
    html = render_template("web/steps/notice.html", title=_("Your document"), sentence=sentence, tone="info")
    return make_response(html, status)
