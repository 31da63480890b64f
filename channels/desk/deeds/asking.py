"""Asking the citizen something."""

from datetime import datetime

from channels.desk.acting import Deed, hold, words
from channels.desk.session import actor
from core.people.contact import Way
from core.ports import Work
from core.requests import actions
from core.requests.tables import Request
from core.text import Sentence, _


def _ask(work: Work, found: Request, now: datetime) -> Sentence:
    said = words()
    hold(work, found, now)
    until = actions.ask(work, found, actor(), said, now)
    if Way(found.tell_by) is Way.NONE:
        return _("The question waits until {day}. Nothing was sent: they will see it when they ask.", day=until)
    return _("The citizen is asked and has until {day} to answer.", day=until)


DEEDS: dict[str, Deed] = {"ask": _ask}
