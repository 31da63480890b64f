"""Subscribing by telephone, up to the agreement: a number that proves itself with a code, and then one thing after the other."""

from collections.abc import Callable, Mapping

from core.dialogue import asked
from core.dialogue.steps import Notice, Step
from core.dialogue.talk import Talk
from core.dialogue.topics import preferences
from core.dialogue.topics.draft import kept, menu, picked, stand
from core.people import onetime
from core.people.contact import Reached, Way, may_be_texted, takes_texts
from core.subscriptions import describing, finding, proving
from core.subscriptions.asking import ALL_TOPICS
from core.text import Sentence, _

_HANG_UP = _("Please hang up now: we call you and say a code. Then call us again within 10 minutes, choose the news and key 8.")


def begin(talk: Talk) -> None:
    """Which number? A fixed one that was told a code after its last call is asked for it at once."""
    number, countries = talk.turn.contact, talk.work.municipality.countries
    fixed = may_be_texted(number, countries) and not takes_texts(number, countries)
    if fixed and (row := onetime.open_to(talk.work, talk.keys, number, onetime.NEWS, talk.now)) is not None:
        stand(talk, "code", address=number)
        talk.state.proving, talk.state.code = asked.CODE.key, row.id
    elif may_be_texted(number, countries):
        stand(talk, "number")
    else:
        stand(talk, "other")


def _numbers(talk: Talk) -> list[tuple[str, Sentence]]:
    this = _("the number you call from, which ends in {ends}", ends=describing.ends(talk.turn.contact))
    return [("this", this), ("other", _("another number"))]


def _hear_number(talk: Talk) -> None:
    match talk.picked(_numbers(talk)):
        case "this":
            _send(talk, talk.turn.contact)
        case "other":
            stand(talk, "other")
        case _:
            raise preferences.no_choice(talk)


def _hear_other(talk: Talk) -> None:
    read = asked.CODE_PHONE.kind.read(asked.CODE_PHONE, talk.turn.heard, talk.situation)
    _send(talk, str(read.value))


def _send(talk: Talk, address: str) -> None:
    """Send the code. The line is busy for the number that calls: a fixed one is called when they have hung up."""
    way = Way.TEXT if takes_texts(address, talk.work.municipality.countries) else Way.CALL
    row = proving.send_code(talk.work, talk.guard, Reached(way, address), talk.conversation.language, talk.now)
    stand(talk, "code", address=address)
    talk.state.proving, talk.state.code = asked.CODE.key, row.id
    ends = describing.ends(address)
    if way is Way.TEXT:
        talk.notes.append(_("We text a code to the number that ends in {ends}. It is valid for 10 minutes.", ends=ends))
    elif address == talk.turn.contact:
        talk.once = Notice(notes=tuple(talk.notes), text=_HANG_UP, ends=True)
    else:
        talk.notes.append(_("We call the number that ends in {ends} and say a code. It is valid for 10 minutes.", ends=ends))


def send_again(talk: Talk) -> None:
    _send(talk, str(kept(talk, "address")))


def _hear_code(talk: Talk) -> None:
    """Take the code. Whoever is subscribed comes to their settings, anybody else subscribes: before it, nobody learns which."""
    address = str(kept(talk, "address"))
    proving.check(talk.work, talk.guard, talk.state.code, address, talk.words, talk.now)
    found = finding.by_address(talk.work, address)
    if found is not None:
        preferences.enter(talk, found.subscriber.id)
    elif takes_texts(address, talk.work.municipality.countries):
        stand(talk, "way")
    else:
        stand(talk, "topics", way=str(Way.CALL))


# ——— by which way, about what, for which part of the town

_WAYS: list[tuple[str, Sentence]] = [(str(one), describing.WAY_NAMES[str(one)]) for one in (Way.TEXT, Way.CALL)]
_WHAT: list[tuple[str, Sentence]] = [("all", _("everything")), ("some", _("only some topics"))]
_MORE: list[tuple[str, Sentence]] = [("enough", _("that is all")), ("more", _("one more topic"))]


def _hear_way(talk: Talk) -> None:
    stand(talk, "topics", way=picked(talk, _WAYS))


def _hear_topics(talk: Talk) -> None:
    if picked(talk, _WHAT) == "all":
        _to_district(talk, topics=ALL_TOPICS)
    else:
        stand(talk, "topic", topics=0)


def _to_district(talk: Talk, **draft: object) -> None:
    """Which part of the town, where it has parts."""
    stand(talk, "district" if talk.work.municipality.districts else "agree", **draft)


def _hear_topic(talk: Talk) -> None:
    bit = preferences.picked_topic(talk)
    stand(talk, "more", topics=int(str(kept(talk, "topics"))) | bit)


def _hear_more(talk: Talk) -> None:
    if picked(talk, _MORE) == "more":
        stand(talk, "topic")
    else:
        _to_district(talk)


def _hear_district(talk: Talk) -> None:
    stand(talk, "agree", district=picked(talk, preferences.districts(talk)).removeprefix("-"))


def _ask_code(talk: Talk) -> Step:
    return preferences.question(talk, asked.CODE)


def _ask_other(talk: Talk) -> Step:
    return preferences.question(talk, asked.CODE_PHONE)


HEARS: Mapping[str, Callable[[Talk], None]] = {
    "number": _hear_number, "other": _hear_other, "code": _hear_code, "way": _hear_way, "topics": _hear_topics,
    "topic": _hear_topic, "more": _hear_more, "district": _hear_district,
}  # fmt: skip
SAYS: Mapping[str, Callable[[Talk], Step]] = {
    "number": menu(_("Which number shall we tell the news?"), _numbers),
    "other": _ask_other,
    "code": _ask_code,
    "way": menu(_("How shall we tell you the news?"), lambda _talk: _WAYS),
    "topics": menu(_("What do you want to be told about?"), lambda _talk: _WHAT),
    "topic": preferences.topics_menu(_("Which topic?")),
    "more": menu(_("Is there another topic?"), lambda _talk: _MORE),
    "district": menu(_("For which part of the town?"), preferences.districts),
}
