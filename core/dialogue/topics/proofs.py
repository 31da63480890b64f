"""The proofs themselves: a code sent and read back, a PIN keyed. What is begun for one is kept in the state until it is done."""

from core.codes import CodeLength, read_code
from core.dialogue import asked
from core.dialogue.service import Assurance
from core.dialogue.talk import Talk
from core.errors import InvalidAnswer
from core.greek import fold
from core.people import onetime, pins, proving
from core.people.contact import Reached, Way, takes_texts
from core.people.proving import HOLDS, How
from core.text import Code, Sentence, _

# How a new code is asked for in words.
_NEW = frozenset({"new", "new-code", "νεο", "νεοσ", "νεοσ κωδικοσ", "neos", "neo"})


def clear(talk: Talk) -> None:
    """Forget what was begun for a proof."""
    state = talk.state
    state.proving, state.claimed, state.code, state.reached, state.for_pin = "", "", 0, [], 0


def send_code(talk: Talk) -> None:
    """Send a code to where they said that they can be told, or to the number that they come from; else ask where."""
    turn = talk.turn
    if turn.medium.caller:
        _send(talk, Reached(Way.TEXT, turn.contact), onetime.CONTACT)
        return
    way, address = asked.told(talk.state.answers, "")
    if not address:
        talk.state.proving = asked.CODE_PHONE.key
    elif way is Way.EMAIL:
        _send(talk, Reached(way, address), onetime.CONTACT)
    else:
        send_to(talk, address)


def send_to(talk: Talk, number: str) -> None:
    """Send a code to a number: as a text where it shows texts, else as a call that reads it."""
    mobile = takes_texts(number, talk.work.municipality.countries)
    _send(talk, Reached(Way.TEXT if mobile else Way.CALL, number), onetime.CONTACT)


def send_again(talk: Talk) -> None:
    """A new code to where the last one went."""
    state = talk.state
    if state.reached:
        way, address = state.reached
        _send(talk, Reached(Way(way), address), onetime.PIN if state.for_pin else onetime.CONTACT)


def _send(talk: Talk, to: Reached, purpose: str) -> None:
    state = talk.state
    person = state.for_pin or None
    sent = onetime.send(talk.work, talk.guard, to, purpose, talk.conversation.language, talk.now, person)
    state.code, state.reached, state.proving = sent.id, [str(to.way), to.address], asked.CODE.key
    talk.notes.append(_told(to))


def _told(to: Reached) -> Sentence:
    """Where the code is on its way to, without saying the address: whoever listens may not know it."""
    if to.way is Way.EMAIL:
        return _("We send a code to your e-mail address. It is valid for 10 minutes.")
    ends = Code(to.address[-2:], 2)
    if to.way is Way.CALL:
        return _("We call the number that ends in {ends} and say a code. It is valid for 10 minutes.", ends=ends)
    return _("We text a code to the number that ends in {ends}. It is valid for 10 minutes.", ends=ends)


def hear_code(talk: Talk) -> None:
    """Take the code that was read back.

    Raises:
        InvalidAnswer: it is not the one, or not good any more.
    """
    state = talk.state
    if fold(talk.words) in _NEW:
        send_again(talk)
        return
    row = onetime.check(talk.work, talk.guard, state.code, talk.words, talk.now)
    if row.purpose == onetime.PIN and row.person_id:
        pins.lift(talk.work, row.person_id, talk.turn.channel, talk.now)
        _stand(talk, row.person_id, How.PIN)
        return
    _stand(talk, None, How.CODE)


def hear_pin(talk: Talk) -> None:
    """Take a PIN, whose hash was checked before this turn's transaction.

    Raises:
        InvalidAnswer: AFM and PIN do not belong together; or the PIN needs a code as well, and there is no way to send one.
    """
    read_code(talk.words, CodeLength.ONE_TIME)
    if talk.checked is None:
        raise InvalidAnswer("pin-late", _("Please give the PIN once more."))
    person = pins.judge(talk.work, talk.guard, talk.checked, talk.turn.channel, talk.now)
    if not pins.needs_code(talk.work, person.id):
        _stand(talk, person.id, How.PIN)
        return
    to = pins.code_goes_to(talk.work, person.id, by_call=not talk.turn.medium.drops)
    if to is None:
        clear(talk)
        raise InvalidAnswer(
            "pin-blocked",
            _("This PIN was tried too often and needs a new proof: the national login on our website, or the counter."),
        )
    talk.state.for_pin = person.id
    talk.notes.append(_("This PIN was tried too often, so we also need a code."))
    _send(talk, to, onetime.PIN)


def _stand(talk: Talk, person_id: int | None, how: How) -> None:
    """Somebody proved it: from now on this session stands so high, unless it stood higher already."""
    state, turn = talk.state, talk.turn
    session = talk.keys.digest("session", f"{turn.channel}|{turn.session}")[:16]
    now = proving.record(talk.work, person_id, how, turn.channel, session, talk.now)
    before = Assurance(state.assurance) if state.assurance and state.assured_until > talk.now.timestamp() else Assurance.NONE
    clear(talk)
    if now.assurance.covers(before):
        state.person, state.assurance, state.proof = now.person, str(now.assurance), now.proof
        state.assured_until = int((talk.now + HOLDS).timestamp())
    talk.notes.append(_("Thank you, that is proved."))
