"""Metrics for Prometheus, on a port of their own. Labels are methods, routes, channels, services, states: never a person's.

What this process counted is read out when it is asked for; what waits is looked up in the database then. So serving costs
nothing more, and an installation that asks for no metrics does not even load the library.
"""

import platform
from collections.abc import Callable, Iterator
from datetime import date, datetime

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import false, func, or_, select
from sqlalchemy.pool import QueuePool

from core.adapters.migrations import LATEST
from core.bootstrap import Core
from core.errors import Unavailable
from core.messages.tables import Line
from core.operations import marks
from core.operations.alarms import raised
from core.operations.counting import BUCKETS, Spread
from core.operations.pulse import COUNTED, feel, room
from core.operations.tables import WHY
from core.people.tables import TryRow
from core.release import release

COUNTERS = {
    "turns": ("Turns taken, by channel; repeated ones changed nothing", ("channel", "outcome")),
    "filings": ("Requests filed, by channel and service", ("channel", "service")),
    "gateway": ("What gateways said of messages", ("result",)),
}


class Thyrida(Collector):
    """Everything of one installation, as it stands when it is asked for."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def describe(self) -> list[Metric]:
        return []

    def collect(self) -> Iterator[Metric]:
        yield from self._process()
        database = GaugeMetricFamily("thyrida_database_up", "Whether the database answers")
        try:
            waiting = list(self._database())
        except Unavailable:
            database.add_metric([], 0)
            yield database
            return
        database.add_metric([], 1)
        yield database
        yield from waiting

    def _process(self) -> Iterator[Metric]:
        build = GaugeMetricFamily("thyrida_build", "The release", labels=["release", "revision", "python"])
        build.add_metric([release(), LATEST, platform.python_version()], 1)
        yield build
        counts = self._core.counts
        for name, (help_, labels) in COUNTERS.items():
            counter = CounterMetricFamily(f"thyrida_{name}", help_, labels=labels)
            for values, count in counts.counters(name):
                counter.add_metric(values, count)
            yield counter
        took = HistogramMetricFamily("thyrida_http_seconds", "Requests by route", labels=["method", "route", "status"])
        for values, spread in counts.spreads("http"):
            took.add_metric(values, _buckets(spread), spread.total)
        yield took
        yield from self._machine()

    def _machine(self) -> Iterator[Metric]:
        disk = room(self._core.settings.data)
        yield GaugeMetricFamily("thyrida_disk_free_bytes", "Free bytes where the data lies", value=disk.free)
        pool = self._core.database.engine.pool
        if isinstance(pool, QueuePool):
            yield GaugeMetricFamily("thyrida_database_connections_in_use", "Connections in use", value=pool.checkedout())

    def _database(self) -> Iterator[Metric]:
        now, database = self._core.clock.now(), self._core.database
        pulse = feel(database, now)
        upto = f"Messages that wait or are being sent, counted up to {COUNTED + 1} of a state"
        for name, said, states in (
            ("messages", upto, pulse.messages),
            ("jobs", "Jobs that wait or failed", pulse.jobs),
        ):
            family = GaugeMetricFamily(f"thyrida_{name}", said, labels=["state"])
            for state, count in states.items():
                family.add_metric([state], count)
            yield family
        oldest = GaugeMetricFamily("thyrida_oldest_due_seconds", "How long the oldest has been due", labels=["what"])
        oldest.add_metric(["message"], pulse.oldest_message.total_seconds())
        oldest.add_metric(["job"], pulse.oldest_job.total_seconds())
        yield oldest
        yield from self._marks()
        yield self._wrong(now)
        yield self._lines()

    def _lines(self) -> Metric:
        """Lines are a town's: how many of a gateway do not work is all that is told of them."""
        down = func.count(Line.down_since)
        with self._core.database.across(WHY, writes=False) as work:
            lines = work.execute(select(Line.way, Line.gateway, down).group_by(Line.way, Line.gateway)).all()
        family = GaugeMetricFamily("thyrida_lines_down", "Towns for which a gateway does not work", labels=["way", "gateway"])
        for way, gateway, count in lines:
            family.add_metric([way, gateway], count)
        return family

    def _wrong(self, now: datetime) -> Metric:
        """They are kept by the day of their own town, so each town's day is asked for: at night it is not the day in UTC."""
        days: dict[date, list[int]] = {}
        for town in self._core.directory.all():
            days.setdefault(town.today(now), []).append(town.id)
        counted = select(TryRow.kind, func.sum(TryRow.wrong)).group_by(TryRow.kind)
        here = [(TryRow.day == day) & TryRow.municipality_id.in_(ids) for day, ids in days.items()]
        with self._core.database.across(WHY, writes=False) as work:
            tries = work.execute(counted.where(or_(false(), *here))).all()
        wrong = GaugeMetricFamily("thyrida_wrong_codes_today", "Wrong codes of each town's day", labels=["kind"])
        for kind, count in tries:
            wrong.add_metric([kind], int(count))
        return wrong

    def _marks(self) -> Iterator[Metric]:
        database = self._core.database
        family = GaugeMetricFamily("thyrida_last_done_timestamp_seconds", "When something was last done", labels=["what"])
        for name in (marks.BACKUP, marks.WORKER, marks.SWEEP):
            done = marks.last(database, name)
            if done is not None:
                family.add_metric([name], done.at.timestamp())
        yield family
        alarms = GaugeMetricFamily("thyrida_alarm", "Alarms that last", labels=["kind", "subject"])
        for row in raised(database):
            alarms.add_metric([row.kind, row.subject], 1)
        yield alarms


def _buckets(spread: Spread) -> list[tuple[str, float]]:
    found, total = [], 0
    for bound, count in zip([*map(str, BUCKETS), "+Inf"], spread.within, strict=True):
        total += count
        found.append((bound, float(total)))
    return found


def tell(core: Core, port: int, host: str) -> Callable[[], None]:
    """Answer scrapes on a port of its own, in a thread. Gives what ends it.

    Raises:
        OSError: the port is taken.
    """
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Thyrida(core))
    server, _thread = start_http_server(port, host, registry)
    return server.shutdown
