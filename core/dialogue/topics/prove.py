"""Proving afterwards who one is, for a request that was filed without it and waits."""

from core.dialogue.service import Assurance, Service
from core.dialogue.steps import Step
from core.dialogue.talk import Talk
from core.dialogue.topics import identify, status
from core.errors import Conflict, InvalidAnswer
from core.requests import actions
from core.requests.tables import Request
from core.text import _

TOPIC = "prove"


def begin(talk: Talk) -> None:
    """Ask for the proof, where an opened request waits for one."""
    if talk.state.topic == "status" and talk.state.seen and status.can_prove(talk, _request(talk)):
        talk.state.topic = TOPIC
        _take(talk)


class ProveTopic:
    def hear(self, talk: Talk) -> None:
        identify.hear(talk, _service(talk))
        if talk.state.later:
            talk.state.later, talk.state.topic = False, "status"
            return
        _take(talk)

    def step(self, talk: Talk) -> Step:
        return identify.step(talk, _service(talk))


PROVE = ProveTopic()


def _take(talk: Talk) -> None:
    """What was proved suffices: the request is worked on from now on.

    Raises:
        InvalidAnswer: it waits no longer, somebody was faster.
    """
    found, needed = identify.standing(talk), _service(talk).assurance
    if needed is Assurance.NONE or not found.assurance.covers(needed):
        return
    talk.state.topic = "status"
    try:
        actions.prove(talk.work, _request(talk), actions.Actor(talk.turn.channel), found, needed, talk.now)
    except Conflict as error:
        raise InvalidAnswer(error.code, error.sentence) from error
    talk.notes.append(_("Your request can be worked on now."))


def _request(talk: Talk) -> Request:
    return talk.work.session.get_one(Request, (talk.work.municipality.id, talk.state.seen))


def _service(talk: Talk) -> Service:
    service = talk.catalogue.get(_request(talk).service)
    if service is None:
        talk.state.begin("")
        raise InvalidAnswer("service", _("This service is not offered any more."))
    return service


__all__ = ["PROVE", "TOPIC", "begin"]
