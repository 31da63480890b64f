"""The engine of the shared queue: what a process of `run.py worker` runs where several of them share the work.

A wake makes a lane look: it takes what is due, batch by batch, and goes on until nothing is or some seconds have passed; then
it wakes the next, which may be another process. As soon as it sees that there is more than one batch, it calls another one to
help. Once a minute one of the processes does the round: periodic work, a look at both lanes whatever was said, and what
processes that died have left. So a wake can be lost and a process killed, and all is worked within a minute.
"""

import asyncio
import logging
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Status
from psycopg.conninfo import make_conninfo
from sqlalchemy import Connection

from core.adapters.queues import shared
from core.errors import Unavailable
from core.messages.worker import Worker
from core.operations.logs import about

LOG = logging.getLogger("thyrida.worker")
_WHY = "the queue's wakes"
# How long a look goes on before it lets others have the lane, in seconds.
SLICE = 5.0
# What is due later than this is found by a minute's round.
SOON = timedelta(minutes=1)
AGAIN = 2.0


@dataclass
class Engine:
    """`round_at` says when the round is done, as cron does. `beat` is after how many seconds a process says that it lives;
    one that has not for three times as long is taken for dead.
    """

    worker: Worker
    round_at: str = "* * * * *"
    beat: float = 10.0
    _stopping: bool = field(default=False, init=False)

    def run(self) -> None:
        """Work until the process is told to end (SIGTERM, SIGINT): what is under way is finished first."""
        logging.getLogger("procrastinate").setLevel(logging.WARNING)
        asyncio.run(self._until_told())

    async def _until_told(self) -> None:
        """The database may go away and come back: then the lanes end, and are begun anew."""
        loop, begun = asyncio.get_running_loop(), asyncio.current_task()
        assert begun is not None

        def stop() -> None:
            self._stopping = True
            begun.cancel()

        for one in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(one, stop)
        while not self._stopping:
            try:
                async with self._app() as app:
                    await self._lanes(app)
                await asyncio.sleep(AGAIN)
            except asyncio.CancelledError:
                if not self._stopping:
                    raise
            except (ConnectorException, OSError) as error:
                LOG.warning("waiting for the database: %s", type(error).__name__)
                await asyncio.sleep(AGAIN)

    async def _lanes(self, app: App) -> None:
        """Messages have a lane of their own, so that no job can hold up a code that somebody waits for."""
        options: dict[str, Any] = {
            "fetch_job_polling_interval": 1.0,
            "delete_jobs": "always",
            "install_signal_handlers": False,
            "update_heartbeat_interval": self.beat,
            "stalled_worker_timeout": 3 * self.beat,
        }
        lanes = [
            asyncio.ensure_future(app.run_worker_async(queues=["messages"], name="messages", concurrency=1, **options)),
            asyncio.ensure_future(app.run_worker_async(queues=["jobs", "round"], name="jobs", concurrency=2, **options)),
        ]
        try:
            await asyncio.wait(lanes, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for lane in lanes:
                lane.cancel()
            await asyncio.gather(*lanes, return_exceptions=True)

    def _app(self) -> Any:
        url = self.worker.database.url.set(drivername="postgresql").render_as_string(hide_password=False)
        connector = PsycopgConnector(
            conninfo=make_conninfo(url, options=f"-c search_path={shared.SCHEMA}"), min_size=1, max_size=6
        )
        app = App(connector=connector)
        app.task(name="messages", queue="messages")(lambda: self._look("messages", self._messages))
        app.task(name="jobs", queue="jobs")(lambda: self._look("jobs", self._jobs))

        async def once_a_minute(timestamp: int) -> None:
            await self._reap(app)
            await asyncio.to_thread(self._look, "round", self._round)

        task = app.task(name="round", queue="round", queueing_lock="round", priority=shared.PRIORITY["round"])(once_a_minute)
        app.periodic(cron=self.round_at)(task)
        return app.open_async()

    def _look(self, what: str, look: Callable[[], None]) -> None:
        """Do something for a lane. What goes wrong is in the log, and the next look is at most a minute away."""
        try:
            with about(queue=what):
                look()
        except Unavailable as error:
            LOG.warning("waiting for the database: %s", error.code)

    def _messages(self) -> None:
        self._take("messages", self.worker.deliver)

    def _jobs(self) -> None:
        # One at a time, so that another process is called to help before the first has ended many.
        self._take("jobs", lambda: self.worker.work(0))

    def _take(self, what: str, take: Callable[[], int]) -> None:
        with self._wakes() as connection:
            shared.absorb(connection, what)
        until, helped = time.monotonic() + SLICE, False
        while take():
            over = time.monotonic() > until
            if over or (not helped and self._is_due(what)):
                self._name(what)
                helped = True
            if over:
                return
        self._later(what)

    def _is_due(self, what: str) -> bool:
        due = self.worker.next_due(what)
        return due is not None and due <= self.worker.clock.now()

    def _later(self, what: str) -> None:
        """Look again when the next one is due. What is due and was not taken is held back for a moment: look in a second."""
        now, due = self.worker.clock.now(), self.worker.next_due(what)
        if due is not None and due - now <= SOON:
            self._name(what, max(due, now + timedelta(seconds=1)))

    def _name(self, what: str, due: datetime | None = None) -> None:
        with self._wakes() as connection:
            if due is None or not shared.is_named(connection, what, due):
                shared.defer(connection, what, due)

    def _round(self) -> None:
        for what in ("messages", "jobs"):
            self._name(what)
        self.worker.rounds.run()

    async def _reap(self, app: App) -> None:
        """Let go of the wakes of processes that died; the work that they began is due again by its own lease."""
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=3 * self.beat):
            LOG.warning("a worker died queue=%s", job.queue)
            await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=True)

    @contextmanager
    def _wakes(self) -> Iterator[Connection]:
        with self.worker.database.across(_WHY) as work:
            yield work.connection
