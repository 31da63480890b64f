"""What a clerk writes: to the citizen, to colleagues, what a recording says, that somebody was told by a person."""

from datetime import datetime

from channels.desk.acting import Deed, hold, id_of, told_how, words
from channels.desk.drafting import seen
from channels.desk.session import actor, member
from channels.here import core
from core.errors import NotFound
from core.ports import Work
from core.requests import actions, attachments, fetching
from core.requests.dossier import happened_since
from core.requests.tables import Attachment, Request
from core.text import Sentence, _


def _note(work: Work, found: Request, now: datetime) -> Sentence:
    said = words()
    if not _noted(work, found, said):
        actions.add_note(work, found, actor(), said, now)
    return _("The note is kept. Citizens do not see it.")


def _noted(work: Work, found: Request, said: str) -> bool:
    """Whether the same page was sent before, by a button that was pressed twice. Notes may be written on an old page."""
    me = member().person.id
    since = happened_since(work, found, seen()) if seen() else ()
    return any(one.kind == "note" and one.by == me and one.body.get("words") == said for one in since)


def _reply(work: Work, found: Request, now: datetime) -> Sentence:
    said = words()
    hold(work, found, now)
    actions.reply(work, found, actor(), said, now)
    return told_how(found)


def _write_down(work: Work, found: Request, now: datetime) -> Sentence:
    row, service = _paper(work, found), core().catalogue(member().town).get(found.service)
    attachments.write_down(work, found, actor(), row, words(), now, service)
    return _("The recording is written down.")


def _fetch_again(work: Work, found: Request, now: datetime) -> Sentence:
    fetching.fetch_again(work, found, actor(), _paper(work, found), now)
    return _("We try to fetch it once more. Look again in a few minutes.")


def _paper(work: Work, found: Request) -> Attachment:
    """The paper or recording of this request that a form names.

    Raises:
        NotFound: it has no such.
    """
    row = work.session.get(Attachment, (member().town.id, id_of("attachment")))
    if row is None or row.request_id != found.id:
        raise NotFound("file", _("This file is not here."))
    return row


def _told(work: Work, found: Request, now: datetime) -> Sentence:
    actions.told_by_hand(work, found, actor(), id_of("message"), now)
    return _("It is noted that the citizen was told.")


DEEDS: dict[str, Deed] = {"note": _note, "reply": _reply, "write_down": _write_down, "fetch_again": _fetch_again, "told": _told}
