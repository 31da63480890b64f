"""What is done with an announcement: given to a second person, let out, sent back, withdrawn, corrected, copied."""

from collections.abc import Callable

from flask import Blueprint, Response, flash, make_response, redirect

from channels.desk.again import Again
from channels.desk.announcing_editor import HERE, ONE
from channels.desk.announcing_page import page
from channels.desk.frame import posted_text
from channels.desk.session import member
from channels.here import core, say
from core.announcements import approving, drafting, ending
from core.announcements.kinds import Stage
from core.errors import Conflict, InvalidAnswer, NotAllowed
from core.ports import Work
from core.text import Sentence, _

NOT_UNDERSTOOD, CONFLICT, FORBIDDEN = 422, 409, 403


def add_to(made: Blueprint) -> None:
    for deed in (submit, take_back, approve, send_back, withdraw, correct, duplicate, discard):
        name = deed.__name__
        made.add_url_rule(f"{ONE}/{name.replace('_', '-')}", f"announcement_{name}", deed, methods=["POST"])


def submit(announcement: int) -> Response:
    def do(work: Work) -> Response:
        approving.submit(work, announcement, _revision(), member().actor, core().clock.now())
        return _done(_("A supervisor looks at it now. It can be taken back until it is published."), announcement)

    return _try(announcement, "submit", do)


def take_back(announcement: int) -> Response:
    def do(work: Work) -> Response:
        approving.take_back(work, announcement, member().actor, core().clock.now())
        return _done(_("It is a draft again."), announcement)

    return _try(announcement, "take_back", do)


def approve(announcement: int) -> Response:
    def do(work: Work) -> Response:
        town = member().town
        row = approving.approve(work, announcement, _revision(), member().person.id, core().clock.now(), core().site(town))
        if row.stage == Stage.SCHEDULED:
            return _done(_("It will be published by itself at its time."), announcement)
        return _done(_("It is published, and subscribers are being told."), row.id)

    return _try(announcement, "approve", do)


def send_back(announcement: int) -> Response:
    def do(work: Work) -> Response:
        approving.send_back(work, announcement, posted_text("words"), member().actor, core().clock.now())
        return _done(_("It is a draft again, and your reason stands with it."), announcement)

    return _try(announcement, "send_back", do)


def withdraw(announcement: int) -> Response:
    def do(work: Work) -> Response:
        tells, site = posted_text("tells") == "yes", core().site(member().town)
        reason, actor = posted_text("words"), member().actor
        ending.withdraw(work, announcement, reason, actor, core().clock.now(), tells=tells, site=site)
        return _done(_("It is withdrawn."), announcement)

    return _try(announcement, "withdraw", do)


def correct(announcement: int) -> Response:
    def do(work: Work) -> Response:
        row = drafting.correct(work, announcement, member().person.id, core().clock.now())
        return make_response(redirect(f"/desk{HERE}/{row.id}/edit", 303))

    return _try(announcement, "correct", do)


def duplicate(announcement: int) -> Response:
    def do(work: Work) -> Response:
        row = drafting.duplicate(work, announcement, member().person.id, core().clock.now())
        flash(say()(_("This is a copy without its dates. Say when it is.")))
        return make_response(redirect(f"/desk{HERE}/{row.id}/edit", 303))

    return _try(announcement, "duplicate", do)


def discard(announcement: int) -> Response:
    def do(work: Work) -> Response:
        drafting.discard(work, announcement, member().actor, core().clock.now())
        flash(say()(_("The draft is thrown away.")))
        return make_response(redirect(f"/desk{HERE}", 303))

    return _try(announcement, "discard", do)


def _try(announcement: int, name: str, do: Callable[[Work], Response]) -> Response:
    """Do it; what cannot be done is said on the page, with what was typed."""
    typed = {"words": posted_text("words"), "tells": posted_text("tells")}
    try:
        with core().database.work(member().town) as work:
            return do(work)
    except InvalidAnswer as error:
        return page(announcement, Again(name, error.sentence, typed, error.code), NOT_UNDERSTOOD)
    except NotAllowed as error:
        return page(announcement, Again(name, error.sentence, typed), FORBIDDEN)
    except Conflict as error:
        return page(announcement, Again(name, error.sentence, typed), CONFLICT)


def _revision() -> int:
    given = posted_text("revision", 12)
    return int(given) if given.isascii() and given.isdigit() else 0


def _done(sentence: Sentence, announcement: int) -> Response:
    flash(say()(sentence))
    return make_response(redirect(f"/desk{HERE}/{announcement}", 303))
