"""Joining duplicates, splitting a request that is about two things, and plain links."""

from datetime import datetime

from flask import request

from channels.desk.acting import Deed, fresh, hold, id_of, words
from channels.desk.dossier import mine
from channels.desk.session import actor, member
from channels.here import core
from core.codes import CodeLength, read_code
from core.dialogue.service import Service
from core.errors import InvalidAnswer, NotFound
from core.ports import Work
from core.requests import actions
from core.requests.tables import Request
from core.text import Code, Sentence, _


def _merge(work: Work, found: Request, now: datetime) -> Sentence:
    other = _other(work)
    hold(work, found, now)
    actions.merge(work, found, other, actor(), now)
    return _("The request is joined with {reference}. Both citizens will be told how it ends.", reference=Code(other.reference))


def _separate(work: Work, found: Request, now: datetime) -> Sentence:
    fresh(found)
    actions.separate(work, found, actor(), now)
    return _("The request goes its own way again, and its citizen is told.")


def _split(work: Work, found: Request, now: datetime) -> Sentence:
    service, said = _service(), words()
    hold(work, found, now)
    filed = actions.split(work, found, service, said, actor(), now)
    return _("The second request is {reference}. The citizen is told.", reference=Code(filed.reference))


def _relate(work: Work, found: Request, now: datetime) -> Sentence:
    other = _other(work)
    actions.relate(work, found, other, request.form.get("words", "").replace("\x00", ""), actor(), now)
    return _("The two requests are linked.")


def _unlink(work: Work, found: Request, now: datetime) -> Sentence:
    actions.unlink(work, found, id_of("link"), actor(), now)
    return _("The link is gone.")


def _other(work: Work) -> Request:
    """The request whose reference was written, held for as long as this one is.

    Raises:
        InvalidAnswer: it is no reference, or of no request of this person's departments.
    """
    sentence = _("Write the nine digits of a request of your departments.")
    try:
        return mine(work, read_code(request.form.get("reference", ""), CodeLength.REFERENCE), alone=True)
    except (InvalidAnswer, NotFound) as error:
        raise InvalidAnswer("reference", sentence) from error


def _service() -> Service:
    found = core().catalogue(member().town).get(request.form.get("service", ""))
    if found is None or found.clock is None:
        raise InvalidAnswer("service", _("Choose what the second request is about."))
    return found


DEEDS: dict[str, Deed] = {
    "merge": _merge,
    "separate": _separate,
    "split": _split,
    "relate": _relate,
    "unlink": _unlink,
}
