"""Subscribing to announcements in a talk: by text from the number itself, by telephone to any number that proves itself.

By text everything is in one message («ΕΓΓΡΑΦΗ 1 3 κέντρο») and is confirmed with YES. A caller's number is a hint, so a call
asks for a code first and then, one by one, for what a text says at once. Where the topic stands is its name's second part.
"""

from collections.abc import Callable, Mapping

from core.dialogue.kinds.yes_no import read_yes_no
from core.dialogue.steps import Ask, Notice, Pick, Step
from core.dialogue.talk import Elsewhere, Talk
from core.dialogue.topics import callers, preferences, settings
from core.dialogue.topics.draft import TOPIC, agreement, kept, stand, wish_of
from core.dialogue.topics.preferences import said
from core.errors import InvalidAnswer
from core.people import consent
from core.people.contact import Reached, Way
from core.people.tables import ConsentRow
from core.subscriptions import asking, confirming, describing, ending, evidence, finding, reading, settling
from core.subscriptions.asking import ALL_TOPICS, Wish
from core.subscriptions.evidence import Said, What
from core.subscriptions.reading import Named
from core.subscriptions.tables import SubscriberWay
from core.text import Sentence, Text, _

# Lists that were brought in name themselves so (core.subscriptions.importing).
LISTED = "csv:"
_BARE = Named(0, None)


def command(talk: Talk) -> bool:
    """ "ΕΓΓΡΑΦΗ 1 3 κέντρο": the word and what follows it. False for anything else, also for a service that begins so.

    What names no topic and no district is answered with those there are, or with an example.
    """
    first, _space, rest = talk.words.partition(" ")
    if not talk.turn.medium.texts or not rest.strip() or talk.understanding.reserved(first) != TOPIC:
        return False
    try:
        named = reading.read_named(rest, talk.work.municipality)
    except InvalidAnswer as error:
        understood = talk.understanding.understand(talk.words)
        if understood.intent not in ("unknown", TOPIC) or understood.alternatives:
            return False
        talk.once = Notice(notes=tuple(talk.notes), text=error.sentence)
        return True
    begin(talk, named)
    return True


def begin(talk: Talk, named: Named = _BARE) -> None:
    """Begin to subscribe, as far as this medium can."""
    turn = talk.turn
    if not turn.medium.caller:
        talk.once = Notice(notes=tuple(talk.notes), text=_("To be told the town's news, open the page /news/subscribe."))
    elif turn.medium.texts:
        _begin_text(talk, named)
    else:
        callers.begin(talk)


def _begin_text(talk: Talk, named: Named) -> None:
    """Write the wish down and ask once. Whoever is subscribed already and names nothing new sees what they have."""
    to = Reached(Way.TEXT, talk.turn.contact)
    there = finding.by_address(talk.work, to.address)
    by_text = there is not None and any(one.way == Way.TEXT and one.address == to.address for one in there.living)
    if there is not None and by_text and named == _BARE and consent.allowed(talk.work, Way.TEXT, to.address):
        talk.notes.append(_("You are subscribed already."))
        preferences.enter(talk, there.subscriber.id)
        return
    before = there.subscriber if there is not None else None
    topics = named.topics or (before.topics if before is not None else ALL_TOPICS)
    district = named.district if named.district is not None else before.district if before is not None else ""
    wish = Wish(topics, district, talk.conversation.language, (to,), preferences.quiet_of(before))
    _forget_before(talk, to)
    question = agreement(talk, wish)
    (way,) = asking.ask(talk.work, wish, said(talk, question.short), talk.now)
    stand(talk, "agree", waits=way.id)


def _forget_before(talk: Talk, to: Reached) -> None:
    """What this number asked for by text before, and did not confirm, is asked for no longer."""
    for one in finding.waiting_ways(talk.work, to):
        subscriber = finding.held(talk.work, one.subscriber_id)
        if subscriber is not None and subscriber.channel == talk.turn.channel:
            settling.drop(talk.work, subscriber, one, talk.now)


def _hear_agreement(talk: Talk) -> None:
    """YES confirms. What is neither yes nor no is about something else, where words can be said at all."""
    try:
        agrees = read_yes_no(talk.words, talk.conversation.language)
    except InvalidAnswer:
        if talk.turn.medium.texts:
            raise Elsewhere from None
        raise
    wish, waits = wish_of(talk), finding.way(talk.work, int(str(kept(talk, "waits") or 0)))
    words = said(talk, agreement(talk, wish).short)
    if not agrees:
        _refuse(talk, waits)
        return
    if waits is None and kept(talk, "waits"):
        _end(talk, _("This waits no longer. To subscribe, reply SUBSCRIBE."))
        return
    if waits is None:
        (waits,) = asking.ask(talk.work, wish, words, talk.now)
    _confirm(talk, waits, words)


def _refuse(talk: Talk, waits: SubscriberWay | None) -> None:
    if waits is not None and (subscriber := finding.held(talk.work, waits.subscriber_id)) is not None:
        settling.drop(talk.work, subscriber, waits, talk.now)
    _end(talk, _("Then nothing is changed, and we tell you nothing."))


def _confirm(talk: Talk, way: SubscriberWay, words: Said) -> None:
    """Confirmed from the number itself, or with its code. Whoever subscribes by text allows texts again, and is told so."""
    again = talk.turn.medium.texts and not consent.allowed(talk.work, Way.TEXT, way.address)
    if again:
        consent.record(talk.work, Way.TEXT, way.address, True, talk.turn.channel, words.words, talk.now)
        talk.notes.append(_("You had sent STOP: our texts may come again."))
    subscriber = confirming.confirm(talk.work, way, words, talk.now)
    town = talk.work.municipality
    done = _(
        "You are subscribed: {topics}, {district}.",
        topics=describing.topics_shown(subscriber.topics, True),
        district=describing.district_shown(town, subscriber.district),
    )
    talk.notes.append(done)
    talk.notes += preferences.stopped_note(talk, subscriber)
    how = (
        _("SETTINGS changes it, STOP ends our texts.")
        if talk.turn.medium.texts
        else _("To change or end it, choose the same again.")
    )
    _end(talk, how)


def _end(talk: Talk, text: Text) -> None:
    talk.state.begin("")
    talk.once = Notice(notes=tuple(talk.notes), text=text)


def taken(talk: Talk) -> bool:
    """A YES from a number that was asked by text to confirm, in another talk or from a list. False for anything else."""
    turn = talk.turn
    if not turn.medium.texts or not turn.contact or talk.state.topic or talk.state.offers or talk.state.menu:
        return False
    if not talk.understanding.says_yes(talk.words):
        return False
    for way in finding.waiting_ways(talk.work, Reached(Way.TEXT, turn.contact)):
        asked = _asked(talk, way)
        # Whoever asked on a page may have typed somebody else's number: there, only the code that was sent confirms it.
        if asked is not None and (asked.channel == turn.channel or asked.channel.startswith(LISTED)):
            _confirm(talk, way, Said(turn.channel, turn.heard.words, asked.asked))
            return True
    return False


def _asked(talk: Talk, way: SubscriberWay) -> ConsentRow | None:
    """When this very address was asked last to confirm this way."""
    found = [
        one
        for one in evidence.of(talk.work, way.subscriber_id)
        if one.what == What.ASKED and (one.way, one.address) == (way.way, way.address)
    ]
    return found[-1] if found else None


def texted_again(talk: Talk) -> tuple[Sentence, ...]:
    """After a START: whether it also brings the town's news, which it does where the subscription went on by another way."""
    way = finding.living_way(talk.work, Reached(Way.TEXT, talk.turn.contact))
    return (_("We also text you the town's news."),) if way is not None else ()


def unsubscribe(talk: Talk) -> None:
    """End the subscription of the number that texts. By telephone it is proved first, and ended in the settings."""
    if not talk.turn.medium.texts:
        begin(talk)
        return
    found = finding.by_address(talk.work, talk.turn.contact)
    if found is None:
        talk.once = Notice(text=_("This number is not subscribed. STOP ends all our texts."))
        return
    ending.end_all(talk.work, found.subscriber.id, said(talk), talk.now)
    _end(talk, _("Your subscription has ended. We do not tell you announcements any more."))


def _ask_agreement(talk: Talk) -> Step:
    ask = preferences.question(talk, agreement(talk, wish_of(talk)))
    picks = (Pick("1", "yes", _("Yes")), Pick("2", "no", _("No")))
    notes = ask.notes
    if talk.turn.medium.texts:
        notes = (*notes, _("To choose topics and district, for example: SUBSCRIBE 1 3 {district}", district=_some_district(talk)))
    return Ask(
        notes=notes, question=ask.question, service=None, number=1, total=1, problem=talk.problem, picks=picks,
    )  # fmt: skip


def _some_district(talk: Talk) -> Sentence:
    return next((one.name for one in talk.work.municipality.districts), "")


_HEARS: Mapping[str, Callable[[Talk], None]] = {**callers.HEARS, "agree": _hear_agreement, **settings.HEARS}
_SAYS: Mapping[str, Callable[[Talk], Step]] = {**callers.SAYS, "agree": _ask_agreement, **preferences.SAYS}


class SubscribeTopic:
    def hear(self, talk: Talk) -> None:
        _HEARS[_page(talk)](talk)

    def step(self, talk: Talk) -> Step:
        return _SAYS[_page(talk)](talk)


SUBSCRIBE = SubscribeTopic()


def _page(talk: Talk) -> str:
    page = talk.state.topic.partition(":")[2]
    return page if page in _SAYS else "number"
