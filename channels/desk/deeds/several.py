"""Several departments involved: the longer term, with its reason."""

from datetime import datetime

from flask import request

from channels.desk.acting import Deed, hold, words
from channels.desk.session import actor, member
from channels.here import core
from core.ports import Work
from core.requests import actions
from core.requests.tables import Request
from core.text import Sentence, _


def _several(work: Work, found: Request, now: datetime) -> Sentence:
    why, departments = words(), request.form.getlist("departments")
    hold(work, found, now)
    service = core().catalogue(member().town).get(found.service)
    on = actions.involve(work, found, actor(), departments, why, now, service)
    return _("The answer is due by {day} now, and the citizen is told.", day=on)


DEEDS: dict[str, Deed] = {"several": _several}
