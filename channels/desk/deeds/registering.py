"""The protocol of one request: the number that another body gave it."""

from datetime import datetime

from flask import request

from channels.desk.acting import Deed, fresh
from channels.desk.session import actor
from core.ports import Work
from core.requests import actions
from core.requests.tables import Request
from core.text import Sentence, _


def _external(work: Work, found: Request, now: datetime) -> Sentence:
    fresh(found)
    external, by = (request.form.get(name, "").replace("\x00", "") for name in ("external", "by"))
    actions.set_external(work, found, actor(), external, by, now)
    return _("The other body's number is kept in the protocol.")


DEEDS: dict[str, Deed] = {"external": _external}
