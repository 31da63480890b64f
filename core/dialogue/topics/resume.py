"""Going on with what was begun: with a hand-over code from anywhere, or after a call was cut."""

from datetime import timedelta

from core.codes import CodeLength, read_code
from core.dialogue import asked, carrying
from core.dialogue.steps import Ask, GiveCode, Menu, Step
from core.dialogue.talk import Talk
from core.errors import InvalidAnswer, NotAllowed, NotFound
from core.people import guessing
from core.text import _

CODE_LASTS = timedelta(hours=24)


def give(talk: Talk) -> None:
    """Give the hand-over code of this conversation; a new one replaces the one before."""
    service = talk.service
    if service is None or talk.state.filed:
        talk.notes.append(_("There is nothing begun here that could go on elsewhere."))
        return
    until = talk.now + CODE_LASTS
    code = carrying.new_code(talk.work, talk.conversation, talk.keys, until)
    talk.once = GiveCode(notes=tuple(talk.notes), code=code, until=until, service=service)


def take(talk: Talk, words: str) -> None:
    """Take over the conversation of a code. Earlier answers stay unseen until the review; assurance does not travel.

    Raises:
        InvalidAnswer: no such code, used or expired, or too many wrong ones.
    """
    guess = guessing.Guess("hand-over", "", talk.source)
    code = read_code(words, CodeLength.HAND_OVER)
    try:
        guessing.admit(talk.work, guess, talk.now, talk.budget)
        state = carrying.redeem(talk.work, talk.keys, code, talk.conversation, talk.now)
    except (NotAllowed, NotFound) as error:
        if isinstance(error, NotFound):
            guessing.wrong(talk.work, guess, talk.now)
        raise InvalidAnswer(error.code, error.sentence) from error
    talk.conversation.state = state
    service = talk.service
    if service is not None:
        talk.notes.append(_("We go on with: {service}.", service=service.title))


class ResumeTopic:
    def hear(self, talk: Talk) -> None:
        take(talk, talk.words)

    def step(self, talk: Talk) -> Step:
        question = asked.HAND_OVER
        return Ask(
            notes=tuple(talk.notes),
            question=question,
            service=None,
            number=1,
            total=1,
            problem=talk.problem,
        )


RESUME = ResumeTopic()


class CutTopic:
    """Somebody calls again whose call was cut: go on, or begin anew. What was said before is heard at the review only."""

    def hear(self, talk: Talk) -> None:
        picked = talk.picked([("go-on", ""), ("anew", "")])
        if picked == "go-on":
            state = carrying.take_cut(talk.work, talk.conversation, talk.turn, talk.now)
            if state is not None:
                talk.conversation.state = state
                return
        if not picked:
            raise InvalidAnswer("go-on", _("Please choose one of the two."))
        talk.state.begin("")

    def step(self, talk: Talk) -> Step:
        service = talk.catalogue.get(talk.state.topic.partition(":")[2])
        title = _("Your call was cut while we spoke about: {service}.", service=service.title if service else "")
        picks, more = talk.picks([("go-on", _("go on with it")), ("anew", _("begin anew"))])
        return Menu(notes=tuple(talk.notes), title=title, picks=picks, more=more)


CUT = CutTopic()
