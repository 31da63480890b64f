"""Which topic a conversation stands at."""

from collections.abc import Mapping

from core.dialogue.talk import Talk
from core.dialogue.topics import Topic
from core.dialogue.topics.menu import MENU
from core.dialogue.topics.news import NEWS
from core.dialogue.topics.prove import PROVE
from core.dialogue.topics.reply import REPLY
from core.dialogue.topics.resume import CUT, RESUME
from core.dialogue.topics.service import SERVICE
from core.dialogue.topics.solved import SOLVED
from core.dialogue.topics.status import STATUS
from core.dialogue.topics.subscribe import SUBSCRIBE
from core.dialogue.topics.verify import VERIFY

_BY_NAME: Mapping[str, Topic] = {
    "": MENU,
    "service": SERVICE,
    "status": STATUS,
    "resume": RESUME,
    "cut": CUT,
    "reply": REPLY,
    "solved": SOLVED,
    "prove": PROVE,
    "verify": VERIFY,
    "news": NEWS,
    "subscribe": SUBSCRIBE,
}


def topic_of(talk: Talk) -> Topic:
    """The topic at which the conversation stands."""
    return _BY_NAME[talk.state.topic.partition(":")[0]]
