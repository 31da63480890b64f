"""Hearing one turn: reserved words first, then commands, then the topic that is open."""

from core.dialogue.answers import Form, Reply
from core.dialogue.service import Service
from core.dialogue.steps import Ask, HandOver, Help, Menu, Notice, Review
from core.dialogue.talk import MISSES, Talk
from core.dialogue.topics import menu, resume, service, topic_of
from core.dialogue.topics import status as status_topic
from core.errors import InvalidAnswer, NotFound
from core.municipalities.calendar import is_open
from core.people import consent
from core.people.contact import Way
from core.text import Sentence, _

CALL_BACK = "call-back"
MOVED = _("What you began here went on elsewhere.")


def hear(talk: Talk) -> None:
    """Take in a turn. It leaves the state changed, or notes, a problem, or a step to say once."""
    if talk.state.moved:
        talk.state.moved = False
        talk.notes.append(MOVED)
    try:
        if not _beginning(talk):
            _turn_to(talk, talk.turn.question)
            if not _commanded(talk):
                _require_something(talk)
                topic_of(talk).hear(talk)
        talk.state.misses = 0
    except InvalidAnswer as error:
        _miss(talk, error)


def look_at(talk: Talk, revising: str) -> None:
    """Stand where a page that is only looked at stands: at an answer to change, or at the start of its service."""
    if talk.state.moved:
        talk.notes.append(MOVED)
    wanted = talk.catalogue.get(talk.turn.service) if talk.turn.service else None
    if wanted is not None and not _is_open(talk, wanted):
        service.start(talk, wanted)
    _turn_to(talk, revising)


def _turn_to(talk: Talk, key: str) -> None:
    """A page names the question that it asks: that one is open, whatever another page of its session has opened."""
    state = talk.state
    if talk.turn.medium.shows_forms:
        state.revising = key if key in state.answers or key in state.skipped else ""


def _is_open(talk: Talk, wanted: Service) -> bool:
    return talk.state.service == wanted.key and not (talk.state.filed and talk.turn.opening)


def _require_something(talk: Talk) -> None:
    """A silent caller, an empty text: nothing was said, whatever is open. A form may be left empty.

    Raises:
        InvalidAnswer: nothing was said.
    """
    turn = talk.turn
    said = talk.words or turn.command or turn.heard.uploads or any(turn.heard.parts.values())
    if not said and not turn.medium.shows_forms:
        raise InvalidAnswer("nothing", _("We received no answer."))


def _beginning(talk: Talk) -> bool:
    """A turn that begins something by itself: a page for one service, or a call that may go on with one that was cut."""
    from core.dialogue import store

    wanted = talk.catalogue.get(talk.turn.service) if talk.turn.service else None
    if wanted is not None:
        answering = bool(talk.turn.question or talk.turn.command)
        if not (answering and _is_open(talk, wanted)):
            service.start(talk, wanted)
        return not answering
    if not talk.turn.opening:
        return False
    talk.state.begin("")
    if talk.turn.medium.drops and talk.turn.contact:
        row = store.cut(talk.work, talk.turn, talk.now)
        if row is not None:
            talk.state.begin(f"cut:{row.state['topic'].removeprefix('service:')}")
    return True


def _commanded(talk: Talk) -> bool:
    """Obey a reserved word or a command; False if the turn is an answer."""
    turn = talk.turn
    if turn.command:
        return obey(talk, turn.command)
    if turn.medium.shows_forms or turn.heard.form is Form.RECORDED or not talk.words:
        return False
    word = talk.understanding.reserved(talk.words)
    if word is not None:
        return obey(talk, word)
    asking = _asks_something(talk)
    if talk.words in turn.medium.keys and not (talk.words.isdigit() and _typed_freely(talk)):
        return obey(talk, turn.medium.keys[talk.words])
    if asking and _answers_it(talk):
        return False
    said = talk.understanding.command(talk.words)
    if said is not None and obey(talk, said):
        return True
    if not asking:
        return False
    if talk.understanding.reads_as_opt_out(talk.words):
        talk.once = Notice(text=_("To end our texts, reply STOP. What you began stays open."))
        return True
    return _asked_status(talk)


def _asks_something(talk: Talk) -> bool:
    service_now = talk.service
    return service_now is not None and not talk.state.filed and service.current(talk, service_now) is not None


def _answers_it(talk: Talk) -> bool:
    """Whether the words answer a question that takes no free words, so that they are no command ("later", to a photo)."""
    service_now = talk.service
    question = service.current(talk, service_now) if service_now is not None else None
    if question is None or Reply.WORDS in question.kind.ways:
        return False
    try:
        service.read(talk, question, talk.turn.heard)
    except InvalidAnswer:
        return False
    return True


def _typed_freely(talk: Talk) -> bool:
    """Whether digits would be part of an answer, so that a bare key is no command."""
    service_now = talk.service
    if service_now is not None and not talk.state.filed:
        question = service.current(talk, service_now)
        return question is not None and not question.kind.picks(question, talk.situation)
    return talk.state.topic in ("status", "resume") and not talk.state.seen


def _asked_status(talk: Talk) -> bool:
    """"STATUS 482913053" in the middle of something else: told at once, and what was open stays open."""
    understood = talk.understanding.understand(talk.words)
    if understood.intent != "status" or not understood.argument or talk.words == understood.argument:
        return False
    from core.requests import status as requests_status

    try:
        found = requests_status.find(talk.work, understood.argument, talk.now)
    except NotFound:
        return False
    opened, talk.state.opened = talk.state.opened, False
    talk.once = status_topic.show(talk, found)
    talk.state.opened = opened
    return True


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
    elif word == "code":
        resume.give(talk)
    elif word == CALL_BACK:
        _call_back(talk)
    elif word in ("status", "resume", "announcements", "verify") and not _asks_something(talk):
        # A page sends a code or a reference together with what it is for.
        menu.follow(talk, word, talk.words if talk.turn.medium.shows_forms else "")
    else:
        return _obey_in_service(talk, word)
    return True


def _turn_page(talk: Talk) -> bool:
    """Show the next page of a list; where there is no list, "more" is an answer."""
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
    if word == "skip" and question is not None:
        service.require_open(talk, question)
        service.skip(talk, question)
        return True
    if word == "send" and question is None:
        service.SERVICE.hear(_sending(talk))
        return True
    return False


def _sending(talk: Talk) -> Talk:
    from dataclasses import replace

    talk.turn = replace(talk.turn, command="send")
    return talk


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
    talk.once = Notice(text=said, consent=True)


def _back(talk: Talk) -> None:
    state = talk.state
    if state.service:
        service.back(talk)
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
    service.start(talk, wanted)
    phone = next((one for one in wanted.questions if one.kind.name == "phone"), None)
    if phone is not None and talk.turn.contact and talk.turn.medium.caller:
        from core.dialogue.answers import Answer

        talk.answer(phone.key, Answer(talk.turn.contact, Form.PICKED))


def _miss(talk: Talk, error: InvalidAnswer) -> None:
    """Not understood: say what was wrong and ask again; the third time, a person."""
    talk.problem = error.sentence
    talk.state.misses += 1
    if talk.state.misses >= MISSES and not talk.turn.medium.shows_forms:
        talk.state.misses = 0
        talk.notes.append(error.sentence)
        hand_over(talk)
