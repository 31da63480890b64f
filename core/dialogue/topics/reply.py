"""A text that is no command, from somebody with open requests: the answer to a question, or about which request?"""

from datetime import timedelta

from sqlalchemy import and_, bindparam, or_, select

from core.dialogue.steps import Menu, Step
from core.dialogue.talk import Elsewhere, Talk
from core.dialogue.topics.status import add, named, own
from core.errors import InvalidAnswer
from core.requests.moves import Outcome, State
from core.requests.tables import Request
from core.text import Code, Sentence, _

_WAITING = (Request.contact == bindparam("the_contact"), Request.state == State.WAITING_CITIZEN)
_ASKED = select(Request).where(*_WAITING).order_by(Request.id).limit(9)
# For so long an answer may come too late and still be one.
LATE = timedelta(days=30)
_LAPSED = (
    Request.contact == bindparam("the_contact"),
    Request.state == State.CLOSED,
    Request.outcome == Outcome.LAPSED,
    Request.closed_at >= bindparam("since"),
)
# What waits for an answer, and what has ended without one: asked for together, for every first text comes by here.
_HEARD_OF = select(Request.state, Request.service).where(or_(and_(*_WAITING), and_(*_LAPSED))).limit(9)


def concerns(talk: Talk) -> bool:
    """Whether what was said may be about an open request of this number."""
    return bool(own(talk) or asked_questions(talk))


def is_asked(talk: Talk) -> bool:
    """Whether the town hall waits for this number's answer, so that a text that is no command is that answer."""
    return any(state == State.WAITING_CITIZEN for state, _service in _heard_of(talk))


def comes_late(talk: Talk, intent: str) -> bool:
    """Whether this number answers what has lapsed: about the same matter, or in words that name none."""
    lapsed = [service for state, service in _heard_of(talk) if state == State.CLOSED]
    return bool(lapsed) and (intent == "unknown" or intent in {f"service:{one}" for one in lapsed})


def _heard_of(talk: Talk) -> list[tuple[str, str]]:
    """State and service of what this number was asked and has not answered."""
    if not talk.words or not talk.turn.medium.texts or not talk.turn.contact:
        return []
    if talk.asked is None:
        values = {"the_contact": talk.turn.contact, "since": talk.now - LATE}
        talk.asked = [(row.state, row.service) for row in talk.work.execute(_HEARD_OF, values)]
    return talk.asked


def begin(talk: Talk) -> None:
    """Take the text as the answer if exactly one question is open to this number; otherwise ask what it is about."""
    asked = asked_questions(talk)
    if len(asked) == 1:
        add(talk, asked[0], talk.words)
        talk.notes.append(
            _(
                "We took it as your answer about {reference}. If it was not, reply PERSON.",
                reference=Code(asked[0].reference),
            )
        )
        return
    heard = talk.words
    talk.state.begin("reply")
    talk.state.heard = heard[:2000]


def asked_questions(talk: Talk) -> list[Request]:
    """The requests about which the town hall waits for this number's answer."""
    if not talk.turn.medium.texts or not talk.turn.contact:
        return []
    return list(talk.work.session.scalars(_ASKED, {"the_contact": talk.turn.contact}))


class ReplyTopic:
    def hear(self, talk: Talk) -> None:
        mine = {str(one.id): one for one in _choices(talk)}
        picked = talk.picked([*((key, named(talk, one)) for key, one in mine.items()), ("new", "")])
        if picked == "new":
            _start_new(talk)
        elif picked:
            add(talk, mine[picked], talk.state.heard or talk.words)
            talk.notes.append(_("We added that to request {reference}.", reference=Code(mine[picked].reference)))
            talk.state.begin("")
        elif talk.words.isdigit():
            raise InvalidAnswer("which", _("Please choose one of the numbers."))
        else:
            # Something else altogether: another matter, or "STATUS 482913053".
            raise Elsewhere

    def step(self, talk: Talk) -> Step:
        listed: list[tuple[str, Sentence]] = [(str(one.id), named(talk, one)) for one in _choices(talk)]
        picks, more = talk.picks([*listed, ("new", _("something new"))])
        return Menu(notes=tuple(talk.notes), title=_("Which request is it about?"), picks=picks, more=more)


REPLY = ReplyTopic()


def _choices(talk: Talk) -> list[Request]:
    found = {one.id: one for one in (*asked_questions(talk), *own(talk))}
    return list(found.values())


def _start_new(talk: Talk) -> None:
    talk.state.begin("")
    talk.notes.append(_("Something new, then."))
