"""A real town with subscribers, and alerts in it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from core.announcements.telling import TELL, Telling
from core.bootstrap import Core
from core.emergencies import writing
from core.emergencies.events import events
from core.emergencies.jobs import jobs
from core.emergencies.releasing import release
from core.emergencies.tables import Alert
from core.emergencies.vocabulary import Type
from core.emergencies.writing import Written
from core.messages.delivery import Delivery
from core.messages.sending import Letter, Never, Sent
from core.messages.worker import Worker
from core.municipalities.model import Municipality
from core.people.contact import Way

AUTHOR, RELEASER = 1, 2
SITE = "https://volos.example.org"


@dataclass
class Gateway:
    """Keeps what it was handed; `dead` are numbers that it never takes."""

    name: str = "told"
    sent: list[Letter] = field(default_factory=list)
    dead: frozenset[str] = frozenset()

    def send(self, letter: Letter) -> Sent:
        if letter.to in self.dead:
            raise Never("30003")
        self.sent.append(letter)
        return Sent(f"SM{letter.id:032d}", 2)

    def take(self) -> dict[str, str]:
        """What came since the last look: text by address, each address once."""
        sent, self.sent = self.sent, []
        assert len({one.to for one in sent}) == len(sent)
        return {one.to: one.body for one in sent}


@dataclass
class Hall:
    """A town hall that writes alerts and sends them."""

    core: Core
    town: Municipality
    gateway: Gateway

    def written(self, event: str = "flood", hours: float = 6, **fields: Any) -> Written:
        kind = events()[event]
        base = Written(
            event, kind.texts, kind.urgency, kind.severity, kind.certainty, self.core.clock.now() + timedelta(hours=hours)
        )
        return replace(base, **fields)

    def send(self, written: Written, follows: Alert | None = None, type_: Type = Type.ALERT) -> Alert:
        """Written by one, let out by another, and delivered."""
        now = self.core.clock.now()
        with self.core.database.work(self.town) as work:
            alert = writing.draft(work, written, AUTHOR, now, follows, type_)
            writing.ask(work, alert, now)
            release(work, alert, RELEASER, alert.revision, now, SITE)
        self.work()
        return alert

    def work(self) -> None:
        core = self.core
        ways = dict.fromkeys((Way.TEXT, Way.CALL, Way.EMAIL), (self.gateway,))
        delivery = Delivery(core.database, core.directory, core.clock, core.codes, ways, self.gateway)
        doings = {TELL: Telling(core.database, core.clock), **jobs(core)}
        Worker(core.database, core.directory, core.clock, delivery, doings).drain()


@pytest.fixture
def hall(core: Core) -> Hall:
    demonstration = core.directory.by_key("trikala")
    town = replace(
        demonstration,
        key="volos",
        demonstration=False,
        hosts=("volos.example.org",),
        numbers=("+302421000001",),
        public_url=SITE,
        email="dimos@volos.example.org",
    )
    return Hall(core, core.directory.add(town, core.clock.now()), Gateway())


Spoken = Callable[..., Any]
