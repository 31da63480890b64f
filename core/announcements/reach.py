"""Who would be told: exact numbers, by way, language and district, without a look at anybody's row.

A subscriber's own row names the first way that they confirmed, and an index holds everything by which they are counted
(`ix_subscriber_reach`). Only those whose first way is not among the announcement's are looked up among their other ways.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import aliased

from core.announcements.kinds import Kind
from core.announcements.written import Written
from core.ports import Work
from core.subscriptions.states import Standing
from core.subscriptions.tables import Subscriber, SubscriberWay


@dataclass(frozen=True, slots=True)
class Reach:
    """Numbers of subscribers by (way, language, district); district "" is those who follow the whole town."""

    counts: Mapping[tuple[str, str, str], int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def by(self, *, way: str | None = None, language: str | None = None, district: str | None = None) -> int:
        """How many of them have this way, this language, this district."""
        wanted = (way, language, district)
        return sum(
            count
            for key, count in self.counts.items()
            if all(want in (None, have) for want, have in zip(wanted, key, strict=True))
        )


def reach(work: Work, one: Written) -> Reach:
    """Who would be told of this now."""
    if not one.ways or (one.kind != Kind.EMERGENCY and not one.topics):
        return Reach()
    counts: Counter[tuple[str, str, str]] = Counter()
    row = Subscriber
    first = (
        select(row.way, row.language, row.district, func.count())
        .where(*_concerned(one), row.way.in_(one.ways))
        .group_by(row.way, row.language, row.district)
    )
    for way, language, district, count in work.execute(first):
        counts[way, language, district] += count
    for way in one.ways if set(one.ways) != {"text", "call", "email"} else ():
        for language, district, count in work.execute(_by_another_way(one, way)):
            counts[way, language, district] += count
    return Reach(counts)


def followers(work: Work, one: Written) -> Mapping[str, int]:
    """How many subscribers each district has for these topics, whatever their way; those of the whole town are in ""."""
    row = Subscriber
    counted = select(row.district, func.count()).where(*_topics(one)).group_by(row.district)
    return {district: int(count) for district, count in work.execute(counted)}


def _by_another_way(one: Written, way: str) -> Select[str, str, int]:
    """Those whose first way is none of the announcement's, and for whom `way` is the earliest that is."""
    row = Subscriber
    wanted = [*_concerned(one), row.way.not_in(one.ways), exists().where(*_confirmed(way))]
    for other in one.ways:
        if other != way:
            earlier, theirs = aliased(SubscriberWay), aliased(SubscriberWay)
            first = select(func.min(theirs.rank)).where(*_confirmed(way, theirs)).correlate(row).scalar_subquery()
            wanted.append(~exists().where(*_confirmed(other, earlier), earlier.rank < first))
    return select(row.language, row.district, func.count()).where(*wanted).group_by(row.language, row.district)


def _confirmed(way: str, table: type[SubscriberWay] = SubscriberWay) -> list[ColumnElement[bool]]:
    """That the subscriber has confirmed this way."""
    row = Subscriber
    return [
        table.municipality_id == row.municipality_id,
        table.subscriber_id == row.id,
        table.way == way,
        table.state == Standing.ACTIVE,
    ]


def _topics(one: Written) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [Subscriber.state == Standing.ACTIVE]
    if one.kind != Kind.EMERGENCY:
        wanted.append(Subscriber.topics.op("&")(one.topics) != 0)
    return wanted


def _concerned(one: Written) -> list[ColumnElement[bool]]:
    """Active, of these topics, of these districts or of the whole town."""
    wanted = _topics(one)
    if one.districts:
        wanted.append(Subscriber.district.in_(["", *one.districts]))
    return wanted
