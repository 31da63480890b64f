"""A proof of who asked, given after filing, by whatever way: the request that waited for it can be worked on."""

from datetime import datetime

from core.dialogue.service import Assurance
from core.errors import NotAllowed
from core.people.proving import Standing
from core.ports import Work
from core.requests.acting import Actor, note_event
from core.requests.lists.ordering import put_in_order
from core.requests.moves import State, check
from core.requests.tables import Request
from core.text import _


def prove(work: Work, request: Request, actor: Actor, proved: Standing, needed: Assurance, now: datetime) -> None:
    """Take a proof that was given elsewhere (a login, AFM and PIN) for a request that waits for it.

    Raises:
        NotAllowed: it proves less than the service needs.
        Conflict: nobody waits for this proof.
    """
    check(State(request.state), State.RECEIVED)
    if not proved.assurance.covers(needed):
        raise NotAllowed("assurance", _("This proof is not enough for this service."))
    request.state = State.RECEIVED
    request.person_id, request.assurance = proved.person or None, str(proved.assurance)
    put_in_order(request, work.municipality.today(now))
    note_event(work, request, actor, "identified", now, code=str(proved.assurance))
