"""What the citizen says of a closed report to a clerk: who was told by a person answers a person."""

from datetime import datetime

from flask import request

from channels.desk.acting import Deed, fresh, words
from channels.desk.session import actor
from core.errors import InvalidAnswer
from core.ports import Work
from core.requests import actions
from core.requests.tables import Request
from core.text import Sentence, _


def _solved(work: Work, found: Request, now: datetime) -> Sentence:
    answer = request.form.get("solved", "")
    if answer not in ("yes", "no"):
        raise InvalidAnswer("solved", _("Choose what the citizen says."))
    said = words() if request.form.get("words", "").strip() else ""
    fresh(found)
    actions.answer_solved(work, found, actor(), answer == "yes", now, said)
    if answer == "yes":
        return _("It is noted that the citizen says it is solved.")
    return _("The request is open again, and comes first.")


DEEDS: dict[str, Deed] = {"solved": _solved}
