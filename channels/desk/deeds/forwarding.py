"""Sending a request on to whose matter it is, another department or another body; watching it there, and taking it back."""

from datetime import datetime

from flask import request

from channels.desk.acting import Deed, day, fresh, hold, words
from channels.desk.session import actor, member
from core.errors import InvalidAnswer
from core.municipalities.bodies import body_of
from core.ports import Work
from core.requests import actions
from core.requests.tables import Request
from core.text import Sentence, _


def _move(work: Work, found: Request, now: datetime) -> Sentence:
    said, department = words(), request.form.get("department", "")
    hold(work, found, now)
    actions.move(work, found, actor(), department, said, now)
    name = member().town.department(department)
    return _(
        "Request {reference} is with {department} now, and the citizen is told.",
        reference=found.reference,
        department=name.name if name else department,
    )


def _forward(work: Work, found: Request, now: datetime) -> Sentence:
    said = words()
    hold(work, found, now)
    body = body_of(member().town, request.form.get("body", ""))
    if body is None:
        raise InvalidAnswer("body", _("Choose to whom it goes."))
    again = actions.forward(work, found, actor(), body, said, now)
    return _(
        "The request is with {body}, and the citizen is told. The due date stays. On {day} you are reminded to ask again.",
        body=body.name,
        day=again,
    )


def _wait_on(work: Work, found: Request, now: datetime) -> Sentence:
    said, until = words(), day("until")
    fresh(found)
    actions.wait_on(work, found, actor(), said, until, now)
    return _("Noted. You are reminded again on {day}.", day=until)


def _take_back(work: Work, found: Request, now: datetime) -> Sentence:
    said = words()
    fresh(found)
    actions.take_back(work, found, actor(), said, now)
    return _("The request is ours to work on again.")


DEEDS: dict[str, Deed] = {"move": _move, "forward": _forward, "wait_on": _wait_on, "take_back": _take_back}
