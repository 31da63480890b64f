"""Doing what a word says: reserved words, commands, and what was understood in free text."""

from core.dialogue.answers import Answer, Form
from core.dialogue.service import Assurance
from core.dialogue.steps import Ask, HandOver, Help, Menu, Notice, Review
from core.dialogue.talk import Talk
from core.dialogue.topics import (
    callers,
    draft,
    identify,
    menu,
    news,
    preferences,
    proofs,
    prove,
    resume,
    service,
    subscribe,
)
from core.dialogue.topics.which import topic_of
from core.errors import InvalidAnswer
from core.municipalities.calendar import is_open
from core.people import consent
from core.people.contact import Way
from core.text import Sentence, _

CALL_BACK = "call-back"
_MATTERS = ("status", "resume", "announcements", "verify")
_SUBSCRIPTION = ("subscribe", "preferences", "unsubscribe")


def asks_something(talk: Talk) -> bool:
    """Whether a question of a service is open, so that a phrase may be its answer."""
    service_now = talk.service
    if service_now is None or talk.state.filed:
        return False
    return service.current(talk, service_now) is not None or identify.is_open(talk, service_now)


def obey(talk: Talk, word: str) -> bool:
    """Do what a reserved word or command says. False if it means nothing here, so that it may be an answer."""
    state = talk.state
    if word.startswith("language:"):
        _speak(talk, word.removeprefix("language:"))
    elif word in ("stop", "start"):
        _consent(talk, given=word == "start")
    elif word == "help":
        talk.once = Help(notes=tuple(talk.notes), number=talk.work.municipality.desk_number)
    elif word == "operator":
        hand_over(talk)
    elif word in ("restart", "menu"):
        state.begin("")
    elif word == "back":
        _back(talk)
    elif word == "more":
        return _turn_page(talk)
    elif word == "repeat":
        pass
    elif word == "prove":
        prove.begin(talk)
    elif word == identify.NEW_CODE:
        return _new_code(talk)
    elif word == "code":
        resume.give(talk)
    elif word == CALL_BACK:
        _call_back(talk)
    elif word in (*_SUBSCRIPTION, *_MATTERS) and not asks_something(talk):
        _turn_to(talk, word)
    else:
        return news.obey(talk, word) or _obey_in_service(talk, word)
    return True


def _turn_page(talk: Talk) -> bool:
    """Show the next page of a list; where there is no list, "more" is an answer."""
    if news.is_open(talk):
        return news.turn_page(talk)
    step = topic_of(talk).step(talk)
    if not isinstance(step, (Menu, Ask, Review)) or not step.more:
        return False
    talk.state.page += 1
    return True


def _obey_in_service(talk: Talk, word: str) -> bool:
    service_now = talk.service
    if service_now is None or talk.state.filed:
        return False
    question = service.current(talk, service_now)
    if question is None and word == identify.FOR_ANOTHER and service_now.assurance is not Assurance.NONE:
        identify.act_for_another(talk)
        return True
    if question is None and identify.is_open(talk, service_now):
        if word == "skip":
            identify.put_off(talk)
        return word == "skip"
    if word == "skip" and question is not None:
        service.require_open(talk, question)
        service.skip(talk, question)
        return True
    if word == "send" and question is None:
        service.send(talk, service_now)
        return True
    return False


def _new_code(talk: Talk) -> bool:
    """Send the code again; False where none was sent, so that the word may mean something else."""
    if talk.state.proving != "code":
        return False
    if talk.state.topic.startswith(f"{draft.TOPIC}:"):
        callers.send_again(talk)
        return True
    proofs.send_again(talk)
    return True


def _turn_to(talk: Talk, word: str) -> None:
    """Begin another matter. Settings without a subscription are a wish for one."""
    if word in _MATTERS:
        # A page sends a code or a reference together with what it is for.
        menu.follow(talk, word, talk.words if talk.turn.medium.shows_forms else "")
    elif word == "unsubscribe":
        subscribe.unsubscribe(talk)
    elif word == "subscribe" or not preferences.begin(talk):
        subscribe.begin(talk)


def _speak(talk: Talk, language: str) -> None:
    if language not in talk.work.municipality.languages:
        raise InvalidAnswer("language", _("We do not speak that language here yet."))
    talk.conversation.language = language


def _consent(talk: Talk, given: bool) -> None:
    """STOP or START from a number: an event, and one confirmation that tells the way back."""
    turn = talk.turn
    if not turn.contact or not turn.medium.texts:
        talk.once = Notice(text=_("This is not a number that we text."))
        return
    consent.record(talk.work, Way.TEXT, turn.contact, given, turn.channel, turn.heard.words, talk.now)
    said: Sentence = (
        _("We may text you again. STOP ends it.")
        if given
        else _("We will not text you any more, except to answer you. To allow it again, reply START.")
    )
    notes = subscribe.texted_again(talk) if given else ()
    talk.once = Notice(notes=notes, text=said, consent=True)


def _back(talk: Talk) -> None:
    state = talk.state
    if state.service:
        service.back(talk)
    elif state.topic == prove.TOPIC:
        if not identify.back(talk):
            state.topic = "status"
    elif news.back(talk) or preferences.back(talk):
        pass
    elif state.topic or state.offers:
        state.begin("")
    else:
        state.menu = "" if not state.menu.startswith("group:") else _branch(talk)
        state.page = 0


def _branch(talk: Talk) -> str:
    group = talk.catalogue.group(talk.state.menu.removeprefix("group:"))
    return group.branch if group else ""


def hand_over(talk: Talk) -> None:
    """To a person: connected in opening hours, called back otherwise. Nothing said so far is lost."""
    town = talk.work.municipality
    offers_call = talk.catalogue.get(CALL_BACK) is not None and talk.state.service != CALL_BACK
    talk.once = HandOver(
        notes=tuple(talk.notes),
        number=town.desk_number,
        open_now=is_open(talk.now, town),
        call_back=CALL_BACK if offers_call else "",
    )


def _call_back(talk: Talk) -> None:
    wanted = talk.catalogue.get(CALL_BACK)
    if wanted is None:
        hand_over(talk)
        return
    parked = talk.state.to_json() if talk.state.unfinished else talk.state.parked
    service.start(talk, wanted)
    talk.state.parked = parked
    phone = next((one for one in wanted.questions if one.kind.name == "phone"), None)
    if phone is not None and talk.turn.contact and talk.turn.medium.caller:
        talk.answer(phone.key, Answer(talk.turn.contact, Form.PICKED))
