"""What a clerk finds in the forms about time and about others: days to choose, bodies and departments, the notice's reasons."""

from datetime import date, datetime
from typing import Any

from channels.desk.session import member
from channels.here import say
from core.municipalities.bodies import body_of, directory
from core.people.contact import Way
from core.ports import Work
from core.requests import asking, delaying, several
from core.requests.dossier import Dossier
from core.requests.moves import State
from core.staff.names import phone_of
from core.text import Many, Sentence, _


def can(found: Dossier, free: bool) -> dict[str, bool]:
    """Which of these forms there are, for a request that is open and in nobody else's hands where `free`."""
    request, state = found.request, State(found.request.state)
    is_open = state is not State.CLOSED
    counted = found.due is not None and found.due.longer is not None
    return {
        "answered": is_open and state is not State.WAITING_IDENTITY,
        "move": free and len(member().town.departments) > 1,
        "wait_on": free and state is State.FORWARDED,
        "several": free and several.rule(found.service) is not None and request.due is not None and not counted,
        "delay": free and request.due_on is not None and state is not State.WAITING_IDENTITY,
    }


def offered(found: Dossier, now: datetime, phone: str) -> dict[str, Any]:
    """What stands in them."""
    town, request = member().town, found.request
    today = town.today(now)
    departments = [{"value": one.key, "label": say()(one.name)} for one in town.departments if one.key != request.department]
    bodies = [{"value": one.key, "label": say()(one.name), "hint": say()(one.answers_for)} for one in directory(town).values()]
    return {
        "ask_until": today + asking.ANSWER_WITHIN,
        "ask_first": today + asking.SHORTEST,
        "ask_last": today + asking.LONGEST,
        "ask_clock": _clock(found),
        "nobody": [{"value": "", "label": say()(_("choose …"))}],
        "departments": departments,
        "bodies": bodies,
        "watch_until": _again(found, today),
        "several_rule": _several(found),
        **_delay(found, today, phone),
    }


def state_of_things(found: Dossier, now: datetime) -> dict[str, Any]:
    """What the head of the page says about time and others."""
    request, town = found.request, member().town
    body = body_of(town, request.forwarded_to) if request.state == State.FORWARDED else None
    asks_again = request.watch_on is not None and request.watch_on <= town.today(now)
    return {
        "promised_on": request.promised_on,
        "stood": found.due.stood if found.due else 0,
        "body": {"name": body.name, "phone": body.phone, "email": body.email} if body else None,
        "watch_on": request.watch_on if body else None,
        "asks_again": body is not None and asks_again,
        "unanswered_on": request.asked_until if request.state == State.IN_PROGRESS else None,
        "gone": found.service is None,
    }


def _clock(found: Dossier) -> Sentence:
    """Whether the time stands still while the citizen is asked, and by which rule."""
    clock = found.service.clock if found.service else None
    if found.request.due_on is None:
        return ""
    if clock is not None and clock.stops:
        return _("Meanwhile the time for our answer stands still ({source}).", source=clock.stops_source)
    return _("Meanwhile the time for our answer goes on: until {day}.", day=found.request.due_on)


def _several(found: Dossier) -> Sentence:
    clock = several.rule(found.service)
    if clock is None:
        return ""
    return _(
        "The time is {days} days longer then ({source}), and the citizen is told the new day.",
        days=clock.several_days,
        source=clock.several_source,
    )


def _again(found: Dossier, today: date) -> date:
    return max(today, found.request.watch_on or today) + asking.ANSWER_WITHIN


def _delay(found: Dossier, today: date, phone: str) -> dict[str, Any]:
    request, here = found.request, member()
    if request.due_on is None:
        return {}
    last = request.due_on - delaying.BEFOREHAND
    if today > request.due_on:
        when: Sentence = _("The time has ended already. The citizen should hear of it all the same.")
    elif today > last:
        when = _("The law wants it five days ahead, and that was {day}. The citizen should hear of it all the same.", day=last)
    else:
        when = _("The law wants it five days ahead: by {day}.", day=last)
    fits = _("It goes as a text message: long reasons are cut there, and stand whole on the request's page.")
    return {
        "delay_until": delaying.proposed(request, here.town, today),
        "delay_hint": Many((when, fits if Way(request.tell_by) is Way.TEXT else "")),
        "delay_reasons": [{"value": key, "label": say()(reason)} for key, reason in delaying.REASONS.items()],
        "delay_employee": here.person.name,
        "delay_phone": phone,
    }


def phone(work: Work) -> str:
    """The telephone of whoever sits here, else the town hall's; a Greek one as it is dialled."""
    found = phone_of(work, member().person.id) or member().town.desk_number
    return found.removeprefix("+30")
