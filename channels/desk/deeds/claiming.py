"""Taking a request in hand, giving it back, taking it over."""

from datetime import datetime

from flask import request

from channels.desk.acting import Deed, words
from channels.desk.session import actor
from core.ports import Work
from core.requests import actions
from core.requests.tables import Request
from core.text import Sentence, _


def _claim(work: Work, found: Request, now: datetime) -> Sentence:
    actions.claim(work, found, actor(), now)
    return _("The request is in your hands for half an hour from your last step.")


def _release(work: Work, found: Request, now: datetime) -> Sentence:
    to_pool = request.form.get("to") == "pool"
    actions.release(work, found, actor(), now, to_pool)
    return _("The request is back in the department's pool.") if to_pool else _("The request is back in the queue.")


def _take_over(work: Work, found: Request, now: datetime) -> Sentence:
    actions.claim(work, found, actor(), now, words())
    return _("The request is in your hands now.")


DEEDS: dict[str, Deed] = {"claim": _claim, "release": _release, "take_over": _take_over}
