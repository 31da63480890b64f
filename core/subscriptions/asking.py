"""Subscribing, the first half: what somebody wishes is written down and waits for the addresses to confirm it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core.announcements.topics import mask, topics
from core.errors import InvalidAnswer
from core.model import new_id
from core.municipalities.model import Municipality
from core.people.contact import Reached, Way, may_be_texted, takes_texts
from core.ports import Work
from core.subscriptions import evidence
from core.subscriptions.evidence import Said, What
from core.subscriptions.finding import ways_of
from core.subscriptions.settling import settle
from core.subscriptions.states import Standing
from core.subscriptions.tables import Subscriber, SubscriberWay
from core.text import _

# For so long an address may confirm; then it was never asked for.
WAITS = timedelta(days=7)
WAYS = (Way.TEXT, Way.CALL, Way.EMAIL)
# More ways than anybody needs to be told one thing.
MOST_WAYS = 5
ALL_TOPICS = mask(one.key for one in topics())
DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to be told. `topics` are bits, `district` a key or "" for the whole town, `ways` in their order.

    `quiet` are the minutes of the day from and until which they are not to be disturbed, on top of the town's own
    custom, which is everybody's; None is that custom alone.
    """

    topics: int
    district: str
    language: str
    ways: tuple[Reached, ...]
    quiet: tuple[int, int] | None = None


def ask(work: Work, wish: Wish, said: Said, now: datetime) -> list[SubscriberWay]:
    """Write down a wish. Nobody is told anything by it until an address confirms. Gives its ways, in order.

    Whether an address is known already makes no difference here: it is found out when it confirms.

    Raises:
        InvalidAnswer: the wish is none that can be kept; the code names the field.
    """
    checked = check(work.municipality, wish)
    from_, until = checked.quiet or (None, None)
    row = Subscriber(
        id=new_id(),
        state=str(Standing.PENDING),
        language=checked.language,
        topics=checked.topics,
        district=checked.district,
        way="",
        address="",
        quiet_from=from_,
        quiet_until=until,
        channel=said.channel,
        created_at=now,
        updated_at=now,
        ended_at=None,
    )
    work.session.add(row)
    work.session.flush()
    return [_add(work, row, to, said, now) for to in checked.ways]


def add(work: Work, subscriber: Subscriber, to: Reached, said: Said, now: datetime) -> SubscriberWay:
    """One more way for a subscription that is there; it too waits for its address to confirm.

    Raises:
        InvalidAnswer: there are too many, it is there already, or it is no address that we can tell anything.
    """
    there = [one for one in ways_of(work, subscriber.id) if one.state != Standing.ENDED]
    (wanted,) = _checked_ways(work.municipality, (to,))
    if any((one.way, one.address) == (wanted.way, wanted.address) for one in there):
        raise InvalidAnswer("ways", _("You are told there already, or it waits for your confirmation."))
    if len(there) >= MOST_WAYS:
        raise InvalidAnswer("ways", _("These are more ways than we can keep. End one of them first."))
    way = _add(work, subscriber, wanted, said, now, rank=len(there) + 1)
    settle(work, subscriber, now)
    return way


def _add(work: Work, row: Subscriber, to: Reached, said: Said, now: datetime, rank: int = 0) -> SubscriberWay:
    way = SubscriberWay(
        id=new_id(),
        subscriber_id=row.id,
        rank=rank or len(ways_of(work, row.id)) + 1,
        way=str(to.way),
        address=to.address,
        state=str(Standing.PENDING),
        asked_at=now,
        confirmed_at=None,
        ended_at=None,
    )
    work.session.add(way)
    evidence.note(work, What.ASKED, way, said, now)
    work.session.flush()
    return way


def check(town: Municipality, wish: Wish) -> Wish:
    """The wish as it can be kept.

    Raises:
        InvalidAnswer: "topics", "district", "language", "quiet", "ways", or what is wrong with an address.
    """
    if not wish.topics & ALL_TOPICS:
        raise InvalidAnswer("topics", _("Choose at least one topic."))
    if wish.district and town.district(wish.district) is None:
        raise InvalidAnswer("district", _("This town has no such district."))
    if wish.language not in town.languages:
        raise InvalidAnswer("language", _("We do not speak that language here yet."))
    if wish.quiet is not None and not all(0 <= minute < DAY for minute in wish.quiet):
        raise InvalidAnswer("quiet", _("Write times of the day, like 22:00."))
    if not wish.ways:
        raise InvalidAnswer("ways", _("Give a telephone number or an e-mail address to which we tell you."))
    return replace(wish, topics=wish.topics & ALL_TOPICS, ways=_checked_ways(town, wish.ways))


def _checked_ways(town: Municipality, ways: tuple[Reached, ...]) -> tuple[Reached, ...]:
    kept: list[Reached] = []
    for one in ways:
        if one.way is Way.TEXT and not takes_texts(one.address, town.countries):
            raise InvalidAnswer("text", _("This number does not take texts. Choose to be called there, or give a mobile number."))
        if one.way is Way.CALL and not may_be_texted(one.address, town.countries):
            raise InvalidAnswer("call", _("We cannot call this number. Please give a Greek mobile or fixed number."))
        address = one.address.lower() if one.way is Way.EMAIL else one.address
        if Reached(one.way, address) not in kept:
            kept.append(Reached(one.way, address))
    if len(kept) > MOST_WAYS:
        raise InvalidAnswer("ways", _("These are more ways than we can keep. End one of them first."))
    return tuple(kept)
