"""Seeing the document that shows who somebody is."""

from datetime import datetime

from flask import request

from channels.desk.acting import Deed
from channels.desk.session import actor, member
from channels.here import core
from core.ports import Work
from core.requests import actions
from core.requests.moves import State
from core.requests.seen import Seen, know
from core.requests.tables import Request
from core.text import Sentence, _


def _identify(work: Work, found: Request, now: datetime) -> Sentence:
    document, last_three = request.form.get("document", ""), request.form.get("last_three", "")
    waited = found.state == State.WAITING_IDENTITY
    actions.identify(work, found, actor(), document, last_three, now)
    seen = Seen(document, last_three, afm=request.form.get("afm_seen") == "yes")
    know(work, core().codes, found, actor(), seen, core().catalogue(member().town).get(found.service), now)
    return _("The identity is noted, and the request can be worked on.") if waited else _("The identity is noted.")


DEEDS: dict[str, Deed] = {"identify": _identify}
