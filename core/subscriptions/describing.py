"""A subscription in words, the same on every channel. Addresses are shown by their ends alone: whoever looks may be another."""

from core.announcements.topics import of_mask, topics
from core.languages import language_name
from core.municipalities.model import Municipality
from core.people.contact import Way
from core.subscriptions.asking import ALL_TOPICS
from core.subscriptions.states import Standing
from core.subscriptions.tables import SubscriberWay
from core.text import Code, Many, Sentence, _

# Up to so many topics are named where room is short; more are told by their numbers.
NAMED = 2

AGREEMENT = _(
    "I agree that the town hall tells me its announcements on the topics and by the ways that I chose, until I end it. I can "
    "change or end it at any time, without giving a reason."
)
# The same as a question, to which a caller says yes or no.
DO_YOU_AGREE = _(
    "Do you agree that the town hall tells you its announcements on the topics and by the ways that you chose, until you end "
    "it? You can change or end it at any time, without giving a reason."
)

WAY_NAMES: dict[str, Sentence] = {
    str(Way.TEXT): _("by text message"),
    str(Way.CALL): _("by telephone call"),
    str(Way.EMAIL): _("by e-mail"),
}
# Where room is short.
WAY_WORDS: dict[str, Sentence] = {str(Way.TEXT): _("text"), str(Way.CALL): _("call"), str(Way.EMAIL): _("e-mail")}
STANDING_NAMES: dict[str, Sentence] = {
    str(Standing.PENDING): _("waits for your confirmation"),
    str(Standing.ACTIVE): _("active"),
    str(Standing.STOPPED): _("waits for a START by text"),
    str(Standing.ENDED): _("ended"),
}


def topics_shown(bits: int, brief: bool = False) -> Sentence:
    """The topics by their names; `brief`: several by their numbers, which are the same on posters."""
    if bits & ALL_TOPICS == ALL_TOPICS:
        return _("all topics")
    found = of_mask(bits)
    if brief and len(found) > NAMED:
        return _("topics {numbers}", numbers=", ".join(str(one.number) for one in found))
    return Many(tuple(one.name for one in found), by=", ")


def district_shown(town: Municipality, key: str) -> Sentence:
    found = town.district(key) if key else None
    return found.name if found is not None else _("the whole town")


def quiet_shown(quiet: tuple[int, int] | None, brief: bool = False) -> Sentence:
    """When somebody may be told; `brief` where room is short."""
    if quiet is None or quiet[0] == quiet[1]:
        return _("usual hours") if brief else _("at the town hall's usual hours")
    from_, until = quiet
    begin, end = clock(from_), clock(until)
    return _("not {begin}-{end}", begin=begin, end=end) if brief else _("not from {begin} to {end}", begin=begin, end=end)


def clock(minute: int) -> str:
    """Minutes of the day as a time: 1320 is 22:00."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def address_shown(address: str) -> Sentence:
    """So much of an address that its owner knows it and nobody else does."""
    local, at, domain = address.partition("@")
    if at:
        return f"{local[:1]}…@{domain}"
    return _("the number that ends in {ends}", ends=ends(address))


def ends(number: str) -> Code:
    return Code(number[-2:], 2)


def way_shown(way: SubscriberWay, brief: bool = False) -> Sentence:
    """A way with its address, and how far it is where it is not active; `brief` where room is short."""
    if brief:
        return Many((WAY_WORDS[way.way], address_shown(way.address) if way.way == Way.EMAIL else ends(way.address)))
    said = Many((WAY_NAMES[way.way], address_shown(way.address)), by=": ")
    if way.state == Standing.ACTIVE:
        return said
    return Many((said, Many(("(", STANDING_NAMES[way.state], ")"), by="")))


def languages_shown(town: Municipality) -> dict[str, str]:
    """The languages of a town, each in its own words."""
    return {one: language_name(one) for one in town.languages}


def topic_list() -> list[tuple[str, str, Sentence]]:
    """Every topic: its number, its key, its name."""
    return [(str(one.number), one.key, one.name) for one in topics()]
