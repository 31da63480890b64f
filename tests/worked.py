"""A request that tests work on: deeds in transactions of their own, and what is there afterwards."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from core.bootstrap import Core
from core.messages.tables import Message
from core.municipalities.model import Municipality
from core.ports import Work
from core.requests import actions, dossier
from core.requests.daily import Daily
from core.requests.tables import Request
from tests.filed import file_one
from tests.stopped import Stopped

MARIA = actions.Actor("desk", 7)
T = TypeVar("T")


@dataclass
class Worked:
    """One request of a town. `do` takes it in hand first, as whoever acts at the desk does."""

    core: Core
    town: Municipality
    clock: Stopped
    reference: str

    @property
    def now(self) -> datetime:
        return self.clock.now()

    @property
    def today(self) -> date:
        return self.town.today(self.now)

    def do(self, deed: Callable[[Work, Request], T]) -> T:
        with self.core.database.work(self.town) as work:
            request = dossier.one(work, self.reference)
            actions.claim(work, request, MARIA, self.now)
            return deed(work, request)

    def ask(self, words: str = "Ποια κολόνα;", until: date | None = None) -> date:
        return self.do(lambda work, request: actions.ask(work, request, MARIA, words, self.now, until))

    def answer(self, words: str = "Η τρίτη.") -> None:
        service = self.core.catalogue(self.town).get(self.look().request.service)
        with self.core.database.work(self.town) as work:
            request = dossier.one(work, self.reference)
            actions.answer(work, request, actions.Actor("sms"), words, self.now, service=service)

    def look(self) -> dossier.Dossier:
        with self.core.database.reading(self.town) as work:
            request = dossier.one(work, self.reference)
            return dossier.collect(work, request, self.core.catalogue(self.town).get(request.service))

    @property
    def kinds(self) -> list[str]:
        return [event.kind for event in self.look().events]

    @property
    def messages(self) -> tuple[Message, ...]:
        return self.look().messages

    def a_day(self, days: int = 1) -> None:
        """So many days later, the day's work is done."""
        self.clock.move(days=days)
        core = self.core
        Daily(core.database, core.clock, core.directory.all, lambda town, key: core.catalogue(town).get(key)).run()


def worked(core: Core, town: Municipality, clock: Stopped, service: str = "street-light", **rest: object) -> Worked:
    return Worked(core, town, clock, file_one(core, town, service, **rest).reference)
