"""Sending a request on to whose matter it is, and taking it back."""

from datetime import datetime

from channels.desk.acting import Deed, fresh, hold, words
from channels.desk.session import actor
from core.ports import Work
from core.requests import actions
from core.requests.tables import Request
from core.text import Sentence, _


def _forward(work: Work, found: Request, now: datetime) -> Sentence:
    said = words()
    hold(work, found, now)
    actions.forward(work, found, actor(), said, now)
    return _("The request is with another authority, and the citizen is told. The due date stays.")


def _take_back(work: Work, found: Request, now: datetime) -> Sentence:
    said = words()
    fresh(found)
    actions.take_back(work, found, actor(), said, now)
    return _("The request is ours to work on again.")


DEEDS: dict[str, Deed] = {"forward": _forward, "take_back": _take_back}
