"""A worker with gateways that do what a test tells them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from core.adapters.database import Database
from core.bootstrap import Core
from core.messages.delivery import Delivery
from core.messages.outbox import Draft, post
from core.messages.sending import Letter, Sent
from core.messages.tables import Message
from core.messages.worker import Doing, Worker
from core.municipalities.model import Municipality
from core.people.contact import Way
from tests.filed import MOBILE


@dataclass
class Gateway:
    """Accepts everything, unless `answers` says otherwise: an exception to raise or a thing to do, one a message."""

    answers: list[BaseException | Callable[[Letter], Any] | None] = field(default_factory=list)
    sent: list[Letter] = field(default_factory=list)
    name: str = "told"

    def send(self, letter: Letter) -> Sent:
        self.sent.append(letter)
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, BaseException):
            raise answer
        if answer is not None:
            answer(letter)
        return Sent(f"SM{letter.id:032d}-{len(self.sent)}", 2)


class Refusing(Gateway):
    """Refuses what goes to one number, and takes everything else."""

    def __init__(self, number: str, refusal: Exception) -> None:
        super().__init__()
        self._number, self._refusal = number, refusal

    def send(self, letter: Letter) -> Sent:
        sent = super().send(letter)
        if letter.to == self._number:
            raise self._refusal
        return sent


@dataclass
class Post:
    """The outbox of one real (not demonstration) town and the worker that empties it."""

    core: Core
    town: Municipality
    real: Gateway
    console: Gateway
    doings: dict[str, Doing] = field(default_factory=dict)
    gateways: Mapping[Way, Sequence[Gateway]] | None = None

    @property
    def database(self) -> Database:
        return self.core.database

    @property
    def delivery(self) -> Delivery:
        gateways = self.gateways if self.gateways is not None else {Way.TEXT: (self.real,), Way.EMAIL: (self.real,)}
        core = self.core
        return Delivery(core.database, core.directory, core.clock, core.codes, gateways, self.console)

    @property
    def worker(self) -> Worker:
        core = self.core
        return Worker(core.database, core.directory, core.clock, self.delivery, self.doings)

    def write(self, body: str = "Έγινε.", way: Way = Way.TEXT, to: str = MOBILE, town: Municipality | None = None) -> int:
        with self.database.work(town or self.town) as work:
            return post(work, Draft(way, to, body, "el", "notice"), self.core.clock.now())

    def look(self, id_: int) -> Message:
        with self.database.reading(self.town) as work:
            row = work.session.get_one(Message, (self.town.id, id_))
            work.session.expunge(row)
            return row

    def state(self, id_: int) -> str:
        return self.look(id_).state

    def set(self, id_: int, **values: Any) -> None:
        with self.database.work(self.town) as work:
            row = work.session.get_one(Message, (self.town.id, id_))
            for name, value in values.items():
                setattr(row, name, value)


@pytest.fixture
def outbox(core: Core) -> Post:
    demonstration = core.directory.by_key("trikala")
    real = core.directory.add(
        replace(demonstration, key="volos", demonstration=False, hosts=("volos.example.org",), numbers=("+302421000001",)),
        core.clock.now(),
    )
    return Post(core, real, Gateway(), Gateway())
