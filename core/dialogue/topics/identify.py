"""Who speaks? Asked after a service's last question and before its review, and only for what is still missing.

By which ways, the medium says (`Medium.proves`). "Later" is always one of them: a missing proof stops no filing.
"""

from datetime import datetime

from core.dialogue import asked
from core.dialogue.service import Assurance, Question, Service
from core.dialogue.state import State
from core.dialogue.steps import Identify
from core.dialogue.talk import Talk
from core.dialogue.topics import proofs
from core.dialogue.turns import Turn
from core.errors import InvalidAnswer
from core.people import authorising, proving
from core.people.contact import takes_texts
from core.people.proving import NOBODY, REACHES, How, Standing
from core.ports import Work
from core.text import Sentence, _

# The key of the page that asks for a way.
WAY = "identify"
LATER, FOR_ANOTHER, NEW_CODE = "later", "for-another", "new-code"

_LABELS: dict[How, Sentence] = {
    How.LOGIN: _("with the national login (Taxisnet)"),
    How.PIN: _("with my AFM and my PIN"),
    How.CODE: _("with a code that you send me"),
}
_QUESTIONS: dict[str, Question] = {
    one.key: one for one in (asked.AFM, asked.PIN, asked.CODE, asked.CODE_PHONE, asked.AUTHORISATION)
}


def standing(talk: Talk) -> Standing:
    """Who speaks, as far as it was proved in this session and still holds."""
    if talk.turn.proof and talk.brought is None:
        talk.brought = proving.standing(talk.work, talk.turn.proof, talk.now)
    return _higher(talk.state, talk.brought or NOBODY, talk.now)


def standing_of(work: Work, turn: Turn, state: State, now: datetime) -> Standing:
    """The same, where nothing is talked yet."""
    return _higher(state, proving.standing(work, turn.proof, now), now)


def _higher(state: State, brought: Standing, now: datetime) -> Standing:
    mine = NOBODY
    if state.assurance and state.assured_until > now.timestamp():
        mine = Standing(Assurance(state.assurance), state.person, state.proof)
    return mine if mine.assurance.covers(brought.assurance) else brought


def is_open(talk: Talk, service: Service) -> bool:
    """Whether this is what is asked now, once the service's own questions are answered."""
    state = talk.state
    if service.assurance is Assurance.NONE or not talk.turn.medium.proves or state.filed:
        return False
    if state.proving:
        return True
    return not state.later and not standing(talk).assurance.covers(service.assurance)


def ways(talk: Talk, needed: Assurance) -> tuple[How, ...]:
    """The ways that this medium offers and that suffice: more is not asked, and less would prove too little."""
    offered = talk.turn.medium.proves
    return tuple(how for how in _LABELS if how in offered and REACHES[how].covers(needed) and _works(talk, how))


def _works(talk: Talk, how: How) -> bool:
    turn = talk.turn
    if how is How.LOGIN:
        return talk.has_login()
    if how is How.CODE and turn.medium.caller:
        # The line is busy: only a text reaches a caller, and only a mobile telephone shows it.
        return turn.medium.texts or takes_texts(turn.contact, talk.work.municipality.countries)
    return True


def _choices(talk: Talk, service: Service) -> list[tuple[str, Sentence]]:
    listed: list[tuple[str, Sentence]] = [(str(how), _LABELS[how]) for how in ways(talk, service.assurance)]
    if not talk.state.acts_for:
        listed.append((FOR_ANOTHER, _("I act for somebody else")))
    return [*listed, (LATER, _("later, for example at the counter"))]


def hear(talk: Talk, service: Service) -> None:
    """Take in the way that was chosen, or what was asked for it.

    Raises:
        InvalidAnswer: it cannot be understood, or proves nothing.
    """
    state = talk.state
    if talk.turn.question not in ("", state.proving or WAY):
        raise InvalidAnswer("late", _("That answer came after its question. Here is the question that is open now."))
    match state.proving:
        case "afm":
            state.claimed, state.proving = str(_read(talk, asked.AFM)), "pin"
        case "pin":
            proofs.hear_pin(talk)
        case "code":
            proofs.hear_code(talk)
        case "code_phone":
            proofs.send_to(talk, str(_read(talk, asked.CODE_PHONE)))
        case "authorisation":
            found = authorising.find(talk.work, talk.guard, talk.words, service.key, talk.now)
            state.acts_for, state.proving = found.id, ""
            talk.notes.append(_("We note that you act for somebody else."))
        case _:
            _hear_way(talk, service)


def _hear_way(talk: Talk, service: Service) -> None:
    match talk.picked(_choices(talk, service)):
        case How.PIN:
            talk.state.proving = "afm"
        case How.CODE:
            proofs.send_code(talk)
        case "for-another":
            act_for_another(talk)
        case "later":
            put_off(talk)
        case _:
            raise InvalidAnswer("identify", _("Please choose how to prove who you are, or choose later."))


def _read(talk: Talk, question: Question) -> object:
    return question.kind.read(question, talk.turn.heard, talk.situation).value


def put_off(talk: Talk) -> None:
    """They prove it later; the request is filed, and waits."""
    proofs.clear(talk)
    talk.state.later = True


def act_for_another(talk: Talk) -> None:
    proofs.clear(talk)
    talk.state.proving = "authorisation"


def back(talk: Talk) -> bool:
    """Back from what a way asks to the ways. False where no way was begun."""
    if not talk.state.proving:
        talk.state.later = False
        return False
    proofs.clear(talk)
    return True


def step(talk: Talk, service: Service, back_to: str = "") -> Identify:
    state, question = talk.state, _QUESTIONS.get(talk.state.proving)
    picks, _more = talk.picks(_choices(talk, service)) if question is None else ((), False)
    notes = list(talk.notes)
    if question is None and not ways(talk, service.assurance):
        notes.append(_("Here you cannot prove who you are; you can do it afterwards."))
    return Identify(
        notes=tuple(notes),
        service=service,
        needed=service.assurance,
        has=standing(talk).assurance,
        picks=picks,
        question=question,
        problem=talk.problem,
        sent=state.proving == "code",
        back_to=back_to,
    )
