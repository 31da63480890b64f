"""Requests that were closed, for tests of what becomes of them afterwards."""

from core.bootstrap import Core
from core.municipalities.model import Municipality
from core.requests.acting import Actor
from core.requests.claiming import claim
from core.requests.closing import Closing, close
from core.requests.moves import Outcome
from core.requests.tables import Request
from tests.filed import file_one

MARIA = Actor("desk", 7)


def closed(core: Core, town: Municipality, service: str = "street-light", **rest: object) -> int:
    """A request that was filed and closed now."""
    one = file_one(core, town, service, **rest)
    with core.database.work(town) as work:
        request = work.session.get_one(Request, (town.id, one.id))
        claim(work, request, MARIA, core.clock.now())
        close(work, request, MARIA, Closing(Outcome.DONE, "Έγινε.", done="Mended."), core.clock.now())
    return one.id
