"""Changing what one is told: topics, district, language, quiet hours, and which way comes first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from core.people.contact import Reached, Way
from core.ports import Work
from core.subscriptions import evidence
from core.subscriptions.asking import Wish, check
from core.subscriptions.evidence import Said, What
from core.subscriptions.finding import ways_of
from core.subscriptions.settling import settle
from core.subscriptions.states import LIVING, Standing
from core.subscriptions.tables import Subscriber, SubscriberWay

# Stands for the ways where only the other wishes are looked at.
_ANY = (Reached(Way.EMAIL, "-"),)


@dataclass(frozen=True, slots=True)
class Settings:
    """What is asked for, as in a Wish, but for the ways."""

    topics: int
    district: str
    language: str
    quiet: tuple[int, int] | None


def settings_of(subscriber: Subscriber) -> Settings:
    from_, until = subscriber.quiet_from, subscriber.quiet_until
    quiet = (from_, until) if from_ is not None and until is not None else None
    return Settings(subscriber.topics, subscriber.district, subscriber.language, quiet)


def change(work: Work, subscriber: Subscriber, to: Settings, said: Said, now: datetime) -> bool:
    """Keep other settings. True if that changed anything. Hold the subscriber before (finding.held).

    Raises:
        InvalidAnswer: they are none that can be kept; the code names the field.
    """
    checked = check(work.municipality, Wish(to.topics, to.district, to.language, _ANY, to.quiet))
    to = replace(to, topics=checked.topics)
    if to == settings_of(subscriber):
        return False
    subscriber.topics, subscriber.district, subscriber.language = to.topics, to.district, to.language
    subscriber.quiet_from, subscriber.quiet_until = to.quiet or (None, None)
    subscriber.updated_at = now
    for one in ways_of(work, subscriber.id):
        if one.state in LIVING:
            evidence.note(work, What.CHANGED, one, said, now)
    work.session.flush()
    return True


def put_first(work: Work, subscriber: Subscriber, way_id: int, now: datetime) -> bool:
    """Make one way the first; the others keep their order. False where it is none of theirs."""
    ways = [one for one in ways_of(work, subscriber.id) if one.state != Standing.ENDED]
    if way_id not in {one.id for one in ways}:
        return False
    _order(work, subscriber, [*(one for one in ways if one.id == way_id), *(one for one in ways if one.id != way_id)], now)
    return True


def _order(work: Work, subscriber: Subscriber, ways: Sequence[SubscriberWay], now: datetime) -> None:
    for rank, one in enumerate(ways, 1):
        one.rank = rank
    settle(work, subscriber, now)
