"""The settings of one's subscription in a talk, once its address was proved: a text from it, or a code to it."""

from collections.abc import Callable, Mapping

from core.announcements.topics import topics
from core.dialogue.answers import Answer
from core.dialogue.service import Question
from core.dialogue.steps import Ask, Menu, Notice, Pick, Step
from core.dialogue.talk import Elsewhere, Talk
from core.errors import InvalidAnswer
from core.languages import tongue
from core.people.contact import Way
from core.subscriptions import describing, finding
from core.subscriptions.changing import settings_of
from core.subscriptions.evidence import Said
from core.subscriptions.finding import Subscription
from core.subscriptions.states import LIVING, Standing
from core.subscriptions.tables import Subscriber
from core.text import Many, Sentence, Text, _

SETTINGS = "subscribe:settings"
_KEY = "subscriber"
# What can be set, with the number that is keyed for it.
SETTABLE: list[tuple[str, Sentence]] = [
    ("set-topics", _("topics")),
    ("set-district", _("district")),
    ("set-language", _("language")),
    ("set-ways", _("ways")),
    ("set-quiet", _("hours")),
    ("set-end", _("end it")),
]
QUIET: Mapping[str, tuple[int, int] | None] = {
    "usual": None,
    "night": (22 * 60, 8 * 60),
    "long": (20 * 60, 10 * 60),
}


def said(talk: Talk, question: Sentence = "") -> Said:
    """What was said in this turn, and the words of the question that it answers."""
    words = talk.turn.heard.words or talk.turn.command
    return Said(talk.turn.channel, words, tongue(talk.conversation.language, zone=talk.work.municipality.zone)(question))


def begin(talk: Talk) -> bool:
    """Show the settings of the number that texts. False where it has no subscription."""
    found = finding.by_address(talk.work, talk.turn.contact) if talk.turn.medium.texts else None
    if found is None:
        return False
    enter(talk, found.subscriber.id)
    return True


def enter(talk: Talk, subscriber_id: int) -> None:
    """Stand at the settings of a subscription whose address was proved."""
    talk.state.begin(SETTINGS)
    talk.state.answers[_KEY] = Answer(subscriber_id)


def back(talk: Talk) -> bool:
    """From one setting to all of them. False where no setting is open."""
    if not talk.state.topic.startswith("subscribe:set-"):
        return False
    talk.state.topic, talk.state.page = SETTINGS, 0
    return True


def quiet_of(subscriber: Subscriber | None) -> tuple[int, int] | None:
    return settings_of(subscriber).quiet if subscriber is not None else None


def mine(talk: Talk) -> Subscription:
    """The subscription that is looked at.

    Raises:
        InvalidAnswer: it has ended meanwhile.
    """
    kept = talk.state.answers.get(_KEY)
    found = finding.look(talk.work, int(str(kept.value))) if kept is not None else None
    if found is None:
        talk.state.begin("")
        raise InvalidAnswer("over", _("This subscription has ended."))
    return found


def notes(talk: Talk) -> tuple[Sentence, ...]:
    return (*talk.notes, talk.problem) if talk.problem is not None else tuple(talk.notes)


def question(talk: Talk, asked: Question) -> Ask:
    example = asked.kind.example(asked, talk.situation) if talk.problem else None
    return Ask(
        notes=tuple(talk.notes), question=asked, service=None, number=1, total=1, problem=talk.problem, example=example,
    )  # fmt: skip


def topics_menu(title: Text) -> Callable[[Talk], Step]:
    """The topics under their own numbers, as many at once as the medium holds in one list."""

    def show(talk: Talk) -> Step:
        size = talk.turn.medium.page if talk.turn.medium.texts else None
        listed = topics()
        pages = -(-len(listed) // size) if size else 1
        first = talk.state.page % pages * (size or 0)
        picks = tuple(Pick(str(one.number), one.key, one.name) for one in listed[first : first + size if size else None])
        return Menu(notes=notes(talk), title=title, picks=picks, more=pages > 1)

    return show


def picked_topic(talk: Talk) -> int:
    """The bit of the topic that was keyed or named, whatever page of the list is shown.

    Raises:
        InvalidAnswer: it is none.
    """
    for one in topics():
        if talk.words in (str(one.number), one.key):
            return 1 << one.number
    raise no_choice(talk)


def no_choice(talk: Talk) -> Exception:
    """A number that stands for nothing here. Words in a text are about something else."""
    if talk.turn.medium.texts and not talk.words.isdigit():
        return Elsewhere()
    return InvalidAnswer("no-such-choice", _("There is no choice with that number."))


def districts(talk: Talk) -> list[tuple[str, Sentence]]:
    """The whole town ("-") and its districts."""
    whole: list[tuple[str, Sentence]] = [("-", _("the whole town"))]
    return [*whole, *((one.key, one.name) for one in talk.work.municipality.districts)]


def languages(talk: Talk) -> list[tuple[str, Sentence]]:
    return [*describing.languages_shown(talk.work.municipality).items()]


def quiets(talk: Talk) -> list[tuple[str, Sentence]]:
    return [(key, describing.quiet_shown(quiet, _brief(talk))) for key, quiet in QUIET.items()]


def ways(talk: Talk) -> list[tuple[str, Sentence]]:
    """Each way to put first, and, for the number that speaks, the way that it has not got yet."""
    found = mine(talk)
    listed: list[tuple[str, Sentence]] = [
        (str(one.id), describing.way_shown(one, _brief(talk))) for one in found.ways if one.state in LIVING
    ]
    here = {one.way for one in found.ways if one.address == talk.turn.contact}
    if talk.turn.medium.texts and str(Way.CALL) not in here:
        listed.append(("call", _("also call this number")))
    return listed


def _brief(talk: Talk) -> bool:
    """Whether a label must be short: a voice says the whole of it."""
    return not talk.turn.medium.spoken


def ends(talk: Talk) -> list[tuple[str, Sentence]]:
    living = [one for one in mine(talk).ways if one.state in LIVING]
    some: list[tuple[str, Sentence]] = (
        [(str(one.id), describing.way_shown(one, _brief(talk))) for one in living] if len(living) > 1 else []
    )
    return [("all", _("end everything")), *some]


def _overview(talk: Talk) -> Step:
    try:
        found = mine(talk)
    except InvalidAnswer as error:
        return Notice(text=error.sentence)
    one, town = found.subscriber, talk.work.municipality
    mine_, brief = [each for each in found.ways if each.state in LIVING], _brief(talk)
    words = describing.WAY_WORDS if brief else describing.WAY_NAMES
    title = _(
        "News: {topics}; {district}; {ways}; {quiet}. To change:",
        topics=describing.topics_shown(one.topics, True),
        district=describing.district_shown(town, one.district),
        ways=Many(tuple(words[each.way] for each in mine_[:3]), by=", "),
        quiet=describing.quiet_shown(quiet_of(one), brief),
    )
    picks = tuple(Pick(str(number), key, label) for number, (key, label) in enumerate(SETTABLE, 1))
    return Menu(notes=notes(talk), title=title, picks=picks)


def _menu(title: Text, choices: Callable[[Talk], list[tuple[str, Sentence]]]) -> Callable[[Talk], Step]:
    def show(talk: Talk) -> Step:
        try:
            picks, more = talk.picks(choices(talk))
        except InvalidAnswer as error:
            return Notice(text=error.sentence)
        return Menu(notes=notes(talk), title=title, picks=picks, more=more)

    return show


def _topics(talk: Talk) -> Step:
    """The topics, of which each number adds one or takes one out."""
    chosen = mine(talk).subscriber.topics
    now = _("Topics now: {topics}. A number adds or removes.", topics=describing.topics_shown(chosen, True))
    return topics_menu(now)(talk)


def stopped_note(talk: Talk, subscriber: Subscriber) -> list[Sentence]:
    """For whoever confirmed with a code a number that said STOP: how its texts come back."""
    ways = finding.ways_of(talk.work, subscriber.id)
    if any(one.state == Standing.STOPPED for one in ways):
        return [_("This number said STOP to our texts. Text START to us from it, and they come again.")]
    return []


SAYS: Mapping[str, Callable[[Talk], Step]] = {
    "settings": _overview,
    "set-topics": _topics,
    "set-district": _menu(_("For which part of the town?"), districts),
    "set-language": _menu(_("In which language?"), languages),
    "set-quiet": _menu(_("When may we tell you?"), quiets),
    "set-ways": _menu(_("Which way first?"), ways),
    "set-end": _menu(_("What shall we end?"), ends),
}
