"""The demonstration's subscribers: a few dozen invented people a town, who asked and confirmed with the real functions."""

import random
from datetime import datetime, timedelta

from core.announcements.topics import mask, topics
from core.languages import tongue
from core.people.contact import Reached, Way
from core.ports import Work
from core.subscriptions import asking, confirming, describing, ending
from core.subscriptions.asking import ALL_TOPICS, Wish
from core.subscriptions.evidence import Said

EACH_TOWN = 24
# How they came, as often as people do.
CHANNELS = ("web", "web", "web", "sms", "sms", "ivr")
# In which order somebody wants to be told.
ORDERS = ((Way.TEXT,), (Way.TEXT, Way.EMAIL), (Way.EMAIL,), (Way.CALL,), (Way.TEXT, Way.CALL, Way.EMAIL))


def subscribe(work: Work, now: datetime, chance: random.Random) -> None:
    """Give a town its subscribers. Most are active, some have not confirmed yet, and one has had enough."""
    for number in range(EACH_TOWN):
        at = now - timedelta(days=chance.randrange(1, 80)) if number % 8 else now - timedelta(days=chance.randrange(1, 6))
        wish = _wish(work, number, chance)
        channel = chance.choice(CHANNELS)
        said = Said(channel, "επίδειξη", tongue(wish.language)(describing.AGREEMENT))
        ways = asking.ask(work, wish, said, at)
        if number % 8 == 0:
            continue
        for way in ways:
            subscriber = confirming.confirm(work, way, said, at + timedelta(minutes=3))
        if number == EACH_TOWN - 1:
            ending.end_all(work, subscriber.id, said, now - timedelta(days=1))


def _wish(work: Work, number: int, chance: random.Random) -> Wish:
    """What one of them wants. Numbers and addresses are plainly invented, and nobody's."""
    town = work.municipality
    districts = ["", *(one.key for one in town.districts)]
    phone = f"+3069000{town.id % 10}{number:02d}{chance.randrange(10, 100)}"
    reached = {Way.TEXT: phone, Way.CALL: phone, Way.EMAIL: f"katoikos{number}@example.org"}
    some = mask(one.key for one in chance.sample(topics(), 3))
    return Wish(
        topics=ALL_TOPICS if chance.random() < 0.3 else some | mask(["safety"]),
        district=districts[number % len(districts)],
        language="en" if number % 9 == 4 and "en" in town.languages else town.languages[0],
        ways=tuple(Reached(way, reached[way]) for way in ORDERS[number % len(ORDERS)]),
        quiet=(22 * 60, 8 * 60) if number % 6 == 5 else None,
    )
