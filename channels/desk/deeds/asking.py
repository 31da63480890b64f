"""Asking the citizen something, and noting what they answered by telephone, by letter or at the counter."""

from datetime import datetime

from flask import request

from channels.desk.acting import Deed, day, fresh, hold, words
from channels.desk.session import actor, member
from channels.here import core
from core.people.contact import Way
from core.ports import Work
from core.requests import actions
from core.requests.moves import State
from core.requests.tables import Request
from core.text import Sentence, _


def _ask(work: Work, found: Request, now: datetime) -> Sentence:
    said = words()
    until = day("until") if request.form.get("until", "").strip() else None
    hold(work, found, now)
    until = actions.ask(work, found, actor(), said, now, until)
    if Way(found.tell_by) is Way.NONE:
        return _("The question waits until {day}. Nothing was sent: they will see it when they ask.", day=until)
    return _("The citizen is asked and has until {day} to answer.", day=until)


def _answered(work: Work, found: Request, now: datetime) -> Sentence:
    """What the citizen told a clerk is their answer as much as one that came by any channel."""
    said = words()
    fresh(found)
    waited = State(found.state) is State.WAITING_CITIZEN
    service = core().catalogue(member().town).get(found.service)
    actions.answer(work, found, actor(), said, now, service=service)
    if waited and found.due_on is not None:
        return _("The answer is kept, and the time runs again: until {day}.", day=found.due_on)
    return _("What they said is kept with the request.")


DEEDS: dict[str, Deed] = {"ask": _ask, "answered": _answered}
