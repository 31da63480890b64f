"""Hearing one turn: reserved words first, then commands, then the topic that is open."""

from core.dialogue import carrying
from core.dialogue.answers import Form, Reply
from core.dialogue.obeying import asks_something, hand_over, obey
from core.dialogue.secret import is_texted_pin
from core.dialogue.service import Service
from core.dialogue.steps import Notice
from core.dialogue.talk import MISSES, Elsewhere, Talk
from core.dialogue.topics import alerted, draft, service, solved, subscribe
from core.dialogue.topics import status as status_topic
from core.dialogue.topics.menu import MENU
from core.dialogue.topics.which import topic_of
from core.dialogue.understanding import find_code
from core.errors import InvalidAnswer, NotFound
from core.requests import status as requests_status
from core.text import _

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
                if asks_something(talk) or not (solved.taken(talk) or subscribe.taken(talk)):
                    _to_topic(talk)
        talk.state.misses = 0
    except InvalidAnswer as error:
        # Somebody in danger does not answer what was asked before.
        if not alerted.taken(talk, "unknown"):
            _miss(talk, error)


def _to_topic(talk: Talk) -> None:
    """Let the open topic hear the turn; what belongs elsewhere is heard by the menu."""
    try:
        topic_of(talk).hear(talk)
    except Elsewhere:
        parked = bool(talk.state.parked)
        talk.leave()
        if not parked:
            MENU.hear(talk)
    if talk.understood:
        obey(talk, talk.understood)


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
    state, medium = talk.state, talk.turn.medium
    if medium.shows_forms:
        state.revising = key if medium.all_at_once or key in state.answers or key in state.skipped else ""


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
        row = carrying.cut(talk.work, talk.turn, talk.now)
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
    if turn.medium.texts and talk.state.proving != "code" and is_texted_pin(talk.words):
        talk.once = Notice(text=_("Never text your PIN. We did not keep it; it is for our website and the telephone's keys."))
        return True
    asking = asks_something(talk)
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
    if talk.state.proving:
        return True
    if service_now is not None and not talk.state.filed:
        question = service.current(talk, service_now)
        return question is not None and not question.kind.picks(question, talk.situation)
    if talk.state.topic.startswith(f"{draft.TOPIC}:"):
        # Numbers of topics are the same everywhere, and a list's own keys are heard with them.
        return talk.turn.medium.keys.get(talk.words) != "more" or not talk.turn.medium.texts
    return talk.state.topic in ("status", "resume", "verify") and not talk.state.seen


def _asked_status(talk: Talk) -> bool:
    """ "STATUS 482913053" in the middle of something else: told at once, and what was open stays open."""
    if find_code(talk.words) is None:
        return False
    understood = talk.understanding.understand(talk.words)
    if understood.intent != "status" or not understood.argument or talk.words == understood.argument:
        return False
    try:
        found = requests_status.find(talk.work, understood.argument, talk.now)
    except NotFound:
        return False
    opened, talk.state.opened = talk.state.opened, False
    talk.once = status_topic.show(talk, found)
    talk.state.opened = opened
    return True


def _miss(talk: Talk, error: InvalidAnswer) -> None:
    """Not understood: say what was wrong and ask again; the third time, a person."""
    talk.problem = error.sentence
    talk.state.misses += 1
    if talk.state.misses >= MISSES and not talk.turn.medium.shows_forms:
        talk.state.misses = 0
        talk.notes.append(error.sentence)
        hand_over(talk)
