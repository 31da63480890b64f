"""Whose matter a request is: given by a supervisor, or taken by a clerk."""

from datetime import datetime

from flask import request

from channels.desk.acting import Deed, fresh, id_of
from channels.desk.session import actor
from core.ports import Work
from core.requests import actions
from core.requests.assigning import Given
from core.requests.tables import Request
from core.text import Sentence, _


def _assign(work: Work, found: Request, now: datetime) -> Sentence:
    fresh(found)
    to = id_of("person") if request.form.get("person") else None
    return _said(actions.assign(work, found, actor(), to, now))


def _take_on(work: Work, found: Request, now: datetime) -> Sentence:
    fresh(found)
    actions.take(work, found, actor(), now)
    return _("The request is yours now, until it is closed or given to somebody else.")


def _said(given: Given) -> Sentence:
    if given.to is None:
        return _("The request is in the department's pool.")
    if given.instead_of:
        return _("{absent} is away: the request went to {name}, who stands in.", absent=given.instead_of, name=given.name)
    return _("The request is now {name}'s.", name=given.name)


DEEDS: dict[str, Deed] = {"assign": _assign, "take_on": _take_on}
