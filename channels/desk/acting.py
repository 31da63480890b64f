"""How a clerk acts on a request: one form, one deed, one transaction; then the request again. The deeds are in `deeds/`."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime

from flask import Response, flash, g, make_response, redirect, request

from channels.desk.dossier import Again, mine, page
from channels.desk.drafting import keep_typed, typed
from channels.desk.guard import refused_page
from channels.desk.listing import departments
from channels.desk.session import actor, member
from channels.here import core, say
from core.errors import Conflict, InvalidAnswer, NotAllowed, NotFound, Refusal
from core.people.contact import Way
from core.ports import Work
from core.requests import actions, drafts
from core.requests.tables import Request
from core.text import Sentence, _
from core.wording.placeholders import explained

LONGEST = 4000
UNREADABLE, CONFLICT = 422, 409

# Does something and says what was done.
Deed = Callable[[Work, Request, datetime], Sentence]


def acted(reference: str, name: str, deed: Deed) -> Response:
    """Do it, or show the request again with what stood in the way and what was typed."""
    now = core().clock.now()
    try:
        with core().database.work(member().town) as work:
            found = mine(work, reference, alone=True)
            done = deed(work, found, now)
            still_mine = found.department in departments()
            drafts.drop(work, found.id, member().person.id, name)
    except (Conflict, InvalidAnswer, NotAllowed) as refused:
        return again(reference, name, refused)
    except NotFound as gone:
        return _gone(gone)
    flash(say()(done))
    if request.form.get("from") == "by-hand":
        return make_response(redirect("/desk/by-hand", 303))
    if not still_mine:
        # Whoever gave it to another department has nothing to do there.
        return make_response(redirect("/desk/requests", 303))
    return make_response(redirect(f"/desk/requests/{reference}", 303))


def again(reference: str, name: str, refused: Refusal) -> Response:
    blames = {"empty": "words", "long": "words", "reason": "words", "too-many": "file"}.get(refused.code, refused.code)
    if blames.startswith("upload-"):
        blames = "file"
    if isinstance(refused, Conflict):
        keep_typed(reference, name)
    # A file that was sent with the form is stored already: the form brings it along by its note.
    shown = Again(name, refused.sentence, typed() | g.get("kept", {}), blames)
    return make_response(page(reference, shown), CONFLICT if isinstance(refused, Conflict) else UNREADABLE)


def _gone(gone: NotFound) -> Response:
    """It went to another department, say, while somebody wrote: what they wrote is shown, so that they can take it along."""
    kept = drafts.written(dict(request.form.items()))
    return make_response(refused_page(_("Page not found"), gone.sentence, kept), 404)


def hold(work: Work, found: Request, now: datetime) -> None:
    """Whoever acts takes the request in hand, unless a colleague holds it or something happened since they looked.

    Raises:
        Conflict: one of the two.
    """
    fresh(found)
    actions.claim(work, found, actor(), now)


def fresh(found: Request) -> None:
    """Refuse a page that is older than the request.

    Raises:
        Conflict: something happened since it was drawn.
    """
    if request.form.get("seen", "") != str(found.last_seq):
        raise Conflict(
            "stale", _("Something happened with this request since you opened it. Look at its history, and send again.")
        )


def id_of(name: str) -> int:
    """A row's id that a form of ours brings back; 0, which no row has, for anything else."""
    number = request.form.get(name, "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0


def words(name: str = "words") -> str:
    """What was written in a form's field.

    Raises:
        InvalidAnswer: nothing, or too much.
    """
    said = request.form.get(name, "").replace("\x00", "").replace("\r\n", "\n").strip()
    if not said:
        raise InvalidAnswer("empty", _("Write a few words."))
    if len(said) > LONGEST:
        raise InvalidAnswer("long", _("Write at most {most} characters.", most=LONGEST))
    if blank := next((blank for blank, _meaning in explained() if blank in said), ""):
        raise InvalidAnswer("words", _("Something is still to be written in place of {blank}.", blank=blank))
    return said


def day(name: str) -> date:
    """The day in a form's field, as browsers send it (2026-11-30) or as people write it (30/11/2026).

    Raises:
        InvalidAnswer: it is none; its code is the field's name.
    """
    said = request.form.get(name, "").strip()
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y"):
        with suppress(ValueError):
            return datetime.strptime(said, form).replace(tzinfo=UTC).date()
    raise InvalidAnswer(name, _("Write a day, like 30/11/2026."))


def told_how(found: Request) -> Sentence:
    """How what was just written reaches the citizen."""
    way = Way(found.tell_by)
    if way is Way.NONE:
        return _("It is kept with the request. The citizen will see it when they ask.")
    if way in (Way.TEXT, Way.EMAIL):
        return _("It is on its way to the citizen.")
    return _("It waits in the list of those to be told by a person.")
