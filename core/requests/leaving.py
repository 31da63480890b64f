"""A clerk who leaves: nothing of theirs is lost. What they held and what was theirs goes back to the pools."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, or_, select

from core.adapters.database import Database
from core.municipalities.model import Municipality
from core.ports import Work
from core.requests.acting import Actor, note_event
from core.requests.assigning import BATCH, POOL
from core.requests.tables import Request
from core.routing import store
from core.staff import absences, accounts
from core.text import Many, Sentence, _, plural


@dataclass(frozen=True, slots=True)
class Left:
    """What somebody's leaving changed: requests given back, routing rules switched off, absences, and standing in for others."""

    requests: int
    rules: tuple[str, ...]
    absences: int
    stood_in: int

    def told(self) -> Sentence:
        """All of it, in one or more sentences."""
        said: list[Sentence] = [_("This person cannot sign in here any more.")]
        if self.requests:
            said.append(
                plural("{count} request is back in its pool.", "{count} requests are back in their pools.", self.requests)
            )
        if self.rules:
            names = Many(tuple(f"“{one}”" for one in self.rules), by=", ")
            said.append(_("Switched off, because they named this person, are the routing rules {rules}.", rules=names))
        if self.absences:
            said.append(plural("{count} absence was struck.", "{count} absences were struck.", self.absences))
        if self.stood_in:
            said.append(
                plural(
                    "{count} colleague who is away has no substitute now.",
                    "{count} colleagues who are away have no substitute now.",
                    self.stood_in,
                )
            )
        return Many(tuple(said))


def leave(database: Database, town: Municipality, account_id: int, actor: Actor, now: datetime) -> Left:
    """End somebody's work in a town, and give back what was theirs. Done again, it gives back what is left.

    Raises:
        NotFound, Conflict: as `core.staff.accounts.remove`; nothing was changed.
    """
    accounts.remove(database, town, account_id)
    with database.work(town) as work:
        rules = store.switch_off_naming(work, account_id)
        own, stood_in = absences.forget(work, account_id, town.today(now))
    given_back = 0
    while moved := _give_back(database, town, account_id, actor, now):
        given_back += moved
    return Left(given_back, tuple(rule.note or str(rule.position) for rule in rules), own, stood_in)


def _give_back(database: Database, town: Municipality, account_id: int, actor: Actor, now: datetime) -> int:
    """Give back at most BATCH requests, in one transaction. Gives how many."""
    with database.work(town) as work:
        found = list(work.session.scalars(_theirs(account_id)))
        for request in found:
            _release(work, request, account_id, actor, now)
        return len(found)


def _theirs(account_id: int) -> Select[Request]:
    matter = (Request.assigned_to == account_id) & Request.is_open.is_(True)
    return select(Request).where(or_(matter, Request.claimed_by == account_id)).limit(BATCH).with_for_update()


def _release(work: Work, request: Request, account_id: int, actor: Actor, now: datetime) -> None:
    """One event: what was in their hands is released, what was only their matter is assigned to the pool."""
    held = request.claimed_by == account_id
    if held:
        request.claimed_by = request.claimed_until = None
    if request.assigned_to == account_id:
        request.assigned_to = None
    note_event(work, request, actor, "released" if held else "assigned", now, POOL)
