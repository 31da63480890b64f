"""Closing a request: first the notice as it will be sent, then for good."""

from datetime import datetime

from flask import Response, make_response, render_template, request

from channels.desk import words as desk_words
from channels.desk.acting import acted, again, fresh, hold, words
from channels.desk.dossier import Again, mine, page
from channels.desk.session import actor, member
from channels.here import core
from core.errors import Conflict, InvalidAnswer, NotAllowed
from core.messages.alphabet import segments
from core.people.contact import Way
from core.ports import Work
from core.requests import actions
from core.requests.moves import OUTCOME_NAMES, Outcome, State, check
from core.requests.notices import compose
from core.requests.tables import Request
from core.text import Sentence, _


def close(reference: str) -> Response:
    """Close a request: first the notice as it will be sent, then, with `sure`, for good."""
    if request.form.get("sure") == "yes":
        return acted(reference, "close", _close)
    if request.form.get("sure") == "no":
        # Back to the form, with what was written in it.
        return make_response(page(reference, Again("close", "", dict(request.form.items()))))
    now = core().clock.now()
    try:
        with core().database.reading(member().town) as work:
            found = mine(work, reference)
            fresh(found)
            check(State(found.state), State.CLOSED)
            outcome, reason = ending(found, now)
            notice = compose(member().town, found, actions.ending(outcome, reason))
    except (Conflict, InvalidAnswer, NotAllowed) as refused:
        return again(reference, "close", refused)
    return make_response(
        render_template(
            "desk/close.html",
            path=f"/desk/requests/{reference}",
            seen=found.last_seq,
            outcome=outcome,
            outcome_name=OUTCOME_NAMES[outcome],
            reason=reason,
            notice=notice,
            way=desk_words.WAYS[notice.way],
            sent=notice.way is not Way.NONE,
            parts=segments(notice.body).count if notice.way is Way.TEXT else 0,
        )
    )


def _close(work: Work, found: Request, now: datetime) -> Sentence:
    outcome, reason = ending(found, now)
    hold(work, found, now)
    actions.close(work, found, actor(), outcome, reason, now)
    return _("The request is closed.")


def ending(found: Request, now: datetime) -> tuple[Outcome, str]:
    chosen = request.form.get("outcome", "")
    if chosen not in actions.outcomes(found, member().town.today(now)):
        raise InvalidAnswer("outcome", _("Choose how the request ends."))
    try:
        return Outcome(chosen), words()
    except InvalidAnswer as error:
        if error.code != "empty":
            raise
        raise InvalidAnswer("reason", _("Write the reason in a sentence that the citizen understands.")) from error


# A closing is looked at before it is done.
VIEWS = {"close": close}
