"""A call of ours that reads an announcement: who calls, what it says, and keys to hear it again, to end such calls, for a person.

An answering machine hears it once, with how to call back. A call counts as delivered when its words were fetched and it ended as
one that was answered; a machine's, when its words were fetched. The provider's word alone would count calls in which nobody heard
anything, for it says "completed" also where our document could not be fetched.
"""

from dataclasses import dataclass

from flask import Response, request
from sqlalchemy import select

from channels.here import core
from channels.ivr import prompts
from channels.ivr.document import RINGING, Document
from channels.ivr.line import TOLD, Line
from channels.ivr.person import hours_of
from channels.ivr.pieces import pieces
from channels.webhook import SID, field, twiml
from core.announcements.tables import AnnouncementForm
from core.errors import Unavailable
from core.languages import tongue
from core.messages.faults import Fault
from core.messages.outbox import MessageState, receipt
from core.messages.tables import Message, Receipt
from core.municipalities.calendar import is_open
from core.municipalities.model import Municipality
from core.people.contact import Reached, Way
from core.ports import Work
from core.subscriptions.ending import end_address
from core.subscriptions.evidence import Said
from core.text import Sentence, _

# What may be read to whoever takes the call: nothing that is meant for one person alone.
PURPOSES = frozenset({"announcement", "emergency"})
MACHINE, FAX = "machine", "fax"
AGAIN, NO_MORE, PERSON = "9", "8", "0"
WAIT = 10
KEYS = _("To hear it again press 9. To get no more such calls press 8. For a person press 0.")
GOOD_BYE = _("Good-bye.")
# That the words were fetched by a call that somebody took.
HEARD = "answered"


@dataclass(frozen=True)
class Call:
    """One call, the message that it is about, and its words."""

    town: Municipality
    line: Line
    message: int
    to: str
    words: str

    def url(self, then: str = "") -> str:
        return self.line.url(TOLD, town=self.town.key, message=str(self.message), then=then)


def told() -> Response:
    """Somebody took the call, pressed a key in it, or comes back from a person. What could not be kept is tried once more."""
    try:
        return _told()
    except Unavailable:
        town, message = _about()
        if town is None or field("again", 1):
            raise
        language = field("lang", 10)
        line = Line(town, language if language in town.languages else town.languages[0])
        carried = {"town": town.key, "message": str(message or ""), "AnsweredBy": field("AnsweredBy", 40)}
        return twiml(prompts.try_again(line, line.url(TOLD, None, Digits=field("Digits", 4), again="1", **carried)))


def _told() -> Response:
    call = _call()
    if call is None:
        return twiml(_ended(Line(None, "el"), _("This message is not valid any more.")))
    who, key = field("AnsweredBy", 40), field("Digits", 4)
    if request.args.get("then") == "dialled":
        return twiml(_after_a_person(call, field("DialCallStatus", 40) in ("completed", "answered")))
    if key:
        return twiml(_keyed(call, key))
    if who.startswith(FAX):
        return twiml(_ended(call.line))
    machine = who.startswith(MACHINE)
    with core().database.work(call.town) as work:
        state, note = (MessageState.DELIVERED, MACHINE) if machine else (MessageState.ACCEPTED, HEARD)
        receipt(work, call.message, state, note, core().clock.now())
    return twiml(_to_a_machine(call) if machine else _read(call))


def told_status() -> Response:
    """What became of a call in the end. Busy and unanswered ones may be tried again by whoever posts them."""
    town, message = _about()
    state, reason = OUTCOMES.get(field("CallStatus", 20), (None, ""))
    if town is None or message is None or state is None:
        return Response("", 204)
    with core().database.work(town) as work:
        row = work.session.get(Message, (town.id, message))
        if row is not None:
            if state is MessageState.DELIVERED:
                state, reason = _ended_how(work, row, field("AnsweredBy", 40))
            fault = FAULTS.get(reason, Fault.PERMANENT)
            receipt(work, row.id, state, reason, core().clock.now(), fault, field("CallSid", 40))
    return Response("", 204)


OUTCOMES = {
    "completed": (MessageState.DELIVERED, ""),
    "busy": (MessageState.UNDELIVERED, "busy"),
    "no-answer": (MessageState.UNDELIVERED, "no-answer"),
    "failed": (MessageState.FAILED, "failed"),
    "canceled": (MessageState.FAILED, "canceled"),
}

# Who speaks is free again in minutes; who is out, in hours. A call in which nothing was heard is made once more.
FAULTS = {"busy": Fault.BUSY, "no-answer": Fault.AWAY, "unheard": Fault.ONCE}


def _ended_how(work: Work, row: Message, who: str) -> tuple[MessageState, str]:
    """A call that somebody or something took: delivered, if its words were fetched."""
    fetched = select(Receipt.id).where(Receipt.message_id == row.id, Receipt.error.in_((HEARD, MACHINE))).limit(1)
    if work.execute(fetched).scalar() is None:
        return MessageState.UNDELIVERED, FAX if who.startswith(FAX) else "unheard"
    return MessageState.DELIVERED, MACHINE if who.startswith(MACHINE) else ""


def _about() -> tuple[Municipality | None, int | None]:
    """The town and the message that the address names."""
    key, wanted = request.args.get("town", ""), request.args.get("message", "")
    town = next((one for one in core().directory.all() if one.key == key), None)
    return town, int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 20 else None


def _call() -> Call | None:
    """The call, if it is to the number to which its message goes, and has something to say."""
    town, message = _about()
    if town is None or message is None or not SID.fullmatch(field("CallSid")):
        return None
    with core().database.reading(town) as work:
        row = work.session.get(Message, (town.id, message))
        if row is None or row.purpose not in PURPOSES or row.way != Way.CALL or row.to != field("To", 40):
            return None
        form = work.session.get(AnnouncementForm, (town.id, row.form_id)) if row.form_id is not None else None
        words = form.body if form is not None else row.body
    return Call(town, Line(town, row.language), message, row.to, words) if words else None


def _read(call: Call) -> str:
    """The words can be interrupted by a key; silence hears the keys once more, and then the end."""
    document = Document(call.line)
    _say_it(document, call, KEYS)
    return _then_the_end(document, call)


def _say_it(document: Document, call: Call, *after: Sentence) -> None:
    """Who calls first, also where the script begins with it."""
    name = tongue(call.line.language)(call.town.name)
    words = call.words.removeprefix(name).lstrip(" .:\n")
    gather = document.response.gather(
        action=call.url(), num_digits=1, finish_on_key="", timeout=WAIT, action_on_empty_result=False
    )
    document.say(_("This is a call from {town}.", town=call.town.name), *pieces(words), *after, within=gather)


def _then_the_end(document: Document, call: Call) -> str:
    gather = document.response.gather(
        action=call.url(), num_digits=1, finish_on_key="", timeout=WAIT, action_on_empty_result=False
    )
    document.say(KEYS, within=gather)
    document.say(GOOD_BYE)
    document.response.hangup()
    return str(document)


def _to_a_machine(call: Call) -> str:
    document, town = Document(call.line), call.town
    document.say(_("This is a call from {town}.", town=town.name))
    name = tongue(call.line.language)(town.name)
    document.say(*pieces(call.words.removeprefix(name).lstrip(" .:\n")))
    if town.numbers or town.desk_number:
        document.say(_("To hear our news, call {number}.", number=town.numbers[-1] if town.numbers else town.desk_number))
    document.response.hangup()
    return str(document)


def _keyed(call: Call, key: str) -> str:
    if key == AGAIN:
        return _read(call)
    if key == NO_MORE:
        with core().database.work(call.town) as work:
            end_address(work, Reached(Way.CALL, call.to), Said("ivr", NO_MORE), core().clock.now())
        return _ended(call.line, _("You will get no more such calls. To get them again, tell us on our website or by telephone."))
    if key == PERSON:
        return _to_a_person(call)
    document = Document(call.line)
    document.say(_("That key does nothing here."))
    return _then_the_end(document, call)


def _to_a_person(call: Call) -> str:
    """Connected in office hours; the number that is shown is the one that called, not the citizen's own."""
    document, town = Document(call.line), call.town
    if not (town.desk_number and is_open(core().clock.now(), town)):
        return _after_a_person(call, False)
    document.say(_("We connect you with a person. Please hold the line."))
    shown = {"caller_id": town.numbers[0]} if town.numbers else {}
    document.response.dial(action=call.url("dialled"), timeout=RINGING, ring_tone="gr", **shown).number(town.desk_number)
    return str(document)


def _after_a_person(call: Call, answered: bool) -> str:
    if answered:
        return _ended(call.line, GOOD_BYE)
    said: list[Sentence] = [_("Nobody is at the telephone now."), hours_of(call.town.hours)]
    if call.town.desk_number:
        said.append(_("The number is {number}.", number=call.town.desk_number))
    return _ended(call.line, *said, GOOD_BYE)


def _ended(line: Line, *sentences: Sentence) -> str:
    document = Document(line)
    document.say(*sentences)
    document.response.hangup()
    return str(document)
