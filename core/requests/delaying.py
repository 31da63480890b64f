"""A notice of delay: why the answer takes longer, who works on it and how to reach them, and the new day.

Source: ν.2690/1999, art. 4 par. 2: in writing, at least five days before the term ends, with the reasons, the name and
telephone of the employee, and anything else that helps.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.errors import Conflict, InvalidAnswer
from core.languages import tongue
from core.messages.alphabet import segments
from core.municipalities.calendar import is_working, next_working_day
from core.municipalities.model import Municipality
from core.people.contact import Way
from core.ports import Work
from core.requests.acting import Actor, note_event
from core.requests.claiming import require_claim
from core.requests.lists.ordering import put_in_order
from core.requests.moves import State, check
from core.requests.notices import compose, tell
from core.requests.tables import Request
from core.text import Many, Sentence, Text, _

# The law wants it so long before the term ends.
BEFOREHAND = timedelta(days=5)
# What a clerk is offered as the new day, and how far it may lie ahead.
AS_A_RULE, AT_MOST = timedelta(days=30), timedelta(days=365)
PARTS_AT_MOST = 3

REASONS: Mapping[str, Text] = {
    "inspection": _("An inspection on the spot is still needed."),
    "opinion": _("We wait for the opinion of another authority."),
    "papers": _("We wait for papers from another authority."),
    "works": _("Works must be done first."),
    "load": _("Many requests came in at the same time."),
}


@dataclass(frozen=True, slots=True)
class Delay:
    """What a notice says. `reasons` are keys of REASONS, `words` the clerk's own; one of the two is needed."""

    reasons: Sequence[str]
    words: str
    employee: str
    phone: str
    until: date


def proposed(request: Request, town: Municipality, today: date) -> date:
    """The day that a clerk is offered: a working day a month after the one that holds now."""
    return next_working_day(max(_holds(request), today) + AS_A_RULE, town)


def in_time(request: Request, today: date) -> bool:
    """Whether a notice of today still keeps the law's five days."""
    return request.due_on is not None and today <= request.due_on - BEFOREHAND


def checked(town: Municipality, request: Request, delay: Delay, today: date) -> Delay:
    """The notice, if it says all that the law asks for.

    Raises:
        Conflict: the request is closed, or has no day to be late for.
        InvalidAnswer: something is missing, or the day will not do; its code is the field's name.
    """
    if State(request.state) is State.CLOSED:
        check(State.CLOSED, State.RECEIVED)
    if request.due_on is None:
        raise Conflict("no-due", _("This request has no day by which it must be answered."))
    if not delay.words.strip() and not delay.reasons:
        raise InvalidAnswer("reasons", _("Say why it takes longer: choose a reason, or write one."))
    if not delay.employee.strip():
        raise InvalidAnswer("employee", _("The law asks for the name of the employee."))
    if not delay.phone.strip():
        raise InvalidAnswer("phone", _("The law asks for a telephone number."))
    last = max(_holds(request), today)
    if not last < delay.until <= last + AT_MOST:
        raise InvalidAnswer("until", _("The new day must lie after {day}, by a year at most.", day=last))
    if not is_working(delay.until, town):
        later = next_working_day(delay.until, town)
        raise InvalidAnswer("until", _("The town hall is closed on that day. The next working day is {day}.", day=later))
    return delay


def notice(town: Municipality, request: Request, delay: Delay) -> Sentence:
    """What the citizen is told. In a text the reasons are cut at a word, so that it takes three parts at most.

    The whole of it is in the request's history, which the citizen reads on its page.
    """
    reasons = _reasons(request, town, delay)
    whole = _sentence(reasons, delay)
    if Way(request.tell_by) is not Way.TEXT:
        return whole
    words = reasons.split()
    for kept in range(len(words), 0, -1):
        cut = reasons if kept == len(words) else " ".join(words[:kept]).rstrip(" ,.;:·") + "…"
        short = _sentence(cut, delay)
        if segments(compose(town, request, short).body).count <= PARTS_AT_MOST:
            return short
    return _sentence("", delay)


def delay(work: Work, request: Request, actor: Actor, what: Delay, now: datetime) -> None:
    """Tell the citizen that it takes longer, on their own channel, and keep the day that was promised.

    The law's own day stays `due_on`. May be done again with a later day.

    Raises:
        Conflict, InvalidAnswer: as in `checked`; or another clerk holds it.
    """
    require_claim(request, actor, now)
    town, today = work.municipality, work.municipality.today(now)
    what = checked(town, request, what, today)
    told = notice(town, request, what)
    request.promised_on = what.until
    put_in_order(request, today)
    say = tongue(request.language, zone=town.zone)
    content = {"words": say(_sentence(_reasons(request, town, what), what)), "until": what.until.isoformat()}
    content |= {"reasons": ",".join(what.reasons), "employee": what.employee, "phone": what.phone}
    code = "in-time" if in_time(request, today) else "late"
    note_event(work, request, actor, "delayed", now, code, content, "reply")
    tell(work, request, told, now, "delay")


def _holds(request: Request) -> date:
    """The day that holds now: the one that was promised last, else the law's."""
    return max(one for one in (request.due_on, request.promised_on, date.min) if one is not None)


def _reasons(request: Request, town: Municipality, what: Delay) -> str:
    """The reasons in the citizen's language, the clerk's own words first: they say most."""
    say = tongue(request.language, zone=town.zone)
    return say(Many((what.words.strip(), *(REASONS[key] for key in what.reasons if key in REASONS))))


def _sentence(reasons: str, what: Delay) -> Sentence:
    return Many(
        (
            _("Our answer will come by {day}.", day=what.until),
            reasons,
            _("It is in the hands of {employee}, telephone {phone}.", employee=what.employee, phone=what.phone),
        )
    )
