"""A notice of delay: first as it will be sent, then for good."""

from datetime import datetime

from flask import Response, make_response, render_template, request

from channels.desk import words as desk_words
from channels.desk.acting import LONGEST, acted, again, day, fresh, hold
from channels.desk.dossier import Again, mine, page
from channels.desk.drafting import typed
from channels.desk.session import actor, member
from channels.here import core
from core.errors import Conflict, InvalidAnswer, NotAllowed
from core.messages.alphabet import segments
from core.people.contact import Way
from core.ports import Work
from core.requests import actions, delaying
from core.requests.delaying import Delay
from core.requests.notices import compose
from core.requests.tables import Request
from core.text import Sentence, _


def delay(reference: str) -> Response:
    """Tell the citizen that it takes longer: first the notice as it will be sent, then, with `sure`, for good."""
    if request.form.get("sure") == "yes":
        return acted(reference, "delay", _delay)
    if request.form.get("sure") == "no":
        return make_response(page(reference, Again("delay", "", typed())))
    town, now = member().town, core().clock.now()
    try:
        with core().database.reading(town) as work:
            found = mine(work, reference)
            fresh(found)
            what = delaying.checked(town, found, written(), town.today(now))
            notice = compose(town, found, delaying.notice(town, found, what))
    except (Conflict, InvalidAnswer, NotAllowed) as refused:
        return again(reference, "delay", refused)
    return make_response(
        render_template(
            "desk/delay.html",
            path=f"/desk/requests/{reference}",
            seen=found.last_seq,
            delay=what,
            notice=notice,
            late=not delaying.in_time(found, town.today(now)),
            way=desk_words.WAYS[notice.way],
            sent=notice.way is not Way.NONE,
            parts=segments(notice.body).count if notice.way is Way.TEXT else 0,
        )
    )


def written() -> Delay:
    """The form, as it was filled in.

    Raises:
        InvalidAnswer: the day is none, or too much was written.
    """
    form = {name: request.form.get(name, "").replace("\x00", "").strip() for name in ("words", "employee", "phone")}
    if max(map(len, form.values())) > LONGEST:
        raise InvalidAnswer("long", _("Write at most {most} characters.", most=LONGEST))
    reasons = tuple(key for key in request.form.getlist("reasons") if key in delaying.REASONS)
    return Delay(reasons, form["words"].replace("\r\n", "\n"), form["employee"], form["phone"], day("until"))


def _delay(work: Work, found: Request, now: datetime) -> Sentence:
    what = written()
    hold(work, found, now)
    actions.delay(work, found, actor(), what, now)
    if Way(found.tell_by) is Way.NONE:
        return _("The delay is noted. Nothing was sent: they will see it when they ask.")
    return _("The citizen is told that the answer comes by {day}.", day=what.until)


VIEWS = {"delay": delay}
