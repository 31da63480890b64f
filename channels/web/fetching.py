"""One's own document: only for who is known surely enough; a receipt code is not (rules: Codes)."""

from io import BytesIO
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, send_file

from channels.here import core, source, town
from channels.pages.reading import text
from channels.pages.taking import NOT_UNDERSTOOD, see_other
from channels.web import visitor
from channels.web.frame import FRAME, LOGIN
from channels.web.pin import guard
from core.certificates import checking, issuing, receiving
from core.certificates.tables import Certificate
from core.errors import Conflict, InvalidAnswer, NotFound
from core.people import coming_back, proving
from core.ports import Work
from core.requests.acting import Actor
from core.requests.status import find
from core.requests.tables import Request
from core.text import Sentence, Wording, _

HERE = "/certificates"
FORBIDDEN = 403
PDF = "application/pdf"
CHANNELS: dict[str, Sentence] = {
    "web": _("on the town's website"),
    "sms": _("by text message"),
    "ivr": _("by telephone"),
    "simulator": _("in a trial"),
}


def add_to(made: Blueprint) -> None:
    made.add_url_rule(f"{HERE}/<reference>", "document", show, methods=["GET"])
    made.add_url_rule(f"{HERE}/<reference>", "document_proved", proved, methods=["POST"])
    made.add_url_rule(f"{HERE}/<reference>/file", "fetch", fetch, methods=["GET"])


def here(reference: str) -> str:
    return f"{HERE}/{reference}"


def show(reference: str) -> Response:
    """The document of a request, and when it was checked. One that nobody knows and one that is not yours answer alike."""
    with core().database.reading(town()) as work:
        found = _theirs(work, reference)
        if found is None:
            return _ways(reference)
        row = found[1]
        seen = checking.checks(work, row.id)
        standing = checking.STANDING_NAMES[checking.standing(row, town().today(core().clock.now()))]
    sealed = row.state == issuing.SEALED
    html = render_template(
        "web/document.html",
        title=Wording(row.title),
        standing=standing if sealed else _("It is issued, and waits for the municipality's seal."),
        protocol=row.protocol,
        issued_on=row.issued_on,
        valid_until=row.valid_until,
        file_url=f"{here(reference)}/file" if sealed and row.revoked_at is None else "",
        checks=[{"at": at, "channel": CHANNELS.get(channel, channel), "full": full} for at, channel, full in seen],
    )
    return make_response(html)


def proved(reference: str) -> Response:
    """AFM and PIN, given on the document's page. The PIN's hash is held against it before the transaction."""
    now, refused = core().clock.now(), None
    afm, pin = text(request.form, "afm", 60), text(request.form, "pin", 60)
    session = core().codes.digest("session", f"{FRAME.channel}|{visitor.visitor()}|{source()}")[:16]
    try:
        checked = coming_back.look(core().pins, town(), afm, pin, now)
    except InvalidAnswer as error:
        return _ways(reference, error.sentence)
    with core().database.work(town()) as work:
        try:
            visitor.proves(coming_back.came_with_pin(work, guard(), checked, FRAME.channel, session, now).proof)
        except InvalidAnswer as error:
            # Inside the transaction, so that the wrong try is kept.
            refused = error
    return _ways(reference, refused.sentence) if refused is not None else see_other(here(reference))


def fetch(reference: str) -> Response:
    """The sealed file. Every time that it is fetched is written down."""
    try:
        with core().database.work(town()) as work:
            found = _theirs(work, reference)
            if found is None:
                return _ways(reference)
            receiving.fetched(work, *found, Actor(FRAME.channel), core().clock.now())
    except Conflict as error:
        return _notice(error.sentence, 409)
    row = found[1]
    name = f"{row.protocol.replace('/', '-')}.pdf"
    return send_file(BytesIO(core().storage.get(row.storage_key)), mimetype=PDF, download_name=name, as_attachment=True)


def _theirs(work: Work, reference: str) -> tuple[Request, Certificate] | None:
    """The request and its document, where whoever sits at this browser proved to be the one who asked for it."""
    now = core().clock.now()
    try:
        found = find(work, reference, now)
    except NotFound:
        return None
    if not receiving.may_fetch(work, found, proving.standing(work, visitor.proof(), now)):
        return None
    row = issuing.live(work, found.id)
    return (found, row) if row is not None else None


def _ways(reference: str, problem: Sentence | None = None) -> Response:
    """How to prove who one is, and come back here."""
    with core().database.reading(town()) as work:
        known = receiving.is_enough(proving.standing(work, visitor.proof(), core().clock.now()).assurance)
    context: dict[str, Any] = {
        "action": here(reference),
        "login_url": f"{LOGIN}?to={here(reference)}" if core().logins(town()) is not None else "",
        "known": known,
        "problem": problem,
        "afm": text(request.form, "afm", 60),
    }
    return make_response(render_template("web/document_ways.html", **context), NOT_UNDERSTOOD if problem else FORBIDDEN)


def _notice(sentence: Sentence, status: int) -> Response:
    html = render_template("web/steps/notice.html", title=_("Your document"), sentence=sentence, tone="info")
    return make_response(html, status)
