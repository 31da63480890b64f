"""What the demonstration's clerks and citizens did with each request afterwards, with real actions, only earlier."""

import heapq
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from core.catalogue import Catalogue
from core.demonstration.people import NAMES
from core.demonstration.scenes import Deed, Scene
from core.errors import NotFound
from core.municipalities.bodies import directory
from core.municipalities.calendar import next_working_day
from core.ports import Work
from core.requests import actions, attachments
from core.requests.moves import Outcome
from core.requests.tables import Attachment, Request
from core.staff.roles import Role
from core.text import _

# A clerk takes a request in hand this long before doing something with it.
BEFORE = timedelta(minutes=3)


@dataclass(frozen=True, order=True)
class _Planned:
    """One deed at its moment, `turn` being its place among the request's own."""

    at: datetime
    turn: int
    request: Request = field(compare=False)
    deed: Deed = field(compare=False)
    channel: str = field(compare=False)


@dataclass(frozen=True)
class Worker:
    """Does what a scene says about a request already filed; `now` is the moment that nothing may lie after."""

    work: Work
    catalogue: Catalogue
    now: datetime
    clerk_id: int
    _planned: list["_Planned"] = field(default_factory=list)

    def take(self, request: Request, scene: Scene, filed_at: datetime) -> None:
        """Plan everything that was done with a request, each at its moment."""
        latest = filed_at
        for left, deed in zip(range(len(scene.work), 0, -1), scene.work, strict=True):
            wanted = filed_at + timedelta(days=deed.after)
            # What would lie ahead of us happened some minutes ago.
            latest = max(latest + timedelta(minutes=1), min(wanted, self.now - left * 2 * BEFORE))
            heapq.heappush(self._planned, _Planned(latest, len(scene.work) - left, request, deed, scene.channel))

    def work_until(self, moment: datetime) -> None:
        """Do what was planned up to a moment, whichever request it is about, in its order."""
        while self._planned and self._planned[0].at <= moment:
            one = heapq.heappop(self._planned)
            self._do(one.request, one.deed, one.at, actions.Actor(one.channel))

    def _do(self, request: Request, deed: Deed, at: datetime, citizen: actions.Actor) -> None:
        words, clerk = " ".join(deed.words), actions.Actor("desk", self.clerk_id)
        match deed.what:
            case "note":
                actions.add_note(self.work, request, clerk, words, at)
            case "answers":
                actions.answer(self.work, request, citizen, words, at, service=self.catalogue.get(request.service))
            case "withdraws":
                actions.withdraw(self.work, request, citizen, at)
            case "reopens":
                actions.reopen(self.work, request, citizen, at)
            case "identifies":
                actions.identify(self.work, request, clerk, "identity-card", words, at)
            case "returns":
                actions.take_back(self.work, request, clerk, words, at)
            case _:
                actions.claim(self.work, request, clerk, at - BEFORE)
                self._do_in_hand(request, deed, at, clerk)

    def _do_in_hand(self, request: Request, deed: Deed, at: datetime, clerk: actions.Actor) -> None:
        """What only the one who has claimed a request does."""
        words = " ".join(deed.words)
        match deed.what:
            case "claim":
                pass
            case "ask":
                actions.ask(self.work, request, clerk, words, at)
            case "reply":
                actions.reply(self.work, request, clerk, words, at)
            case "move":
                department, *why = deed.words
                actions.move(self.work, request, clerk, department, " ".join(why), at)
            case "forward":
                key, *why = deed.words
                actions.forward(self.work, request, clerk, directory(self.work.municipality)[key], " ".join(why), at)
            case "delay":
                because, days, *why = deed.words
                actions.delay(self.work, request, clerk, self._delay(request, because, int(days), " ".join(why)), at)
            case "write-down":
                attachments.write_down(self.work, request, clerk, self._recording(request), words, at)
            case "close":
                outcome, *reason = deed.words
                shows = " ".join(reason) if request.is_report and outcome == Outcome.DONE else ""
                how = actions.Closing(Outcome(outcome), " ".join(reason), done=shows)
                actions.close(self.work, request, clerk, how, at, self.catalogue.get(request.service))
            case _:
                raise ValueError(f"{deed.what}: nobody does that in the demonstration")

    def _delay(self, request: Request, reason: str, days: int, words: str) -> actions.Delay:
        """A notice of delay until some days after the law's own day."""
        town = self.work.municipality
        until = next_working_day((request.due_on or town.today(self.now)) + timedelta(days=days), town)
        return actions.Delay([reason] if reason else [], words, NAMES[Role.CLERK], town.desk_number.removeprefix("+30"), until)

    def _recording(self, request: Request) -> Attachment:
        """The first recording of a request that nobody has written down.

        Raises:
            NotFound: it has none.
        """
        row = Attachment
        waiting = (row.request_id == request.id, row.kind == "recording", row.written_down == "")
        found = self.work.session.scalars(select(row).where(*waiting).order_by(row.id)).first()
        if found is None:
            raise NotFound("recording", _("There is no recording here that waits to be written down."))
        return found
