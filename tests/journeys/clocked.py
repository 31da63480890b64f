"""A server in this process, over real HTTP, whose clock a journey moves: thirty minutes or fifteen days pass at once."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from waitress.server import create_server

from channels import addresses
from channels.site import create_app
from core.bootstrap import Core, build
from core.demonstration.people import employ
from core.messages.tables import Message
from core.municipalities import files
from core.municipalities.model import Municipality
from core.requests.verifying import verify
from core.settings import Settings
from run import worker_of
from tests.databases import free_port
from tests.journeys.running import Running
from tests.stopped import Stopped


@dataclass
class Clocked(Running):
    """The doors are those of a server in a process of its own; time and the worker move when the journey says so."""

    core: Core | None = None
    clock: Stopped | None = None

    @cached_property
    def demo(self) -> dict[str, Any]:
        assert self.core is not None
        return addresses.demo(self.core)

    def pass_time(self, **by: float) -> None:
        """Let time pass, and the worker do what it brings: the day's duties, and the messages that are due."""
        assert self.core is not None
        assert self.clock is not None
        self.clock.move(**by)
        worker = worker_of(self.core)
        worker.rounds.run()
        worker.drain()

    def sent(self, town: str, to: str) -> list[str]:
        """What left the building to an address, the oldest first."""
        assert self.core is not None
        with self.core.database.reading(self.core.directory.by_key(town)) as work:
            rows = work.session.query(Message).filter(Message.to == to).order_by(Message.id)
            return [row.body for row in rows]

    def findings(self) -> list[str]:
        """What `verify-events` would find."""
        assert self.core is not None
        told = []
        for town in self.core.directory.all():
            with self.core.database.reading(town) as work:
                told += [f"{one.reference}: {one.what}" for one in verify(work) if not one.harmless]
        return told


@contextmanager
def clocked(database_url: str, data: Path, *others: Municipality, **extra: Any) -> Iterator[Clocked]:
    """The three demonstration towns, and others, with their people and nothing filed, on a Monday morning.

    `extra` are settings: a provider's account, a mail server.
    """
    port, clock = free_port(), Stopped()
    settings = Settings(data=data, database_url=database_url, port=port, **extra)  # type: ignore[call-arg]
    core = build(settings, clock=clock)
    for one in (*files.demonstration(), *others):
        employ(core, core.directory.add(one, clock.now()))
    server = create_server(create_app(core), host="127.0.0.1", port=port, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield Clocked(port, data, core=core, clock=clock)
    finally:
        server.task_dispatcher.shutdown()
        server.close()
        thread.join(10)
        core.database.close()
