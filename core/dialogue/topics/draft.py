"""What a talk about subscribing has said so far: kept in its state, or, by text, in the wish that waits already."""

from collections.abc import Callable

from core.dialogue import asked
from core.dialogue.answers import Answer
from core.dialogue.service import Question
from core.dialogue.steps import Menu, Step
from core.dialogue.talk import Talk
from core.dialogue.topics import preferences
from core.people.contact import Reached, Way
from core.subscriptions import describing, finding
from core.subscriptions.asking import Wish
from core.subscriptions.tables import Subscriber
from core.text import Sentence, Text, _

TOPIC = "subscribe"


def stand(talk: Talk, page: str, **draft: object) -> None:
    """Go on to a page; what was said before stays."""
    state, answers = talk.state, dict(talk.state.answers)
    if state.topic.partition(":")[0] != TOPIC:
        state.begin(TOPIC)
        answers = {}
    state.topic, state.page, state.proving, state.code = f"{TOPIC}:{page}", 0, "", 0
    state.answers = answers | {name: Answer(value) for name, value in draft.items()}


def kept(talk: Talk, name: str) -> object:
    found = talk.state.answers.get(name)
    return found.value if found is not None else None


def picked(talk: Talk, choices: list[tuple[str, Sentence]]) -> str:
    picked = talk.picked(choices)
    if not picked:
        raise preferences.no_choice(talk)
    return picked


def wish_of(talk: Talk) -> Wish:
    """What was said so far: by text it lies in the database and waits, by telephone in the talk."""
    waits = finding.way(talk.work, int(str(kept(talk, "waits") or 0)))
    if waits is not None:
        row = talk.work.session.get_one(Subscriber, (talk.work.municipality.id, waits.subscriber_id))
        return Wish(row.topics, row.district, row.language, (Reached(Way(waits.way), waits.address),))
    to = Reached(Way(str(kept(talk, "way") or Way.TEXT)), str(kept(talk, "address") or talk.turn.contact))
    topics, district = int(str(kept(talk, "topics") or 0)), str(kept(talk, "district") or "")
    return Wish(topics, district, talk.conversation.language, (to,))


def agreement(talk: Talk, wish: Wish) -> Question:
    """The question that asks for consent. Its words are kept with the answer."""
    town = talk.work.municipality
    what = {"topics": describing.topics_shown(wish.topics, True), "district": describing.district_shown(town, wish.district)}
    how = describing.WAY_NAMES[str(wish.ways[0].way)]
    short = _("{town}: news {how}: {topics}, {district}. Reply YES to confirm.", town=town.short_name, how=how, **what)
    ask = describing.DO_YOU_AGREE
    return Question(
        key="agree", kind=asked.AGREE.kind, ask=ask, label=asked.AGREE.label,
        short=short if talk.turn.medium.texts else ask,
    )  # fmt: skip


def menu(title: Text, choices: Callable[[Talk], list[tuple[str, Sentence]]]) -> Callable[[Talk], Step]:
    def show(talk: Talk) -> Step:
        picks, more = talk.picks(choices(talk))
        return Menu(notes=preferences.notes(talk), title=title, picks=picks, more=more)

    return show
