"""Serving a visitor on one page: every question of a service, its papers, who they are; then the receipt."""

from collections.abc import Mapping

from flask import Blueprint, Response, current_app, get_flashed_messages, make_response, render_template, request

from channels.desk import handed as handing
from channels.desk import receipt, sheet, visitor, words
from channels.desk.answering import Taken, note_handed, send, sent_before, take, talk_turn
from channels.desk.choosing import choose
from channels.desk.frame import FRAME, HERE, posted_text, talk
from channels.desk.handed import Handed
from channels.desk.session import member
from channels.here import core, say
from channels.pages.draw import DECLARATION, page
from channels.pages.frame import Showing
from channels.pages.taking import CONFLICT, NOT_UNDERSTOOD, answer, see_other
from channels.pages.tokens import new_token, posted_token
from channels.pages.uploads import ACCEPTED
from core.dialogue.answers import Answer
from core.dialogue.service import Assurance, Service
from core.dialogue.steps import Done
from core.dialogue.topics.whole import Posed
from core.requests.papers import wanted
from core.text import Sentence, _

GONE = 404
# What a form takes besides its files, in bytes: where it is too large as a whole, nothing of it can be read.
FORM_AROUND = 1024 * 1024
NOT_THEIRS = _(
    "This page belongs to another visitor than the one you serve now. Nothing was kept. What was typed still stands here: "
    "send it only if it is about the one you serve now."
)
SENT_BEFORE = _("This page was sent before with other answers, and those count. Look at what stands here, and send it again.")
NOW_ASKED = _("There is more to answer now, because of what was answered. Nothing was sent yet.")


def add_to(made: Blueprint) -> None:
    made.add_url_rule("/counter/<key>", "counter_asked", counter_asked)
    made.add_url_rule("/counter/<key>", "counter_answered", counter_answered, methods=["POST"])
    made.add_url_rule("/counter/<key>/receipt", "counter_receipt", counter_receipt)


def counter_asked(key: str) -> Response:
    """The page of this visitor's talk about a service: all its questions, or the receipt in the visitor's language."""
    service = core().catalogue(member().town).get(key)
    return gone() if service is None else _shown(service, begins="new" in request.args)


def counter_receipt(key: str) -> Response:
    """The receipt for the printer, on A4 or on a roll of 80 mm."""
    service = core().catalogue(member().town).get(key)
    if service is None:
        return gone()
    step, language = core().conversing.pose(talk_turn(service))
    return receipt.printed(step, language, service) if isinstance(step, Done) else see_other(talk(key))


def counter_answered(key: str) -> Response:
    """The whole page's answers, each a turn of the same dialogue; then what was handed over; then it is sent."""
    service = core().catalogue(member().town).get(key)
    if service is None:
        return gone()
    begins, command, token = bool(request.form.get("begins")), posted_text("command", 40), posted_token()
    if posted_text("visitor", 100) != visitor.visitor()["name"]:
        return _shown(service, begins=begins, errors={"": say()(NOT_THEIRS)}, status=CONFLICT)
    if command == "restart":
        return answer(talk_turn(service, token, command, begins), FRAME, Showing(here=talk(key), turn=new_token()))
    if reference := sent_before(service, token, begins):
        note_handed(service, token, reference, _handed(service, token))
        return see_other(talk(key))
    taken = take(service, token, begins)
    if command == "code":
        return answer(talk_turn(service, token, command, begins), FRAME, Showing(here=talk(key), turn=new_token()))
    return _go_on(service, token, begins, taken, command)


def _handed(service: Service, token: str) -> Handed:
    session = visitor.talk_session(service.key)
    return handing.read(wanted(service), f"{session}|{token}", session)


def _go_on(service: Service, token: str, begins: bool, taken: Taken, command: str) -> Response:
    """The page again while something is wrong or still open, to check where that was asked for; else it is sent."""
    handed = _handed(service, token)
    posed, _language = core().conversing.pose(talk_turn(service, begins=begins))
    if not isinstance(posed, tuple) or sent_before(service, token, begins):
        return see_other(talk(service.key))
    if taken.differs:
        return _shown(service, begins=begins, errors={"": say()(SENT_BEFORE)}, handed=handed, status=CONFLICT)
    errors = taken.errors | dict(handed.problems)
    if errors:
        return _shown(service, begins=begins, errors=errors, handed=handed, status=NOT_UNDERSTOOD)
    if any(one.applies and not one.answered for one in posed):
        return _shown(service, begins=begins, handed=handed, note=NOW_ASKED)
    if command == "check" or service.key in visitor.visitor()["masked"]:
        visitor.unmask(service.key)
        return _shown(service, begins=begins, handed=handed, check=True)
    return send(service, token, begins, handed)


def _shown(
    service: Service,
    *,
    begins: bool = False,
    errors: Mapping[str, str] | None = None,
    handed: Handed | None = None,
    note: Sentence | None = None,
    check: bool = False,
    status: int = 200,
) -> Response:
    """The page as it stands, with what was wrong; where nothing is asked any more, what is said instead."""
    posed, language = core().conversing.pose(talk_turn(service, begins=begins))
    if isinstance(posed, Done):
        return receipt.done(posed, language, service)
    if not isinstance(posed, tuple):
        return make_response(page(posed, FRAME, Showing(here=talk(service.key), turn=new_token(), leave=HERE)))
    errors, handed, present = errors or {}, handed or Handed(), visitor.visitor()
    masked = _masked(service, posed)
    shown = sheet.values(posed, errors, request.method == "POST", present | {"countries": member().town.countries})
    drawn = [one for one in posed if one.key not in masked]
    html = render_template(
        "desk/whole.html",
        action=talk(service.key),
        turn=new_token(),
        begins=begins,
        visitor=present,
        service=service,
        fields=sheet.fields(tuple(drawn), shown, errors),
        asked=" ".join(one.key for one in drawn if sheet.is_shown(one, shown)),
        masked=len(masked),
        streets=[street.name for street in member().town.streets],
        accept=ACCEPTED,
        most=current_app.config["MAX_CONTENT_LENGTH"] - FORM_AROUND,
        errors=_summary(posed, errors),
        notes=[*get_flashed_messages(), *([say()(note)] if note else [])],
        review=_review(posed) if check else [],
        declaration=DECLARATION if service.formal else None,
        proof_needed=service.assurance is not Assurance.NONE,
        documents=[{"value": str(key), "label": say()(name)} for key, name in words.DOCUMENTS.items()],
        handed=handed,
        kept_scans=handing.carried(handed, visitor.talk_session(service.key)),
        keys=visitor.keys_on(),
        **handing.fields(wanted(service), handed),
    )
    return make_response(html, status)


def _masked(service: Service, posed: tuple[Posed, ...]) -> set[str]:
    """The questions that were answered elsewhere and are seen at the check only, while others are open."""
    if service.key not in visitor.visitor()["masked"] or not any(one.applies and not one.answered for one in posed):
        return set()
    return {one.key for one in posed if one.answered}


def _summary(posed: tuple[Posed, ...], errors: Mapping[str, str]) -> list[dict[str, str]]:
    """What is wrong, in the page's order, each with the way to its field."""
    labels = {one.key: say()(one.ask.question.label) for one in posed}
    own = [{"text": f"{labels[key]}: {errors[key]}", "href": f"#{sheet.field_name(key)}"} for key in labels if key in errors]
    rest = [{"text": text, "href": f"#{key}" if key else ""} for key, text in errors.items() if key not in labels]
    return own + rest


def _review(posed: tuple[Posed, ...]) -> list[dict[str, Sentence]]:
    """Everything as it will be sent, to read aloud."""
    rows: list[dict[str, Sentence]] = []
    for one in posed:
        before = one.ask.before
        if one.applies:
            shown = one.ask.question.shown(before) if isinstance(before, Answer) else _("no answer")
            rows.append({"label": one.ask.question.label, "shown": shown})
    return rows


def gone() -> Response:
    """A service that is offered no more, with what was typed: it may be wanted elsewhere."""
    typed = [value for name, value in request.form.items() if name.startswith("q-") and value.strip()]
    return make_response(choose("", _("This service is not offered here."), kept="\n".join(typed)), GONE)
