"""What a clerk does with a request: one form, one action, one transaction; then the request again."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request

from channels.desk import words
from channels.desk.dossier import Again, mine, page
from channels.desk.session import actor, member
from channels.here import core, say
from core.errors import Conflict, InvalidAnswer, NotAllowed, NotFound, Refusal
from core.messages.alphabet import segments
from core.people.contact import Way
from core.ports import Work
from core.requests import actions, attachments
from core.requests.moves import OUTCOME_NAMES, Outcome, State, check
from core.requests.notices import compose
from core.requests.tables import Attachment, Request
from core.text import Sentence, _

LONGEST = 4000
UNREADABLE, CONFLICT = 422, 409

# Does something and says what was done.
Action = Callable[[Work, Request, datetime], Sentence]


def add_to(made: Blueprint) -> None:
    forms: dict[str, Callable[[str], Response]] = {
        "claim": lambda reference: acted(reference, "claim", _claim),
        "release": lambda reference: acted(reference, "release", _release),
        "take_over": lambda reference: acted(reference, "take_over", _take_over),
        "note": lambda reference: acted(reference, "note", _note),
        "reply": lambda reference: acted(reference, "reply", _reply),
        "ask": lambda reference: acted(reference, "ask", _ask),
        "forward": lambda reference: acted(reference, "forward", _forward),
        "take_back": lambda reference: acted(reference, "take_back", _take_back),
        "close": close,
        "identify": lambda reference: acted(reference, "identify", _identify),
        "write_down": lambda reference: acted(reference, "write_down", _write_down),
        "told": lambda reference: acted(reference, "told", _told),
    }
    for name, view in forms.items():
        address = f"/requests/<reference>/{name.replace('_', '-')}"
        made.add_url_rule(address, name, view, methods=["POST"])


def acted(reference: str, name: str, action: Action) -> Response:
    """Do it, or show the request again with what stood in the way and what was typed."""
    now = core().clock.now()
    try:
        with core().database.work(member().town) as work:
            done = action(work, mine(work, reference, alone=True), now)
    except (Conflict, InvalidAnswer, NotAllowed) as refused:
        return again(reference, name, refused)
    flash(say()(done))
    if request.form.get("from") == "by-hand":
        return make_response(redirect("/desk/by-hand", 303))
    return make_response(redirect(f"/desk/requests/{reference}", 303))


def again(reference: str, name: str, refused: Refusal) -> Response:
    blames = {"empty": "words", "long": "words", "reason": "words", "outcome": "outcome"}.get(refused.code, refused.code)
    shown = Again(name, refused.sentence, dict(request.form.items()), blames)
    return make_response(page(reference, shown), CONFLICT if isinstance(refused, Conflict) else UNREADABLE)


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
            _fresh(found)
            check(State(found.state), State.CLOSED)
            outcome, reason = _ending(found, now)
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
            way=words.WAYS[notice.way],
            sent=notice.way is not Way.NONE,
            parts=segments(notice.body).count if notice.way is Way.TEXT else 0,
        )
    )


def _claim(work: Work, found: Request, now: datetime) -> Sentence:
    actions.claim(work, found, actor(), now)
    return _("The request is in your hands for half an hour from your last step.")


def _release(work: Work, found: Request, now: datetime) -> Sentence:
    actions.release(work, found, actor(), now)
    return _("The request is back in the queue.")


def _take_over(work: Work, found: Request, now: datetime) -> Sentence:
    actions.claim(work, found, actor(), now, _words())
    return _("The request is in your hands now.")


def _note(work: Work, found: Request, now: datetime) -> Sentence:
    actions.add_note(work, found, actor(), _words(), now)
    return _("The note is kept. Citizens do not see it.")


def _reply(work: Work, found: Request, now: datetime) -> Sentence:
    said = _words()
    _hold(work, found, now)
    actions.reply(work, found, actor(), said, now)
    return _told_how(found)


def _ask(work: Work, found: Request, now: datetime) -> Sentence:
    said = _words()
    _hold(work, found, now)
    until = actions.ask(work, found, actor(), said, now)
    if Way(found.tell_by) is Way.NONE:
        return _("The question waits until {day}. Nothing was sent: they will see it when they ask.", day=until)
    return _("The citizen is asked and has until {day} to answer.", day=until)


def _forward(work: Work, found: Request, now: datetime) -> Sentence:
    said = _words()
    _hold(work, found, now)
    actions.forward(work, found, actor(), said, now)
    return _("The request is with another authority, and the citizen is told. The due date stays.")


def _take_back(work: Work, found: Request, now: datetime) -> Sentence:
    said = _words()
    _fresh(found)
    actions.take_back(work, found, actor(), said, now)
    return _("The request is ours to work on again.")


def _close(work: Work, found: Request, now: datetime) -> Sentence:
    outcome, reason = _ending(found, now)
    _hold(work, found, now)
    actions.close(work, found, actor(), outcome, reason, now)
    return _("The request is closed.")


def _identify(work: Work, found: Request, now: datetime) -> Sentence:
    document, last_three = request.form.get("document", ""), request.form.get("last_three", "")
    actions.identify(work, found, actor(), document, last_three, now)
    return _("The identity is noted, and the request can be worked on.")


def _write_down(work: Work, found: Request, now: datetime) -> Sentence:
    town = member().town
    row = work.session.get(Attachment, (town.id, _id("attachment")))
    if row is None or row.request_id != found.id:
        raise NotFound("file", _("This file is not here."))
    attachments.write_down(work, found, actor(), row, _words(), now, core().catalogue(town).get(found.service))
    return _("The recording is written down.")


def _told(work: Work, found: Request, now: datetime) -> Sentence:
    actions.told_by_hand(work, found, actor(), _id("message"), now)
    return _("It is noted that the citizen was told.")


def _hold(work: Work, found: Request, now: datetime) -> None:
    """Whoever acts takes the request in hand, unless a colleague holds it or something happened since they looked.

    Raises:
        Conflict: one of the two.
    """
    _fresh(found)
    actions.claim(work, found, actor(), now)


def _fresh(found: Request) -> None:
    if request.form.get("seen", "") != str(found.last_seq):
        raise Conflict(
            "stale", _("Something happened with this request since you opened it. Look at its history, and send again.")
        )


def _id(name: str) -> int:
    """A row's id that a form of ours brings back; 0, which no row has, for anything else."""
    number = request.form.get(name, "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0


def _words() -> str:
    said = request.form.get("words", "").replace("\x00", "").replace("\r\n", "\n").strip()
    if not said:
        raise InvalidAnswer("empty", _("Write a few words."))
    if len(said) > LONGEST:
        raise InvalidAnswer("long", _("Write at most {most} characters.", most=LONGEST))
    return said


def _ending(found: Request, now: datetime) -> tuple[Outcome, str]:
    chosen = request.form.get("outcome", "")
    if chosen not in actions.outcomes(found, member().town.today(now)):
        raise InvalidAnswer("outcome", _("Choose how the request ends."))
    try:
        return Outcome(chosen), _words()
    except InvalidAnswer as error:
        if error.code != "empty":
            raise
        raise InvalidAnswer("reason", _("Write the reason in a sentence that the citizen understands.")) from error


def _told_how(found: Request) -> Sentence:
    way = Way(found.tell_by)
    if way is Way.NONE:
        return _("It is kept with the request. The citizen will see it when they ask.")
    if way in (Way.TEXT, Way.EMAIL):
        return _("It is on its way to the citizen.")
    return _("It waits in the list of those to be told by a person.")
