"""Closing a request: first the notice as it will be sent, then for good."""

from datetime import datetime
from typing import Any

from flask import Response, g, make_response, render_template, request

from channels.desk import words as desk_words
from channels.desk.acting import acted, again, fresh, hold, words
from channels.desk.dossier import Again, mine, page
from channels.desk.session import actor, member
from channels.here import core
from channels.pages.uploads import KEPT, sent_with_page
from core.dialogue.answers import Upload
from core.dialogue.service import Service
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
    """Close a request: first the notice as it will be sent, then, with `sure`, for good.

    What shows the work is stored with the first of the two; a signed note brings it along, so that nothing is sent twice.
    """
    try:
        papers = sent_with_page(f"close/{member().town.key}/{reference}/{member().person.id}")
    except InvalidAnswer as refused:
        return again(reference, "close", refused)
    if request.form.get("sure") == "yes":
        return acted(reference, "close", lambda work, found, now: _close(work, found, now, papers))
    if request.form.get("sure") == "no":
        # Back to the form, with what was written in it.
        return make_response(page(reference, Again("close", "", dict(request.form.items()))))
    try:
        return make_response(render_template("desk/close.html", **_preview(reference, papers)))
    except (Conflict, InvalidAnswer, NotAllowed) as refused:
        return again(reference, "close", refused)


def _preview(reference: str, papers: tuple[Upload, ...]) -> dict[str, Any]:
    """The notice as it will be sent.

    Raises:
        Conflict: it is closed already, or something happened meanwhile.
        InvalidAnswer, NotAllowed: something is missing.
    """
    with core().database.reading(member().town) as work:
        found = mine(work, reference)
        fresh(found)
        check(State(found.state), State.CLOSED)
        how = ending(found, core().clock.now(), papers)
        actions.require_whole(found, how)
        notice = compose(member().town, found, actions.ending(found, how, _service(found)))
    return {
        "path": f"/desk/requests/{reference}",
        "seen": found.last_seq,
        "outcome": how.outcome,
        "outcome_name": OUTCOME_NAMES[how.outcome],
        "reason": how.reason,
        "done": how.done,
        "papers": [paper.name for paper in papers],
        "kept": g.get("kept", {}).get(KEPT, ""),
        "notice": notice,
        "way": desk_words.WAYS[notice.way],
        "sent": notice.way is not Way.NONE,
        "parts": segments(notice.body).count if notice.way is Way.TEXT else 0,
    }


def _close(work: Work, found: Request, now: datetime, papers: tuple[Upload, ...]) -> Sentence:
    how = ending(found, now, papers)
    hold(work, found, now)
    actions.close(work, found, actor(), how, now, _service(found))
    return _("The request is closed.")


def _service(found: Request) -> Service | None:
    return core().catalogue(member().town).get(found.service)


def ending(found: Request, now: datetime, papers: tuple[Upload, ...]) -> actions.Closing:
    """What the form says of how it ends.

    Raises:
        InvalidAnswer: no outcome is chosen, the reason is missing, or something is too long.
    """
    chosen = request.form.get("outcome", "")
    if chosen not in actions.outcomes(found, member().town.today(now)):
        raise InvalidAnswer("outcome", _("Choose how the request ends."))
    try:
        reason = words()
    except InvalidAnswer as error:
        if error.code != "empty":
            raise
        raise InvalidAnswer("reason", _("Write the reason in a sentence that the citizen understands.")) from error
    done = words("done") if request.form.get("done", "").strip() else ""
    return actions.Closing(Outcome(chosen), reason, done, papers)


# A closing is looked at before it is done.
VIEWS = {"close": close}
