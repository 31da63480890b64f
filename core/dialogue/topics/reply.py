"""A text that is no command, from somebody with open requests: the answer to a question, or about which request?"""

from sqlalchemy import select

from core.dialogue.steps import Menu, Step
from core.dialogue.talk import Talk
from core.dialogue.topics.status import named, own
from core.errors import InvalidAnswer
from core.requests import actions
from core.requests.moves import State
from core.requests.tables import Request
from core.text import Code, Sentence, _


def concerns(talk: Talk) -> bool:
    """Whether what was said may be about an open request of this number."""
    return bool(own(talk) or _asked(talk))


def is_asked(talk: Talk) -> bool:
    """Whether the town hall waits for this number's answer, so that a text that is no command is that answer."""
    return bool(talk.words and _asked(talk))


def begin(talk: Talk) -> None:
    """Take the text as the answer if exactly one question is open to this number; otherwise ask what it is about."""
    asked = _asked(talk)
    if len(asked) == 1:
        _add(talk, asked[0])
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


def _asked(talk: Talk) -> list[Request]:
    if not talk.turn.medium.texts or not talk.turn.contact:
        return []
    request = Request
    return list(
        talk.work.session.scalars(
            select(request)
            .where(request.contact == talk.turn.contact, request.state == State.WAITING_CITIZEN)
            .order_by(request.id)
            .limit(9)
        )
    )


def _add(talk: Talk, request: Request) -> None:
    service = talk.catalogue.get(request.service)
    words = talk.state.heard or talk.words
    actor = actions.Actor(talk.turn.channel)
    uploads = tuple(upload.id for upload in talk.turn.heard.uploads)
    actions.answer(talk.work, request, actor, words, talk.now, uploads, service.clock if service else None)


class ReplyTopic:
    def hear(self, talk: Talk) -> None:
        mine = {str(one.id): one for one in _choices(talk)}
        picked = talk.picked([*((key, named(talk, one)) for key, one in mine.items()), ("new", "")])
        if picked == "new":
            _start_new(talk)
        elif picked:
            _add(talk, mine[picked])
            talk.notes.append(_("We added that to request {reference}.", reference=Code(mine[picked].reference)))
            talk.state.begin("")
        else:
            raise InvalidAnswer("which", _("Please choose one of the numbers."))

    def step(self, talk: Talk) -> Step:
        listed: list[tuple[str, Sentence]] = [(str(one.id), named(talk, one)) for one in _choices(talk)]
        picks, more = talk.picks([*listed, ("new", _("something new"))])
        return Menu(notes=tuple(talk.notes), title=_("Which request is it about?"), picks=picks, more=more)


REPLY = ReplyTopic()


def _choices(talk: Talk) -> list[Request]:
    found = {one.id: one for one in (*_asked(talk), *own(talk))}
    return list(found.values())


def _start_new(talk: Talk) -> None:
    talk.state.begin("")
    talk.notes.append(_("Something new, then."))
