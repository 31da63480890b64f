"""How many an alert goes to, and how long until the last of them is handed over, given the rates that providers allow."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from core.emergencies.forms import WAYS, said
from core.emergencies.tables import Alert
from core.municipalities.model import Municipality
from core.people.contact import Way
from core.ports import Work
from core.subscriptions.states import Standing
from core.subscriptions.tables import Subscriber


def how_long(town: Municipality, counts: Mapping[Way, int], parts: float, rates: Mapping[Way, float]) -> timedelta:
    """How long until the last of so many is handed over: the ways go side by side, a text takes a place a part.

    `parts` are those of a text on average, `rates` what is handed over in a second, 0 without a limit. A town texts from
    one number, so its whole rate is that number's.
    """
    work = {way: count * (parts if way is Way.TEXT else 1.0) for way, count in counts.items()}
    limited = (amount / rates[way] for way, amount in work.items() if rates.get(way, 0.0) > 0)
    return timedelta(seconds=math.ceil(max(limited, default=0.0)))


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom an alert goes to, by way and language, and how long the last of them waits."""

    counts: Mapping[tuple[Way, str], int]
    parts: int
    lasts: timedelta

    @property
    def people(self) -> int:
        return sum(self.counts.values())

    def by(self, way: Way) -> int:
        return sum(count for (one, _language), count in self.counts.items() if one is way)

    def ways(self) -> dict[Way, int]:
        return {way: count for way in WAYS if (count := self.by(way))}


def reach(work: Work, alert: Alert, site: str, rates: Mapping[Way, float]) -> Reach:
    """Whom an alert goes to: the active subscribers of its area, whatever their topics."""
    wanted = [Subscriber.state == Standing.ACTIVE, Subscriber.way.in_([str(way) for way in WAYS])]
    if alert.districts:
        wanted.append(Subscriber.district.in_(["", *alert.districts]))
    rows = work.execute(
        select(Subscriber.way, Subscriber.language, func.count()).where(*wanted).group_by(Subscriber.way, Subscriber.language)
    ).all()
    return reached(work, alert, {(Way(way), language): int(count) for way, language, count in rows}, site, rates)


def reached(work: Work, alert: Alert, counts: Mapping[tuple[Way, str], int], site: str, rates: Mapping[Way, float]) -> Reach:
    """So many by way and language, and how long the last of them waits."""
    town = work.municipality
    segments = sum(
        count * said(town, alert, language, site).parts for (way, language), count in counts.items() if way is Way.TEXT
    )
    by_way = {way: sum(count for (one, _language), count in counts.items() if one is way) for way in WAYS}
    average = segments / by_way[Way.TEXT] if by_way[Way.TEXT] else 0.0
    return Reach(counts, segments, how_long(town, by_way, average, rates))
