"""Reading the news: where a medium shows lists, titles to pick from; where it is spoken, one after the other.

Where somebody is in the news is kept as ids, so that what is published meanwhile shifts nobody: the announcement that is
told, and those of the list that was shown.
"""

from core.announcements import reading
from core.announcements.reading import Page
from core.announcements.tables import Announcement
from core.announcements.told import Told, tell
from core.announcements.topics import Topic, topic, topics
from core.announcements.wanted import Wanted
from core.dialogue.steps import Menu, Pick, ShowNews, Step
from core.dialogue.talk import Elsewhere, Talk
from core.errors import InvalidAnswer, NotFound
from core.text import Sentence, _

TOPIC = "news"
# In the place of a topic's key: the topics are being chosen from.
CHOOSING = "?"
# The command that leads from the news to what somebody is told of them, or to subscribing.
SUBSCRIBING = "preferences"
# A list in a text holds so many; so does one where a medium sets no bound.
LISTED = 5
_NO_SUCH = _("There is no choice with that number.")


def begin(talk: Talk, about: str = "") -> None:
    """The news from their beginning, of one topic where one is named."""
    talk.state.begin(f"{TOPIC}:{about}" if topic(about) else TOPIC)
    _stand(talk, _after(talk, 0))


def is_open(talk: Talk) -> bool:
    return talk.state.topic.partition(":")[0] == TOPIC


def obey(talk: Talk, word: str) -> bool:
    """Do what a key of the news asks for; False where it means nothing here."""
    state = talk.state
    if not is_open(talk):
        return False
    if word == "topics":
        state.begin(f"{TOPIC}:{CHOOSING}")
    elif word == "whole" and state.news:
        state.whole = True
    elif word == "next" and state.news:
        _go_on(talk)
    else:
        return False
    return True


def turn_page(talk: Talk) -> bool:
    """The next titles of the list; False where there are none, or where there is no list."""
    listed = talk.state.listed
    if talk.turn.medium.spoken or not listed:
        return False
    page = _after(talk, listed[-1])
    if not page.rows:
        return False
    talk.state.news = 0
    _stand(talk, page)
    return True


def back(talk: Talk) -> bool:
    """One step back: from the whole to its title or to the list, from the topics to the news. False: out of the news."""
    state = talk.state
    if not is_open(talk):
        return False
    if state.topic.endswith(CHOOSING):
        begin(talk)
    elif state.whole:
        state.whole = False
    elif state.news and state.listed:
        state.news = 0
    else:
        return False
    return True


class NewsTopic:
    def hear(self, talk: Talk) -> None:
        said = talk.words.rstrip(".)# ")
        if talk.state.topic.endswith(CHOOSING):
            chosen = _chosen(said)
            if chosen is None:
                raise InvalidAnswer("no-such-choice", _NO_SUCH)
            begin(talk, chosen.key)
            return
        listed = talk.state.listed
        if said.isdecimal() and len(said) == 1:
            if not 1 <= int(said) <= len(listed):
                raise InvalidAnswer("no-such-choice", _NO_SUCH)
            talk.state.news = listed[int(said) - 1]
            return
        raise Elsewhere

    def step(self, talk: Talk) -> Step:
        if talk.state.topic.endswith(CHOOSING):
            return _choices(talk)
        about = topic(talk.state.topic.partition(":")[2])
        told = _told(talk, talk.state.news)
        return ShowNews(
            notes=tuple(talk.notes),
            about=about,
            told=told,
            whole=talk.state.whole or not talk.turn.medium.spoken,
            picks=() if told else _picks(talk),
            more=not talk.turn.medium.spoken and bool(_after(talk, (talk.state.listed or [0])[-1]).rows),
            subscribe=SUBSCRIBING,
        )


NEWS = NewsTopic()


def _after(talk: Talk, last: int) -> Page:
    medium = talk.turn.medium
    wanted = Wanted(topic=topic(talk.state.topic.partition(":")[2]))
    return reading.page(talk.work, wanted, talk.now, last, 1 if medium.spoken else medium.page or LISTED)


def _stand(talk: Talk, page: Page) -> None:
    """Where one hears news, the first of a page is told; where one reads them, all are listed."""
    ids = [one.id for one in page.rows]
    if talk.turn.medium.spoken:
        talk.state.news, talk.state.whole = (ids[0] if ids else 0), False
    else:
        talk.state.listed = ids


def _go_on(talk: Talk) -> None:
    page = _after(talk, talk.state.news)
    if not page.rows:
        talk.notes.append(_("That was the last one. We begin again with the first."))
        page = _after(talk, 0)
    _stand(talk, page)


def _told(talk: Talk, announcement_id: int) -> Told | None:
    if not announcement_id:
        return None
    try:
        one = reading.find(talk.work, announcement_id)
    except NotFound:
        return None
    return _of(talk, one, forms=True)


def _of(talk: Talk, one: Announcement, forms: bool = False) -> Told:
    return tell(talk.work, one, talk.conversation.language, talk.now, talk.site, forms)


def _picks(talk: Talk) -> tuple[Pick, ...]:
    """The list that was shown, by its ids: each keeps its number, whatever is published meanwhile."""
    found = []
    for number, announcement_id in enumerate(talk.state.listed, 1):
        one = talk.work.session.get(Announcement, (talk.work.municipality.id, announcement_id))
        if one is not None:
            told = _of(talk, one)
            found.append(Pick(str(number), str(one.id), _("URGENT: {title}", title=told.title) if told.urgent else told.title))
    return tuple(found)


def _choices(talk: Talk) -> Menu:
    """The topics that there is news about, each by its own number."""
    picks = tuple(Pick(str(one.number), one.key, one.name) for one in reading.topics_told(talk.work, talk.now))
    title: Sentence = _("What shall the news be about?") if picks else _("There is no news at this moment.")
    return Menu(notes=tuple(talk.notes), title=title, picks=picks)


def _chosen(said: str) -> Topic | None:
    return next((one for one in topics() if said in (str(one.number), one.key)), None)
