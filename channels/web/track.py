"""One's own request: how far it is, by its reference; and more, to read and to answer, with its receipt code."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, flash, get_flashed_messages, make_response, render_template, request

from channels.here import core, language, say, source, town
from channels.pages.following import following
from channels.pages.reading import text
from channels.pages.taking import CONFLICT, NOT_UNDERSTOOD, see_other
from channels.pages.tokens import new_token, posted_token
from channels.pages.uploads import ACCEPTED, sent_with_page
from channels.web import fetching, visitor
from channels.web.frame import FRAME, LOGIN, track
from core.codes import CodeLength, read_code
from core.dialogue.answers import Heard, Upload
from core.dialogue.service import Assurance, Service
from core.dialogue.turns import Turn
from core.errors import Conflict, InvalidAnswer, NotAllowed, NotFound
from core.people import proving
from core.ports import Work
from core.requests import actions, opening, solving
from core.requests.moves import Outcome, State
from core.requests.status import Status, find, look
from core.requests.tables import Request
from core.text import Sentence, _

HERE = "/track"


def add_to(made: Blueprint) -> None:
    made.add_url_rule(HERE, "which", which, methods=["GET"])
    made.add_url_rule(HERE, "sought", sought, methods=["POST"])
    made.add_url_rule(f"{HERE}/<reference>", "status", status, methods=["GET"])
    made.add_url_rule(f"{HERE}/<reference>", "acted", acted, methods=["POST"])


def which() -> Response:
    return make_response(_which("", None))


def sought() -> Response:
    """The form's reference, read as people write it."""
    typed = text(request.form, "reference", 60)
    try:
        reference = read_code(typed, CodeLength.REFERENCE)
    except InvalidAnswer as error:
        return make_response(_which(typed, error.sentence), NOT_UNDERSTOOD)
    return see_other(track(reference))


def status(reference: str) -> Response:
    """What may be told of a request. Unknown, foreign, expired and mistyped references are answered alike."""
    return _page(reference)


def acted(reference: str) -> Response:
    """A form of the request's page: its receipt code, or, once that was given, what the citizen wants to do."""
    if "receipt_code" in request.form:
        return _opened(reference)
    if not visitor.has_opened(reference):
        return _page(reference, receipt_problem=_("Give the receipt code first."))
    if request.form.get("command") == "reply":
        return _replied(reference)
    if request.form.get("command") == "prove":
        return _done(reference, _prove, _("You have proved who you are. Your request can be worked on now."))
    if request.form.get("command") == "withdraw":
        return _done(reference, _withdraw, _("Your request is withdrawn."))
    if request.form.get("solved") in ("yes", "no"):
        return _solved(reference)
    return see_other(track(reference))


def _opened(reference: str) -> Response:
    guard = opening.Guard(
        core().codes,
        core().codes.digest("source", source())[:16],
        core().settings.codes_a_day,
    )
    code = text(request.form, "receipt_code", 60)
    with core().database.work(town()) as work:
        try:
            opening.open_with(work, find(work, reference, core().clock.now()), code, guard, core().clock.now())
        except NotFound:
            return _unknown()
        except InvalidAnswer as error:
            problem = error.sentence
        else:
            visitor.opens(reference)
            return see_other(track(reference))
    return _page(reference, receipt_problem=problem)


def _replied(reference: str) -> Response:
    """Words and files about a request: kept once, however often the page is sent."""
    turn = _turn(reference, text(request.form, "reply"))
    try:
        uploads = sent_with_page(turn.id)
        replied = core().conversing.act(turn, lambda work: _add(work, reference, turn.heard.words, uploads))
    except InvalidAnswer as error:
        return _page(reference, reply_problem=error.sentence, typed=turn.heard.words)
    except Conflict as refused:
        # It was closed while somebody wrote: what they wrote stays before them, beside how it ended.
        return _page(reference, refused=refused.sentence, typed=turn.heard.words)
    if replied.differs:
        return make_response(_twice(reference, replied.said_before, turn.heard.words), CONFLICT)
    if not replied.repeated:
        flash(say()(_("We added that to your request.")))
    return see_other(replied.text)


def _add(work: Work, reference: str, words: str, uploads: tuple[Upload, ...]) -> str:
    now = core().clock.now()
    found = find(work, reference, now)
    service = core().catalogue(town()).get(found.service)
    opening.add(work, found, FRAME.channel, words, now, uploads, service)
    return track(reference)


def _done(reference: str, deed: Callable[[Work, Request], None], said: Sentence) -> Response:
    """Do what a button of the page asks for, once."""

    def do(work: Work) -> str:
        deed(work, find(work, reference, core().clock.now()))
        return track(reference)

    try:
        replied = core().conversing.act(_turn(reference, ""), do)
    except Conflict as refused:
        return _page(reference, refused=refused.sentence)
    if not replied.repeated:
        flash(say()(said))
    return see_other(replied.text)


def _withdraw(work: Work, found: Request) -> None:
    actions.withdraw(work, found, actions.Actor(FRAME.channel), core().clock.now())


def _prove(work: Work, found: Request) -> None:
    now, service = core().clock.now(), core().catalogue(town()).get(found.service)
    needed = service.assurance if service else Assurance.IDENTITY
    actions.prove(work, found, actions.Actor(FRAME.channel), proving.standing(work, visitor.proof(), now), needed, now)


def _solved(reference: str) -> Response:
    """Whether it is really solved, with what is still wrong; once, and kindly where it was said before or too late."""
    yes, words = request.form["solved"] == "yes", text(request.form, "still_wrong")
    turn = replace(_turn(reference, words), command=f"solved-{request.form['solved']}")
    told: list[Sentence] = []

    def do(work: Work) -> str:
        actor, now = actions.Actor(FRAME.channel), core().clock.now()
        found = find(work, reference, now)
        told.append(actions.answer_solved(work, found, actor, yes, now, words[: opening.LONGEST]))
        return track(reference)

    try:
        replied = core().conversing.act(turn, do)
    except (Conflict, NotAllowed) as refused:
        return _page(reference, refused=refused.sentence, typed=words)
    if told and not replied.repeated:
        flash(say()(told[-1]))
    return see_other(replied.text)


def _turn(reference: str, words: str) -> Turn:
    session = visitor.own_session(f"track/{reference}")
    return Turn(
        id=f"{session}|{posted_token()}",
        municipality=town(),
        channel=FRAME.channel,
        session=session,
        medium=FRAME.medium,
        heard=Heard(words),
        language=language(),
        command=text(request.form, "command", 40) or text(request.form, "solved", 10),
        source=source(),
    )


def _page(
    reference: str,
    receipt_problem: Sentence | None = None,
    reply_problem: Sentence | None = None,
    typed: str = "",
    refused: Sentence | None = None,
) -> Response:
    """The request's page, with the forms that whoever reads it may use now."""
    opened, here, now = visitor.has_opened(reference), track(reference), core().clock.now()
    with core().database.reading(town()) as work:
        try:
            found = find(work, reference, now)
        except NotFound:
            return _unknown()
        seen = look(work, found, opened)
        asks_solved = opened and solving.may_answer_solved(found, town(), now)
        proved = proving.standing(work, visitor.proof(), now) if opened and _waits(seen.state) else proving.NOBODY
    service = core().catalogue(town()).get(seen.service) if seen.service else None
    still_open = seen.state is not State.CLOSED
    late = still_open and seen.due_on is not None and max(seen.due_on, seen.promised_on or seen.due_on) < town().today(now)
    html = render_template(
        "web/steps/status.html",
        **following(seen, service),
        notes=[*get_flashed_messages(), *([say()(refused)] if refused else [])],
        kept=typed if refused else "",
        overdue=late and seen.full,
        receipt=None if opened else {"action": here, "problem": receipt_problem},
        reply={"action": here, "value": typed, "problem": reply_problem, "accept": ACCEPTED} if opened and still_open else None,
        withdraw={"action": here} if opened and still_open else None,
        solved={"action": here} if asks_solved else None,
        prove=_proof(here, service, proved) if opened and _waits(seen.state) else None,
        document_url=_document(reference, seen, service) if opened else "",
        turn=new_token(),
    )
    return make_response(html, CONFLICT if refused else NOT_UNDERSTOOD if receipt_problem or reply_problem else 200)


def _document(reference: str, seen: Status, service: Service | None) -> str:
    """Where the document of a request that is done is fetched, "" where there is none."""
    certifies = service is not None and service.certificate is not None
    return fetching.here(reference) if certifies and seen.outcome is Outcome.DONE else ""


def _waits(state: State) -> bool:
    return state is State.WAITING_IDENTITY


def _proof(here: str, service: Service | None, proved: proving.Standing) -> dict[str, Any] | None:
    """How to prove who one is: with a login that was made in this browser, or by making one. None where there is no login."""
    if service is not None and proved.assurance.covers(service.assurance):
        return {"action": here, "login_url": ""}
    return {"action": "", "login_url": f"{LOGIN}?to={here}"} if core().logins(town()) is not None else None


def _unknown() -> Response:
    sentence = _("We know no request with this number. Please check its nine digits.")
    return make_response(_which("", sentence), 404)


def _which(typed: str, problem: Sentence | None) -> str:
    return render_template("web/steps/track.html", action=HERE, turn=new_token(), value=typed, problem=problem)


def _twice(reference: str, kept: str, sent: str) -> str:
    label = say()(_("What you wrote"))
    return render_template(
        "web/steps/conflict.html",
        service_title=_("Your request"),
        kept=[{"label": label, "shown": kept}],
        sent=[{"label": label, "shown": sent}],
        change_url=track(reference),
        continue_url=track(reference),
    )


__all__ = ["add_to"]
