"""What the tests of the wall have in common: whose rows, and whether something was refused."""

from collections.abc import Callable
from typing import Any

from core.adapters.wall import OutsideTheWall
from core.bootstrap import Core
from core.messages.outbox import Draft, post
from core.messages.tables import Message
from core.municipalities.model import Municipality
from core.people.contact import Way
from core.requests.filing import Filed
from core.requests.tables import Content, Event, Request
from tests.filed import MOBILE, file_one

Inside = Callable[[Any], list[Any]]
# The demonstration towns have ids in the order of their keys: the other town is the first.
OTHER = 1
R, C, E, M = Request, Content, Event, Message


def refused(do: Callable[[], Any]) -> bool:
    try:
        do()
    except OutsideTheWall:
        return True
    return False


def with_message(core: Core, town: Municipality) -> Filed:
    filed = file_one(core, town)
    with core.database.work(town) as work:
        draft = Draft(Way.TEXT, MOBILE, f"of {town.key}", "el", "notice", request_id=filed.id)
        post(work, draft, core.clock.now())
    return filed
