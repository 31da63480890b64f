"""Ticking the papers that came, and scanning them in."""

from collections.abc import Sequence
from datetime import datetime

from flask import Response, request

from channels.desk import handed
from channels.desk.acting import acted, again
from channels.desk.dossier import mine
from channels.desk.session import actor, member
from channels.here import core
from channels.pages.tokens import posted_token
from core.errors import InvalidAnswer
from core.ports import Work
from core.requests import actions
from core.requests.filing import answers_of
from core.requests.papers import Paper, ticked, wanted
from core.requests.tables import Request
from core.text import Sentence, _


def papers(reference: str) -> Response:
    """Note which papers are here. Files are read and stored before the transaction, which holds none (rules: Databases)."""
    with core().database.reading(member().town) as work:
        found = mine(work, reference)
        listed = papers_of(work, found)
    brought = handed.read(listed, posted_token(), reference)
    for name, sentence in brought.problems.items():
        if name.startswith("scan"):
            return again(reference, "papers", InvalidAnswer(name, sentence))

    def note(work: Work, found: Request, now: datetime) -> Sentence:
        # A page that is older than the request takes no tick away: a colleague may have set it since.
        stale = request.form.get("seen", "") != str(found.last_seq)
        keys = {*brought.ticked, *(ticked(work, found) if stale else ())}
        actions.receive(work, found, actor(), listed, keys, now, brought.scans)
        return _("The papers are noted.")

    return acted(reference, "papers", note)


def papers_of(work: Work, found: Request) -> Sequence[Paper]:
    """The papers that a request's service asks for; none where it is offered no more."""
    service = core().catalogue(member().town).get(found.service)
    return wanted(service, answers_of(work, found.id)) if service else ()


VIEWS = {"papers": papers}
