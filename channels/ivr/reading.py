"""A call of ours that reads a code: digits in groups, twice; nine says it again. A machine that answers hears no code."""

from flask import Response, request

from channels.here import core
from channels.ivr.document import Document
from channels.ivr.line import CODE, Line
from channels.webhook import SID, field, twiml
from core.messages.outbox import CODE as PURPOSE
from core.messages.tables import Message
from core.municipalities.model import Municipality
from core.people import onetime
from core.people.contact import Way
from core.text import Code, Sentence, _

# What the provider says of who took the call; a voice box, a fax and what it cannot tell are no person.
PERSON = "human"
MACHINES = ("machine", "fax")
WAIT = 10


def read_out() -> Response:
    """Somebody took the call, or pressed a key in it."""
    town = core().directory.by_key(field("town", 60))
    if town is None or not SID.fullmatch(field("CallSid")):
        return twiml(_ended(Line(None, "el"), _("This number belongs to no municipality.")))
    line = Line(town, _language(town))
    who, key = field("AnsweredBy", 40), field("Digits", 4)
    if who.startswith(MACHINES):
        return twiml(_hung_up(line))
    digits = _digits(town)
    if not digits:
        return twiml(_ended(line, _("This code is not valid any more.")))
    # Where nobody can tell whether a person listens, a key shows it.
    if who != PERSON and not key:
        return twiml(_asked(line, town))
    return twiml(_read(line, town, digits))


def _language(town: Municipality) -> str:
    wanted = field("lang", 10)
    return wanted if wanted in town.languages else town.languages[0]


def _digits(town: Municipality) -> str:
    """The code of the message that this call is about, "" where it is over."""
    wanted = request.args.get("message", "")
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 20):
        return ""
    with core().database.reading(town) as work:
        row = work.session.get(Message, (town.id, int(wanted)))
        if row is None or row.purpose != PURPOSE or row.way != Way.CALL or row.to != field("To", 40):
            return ""
        code = onetime.of_message(work, row.id)
        if code is None or not onetime.is_open(code, core().clock.now()):
            return ""
        return onetime.digits_of(core().codes, town.id, code.id)


def _again(line: Line) -> str:
    return line.url(CODE, town=line.town.key if line.town else "", message=request.args.get("message", ""))


def _asked(line: Line, town: Municipality) -> str:
    document = Document(line)
    for _time in range(2):
        gather = document.response.gather(
            action=_again(line), num_digits=1, finish_on_key="", timeout=WAIT, action_on_empty_result=False
        )
        document.say(town.name, _("You asked us for a code. To hear it, press any key."), within=gather)
    document.response.hangup()
    return str(document)


def _read(line: Line, town: Municipality, digits: str) -> str:
    document = Document(line)
    gather = document.response.gather(
        action=_again(line), num_digits=1, finish_on_key="", timeout=WAIT, action_on_empty_result=False
    )
    document.say(town.name, _("Your code is"), within=gather)
    document.say(Code(digits), slowly=True, within=gather)
    document.say(_("Once more."), within=gather)
    document.say(Code(digits), slowly=True, within=gather)
    document.say(_("To hear it again press 9. If you are done, hang up. Tell it to nobody."), within=gather)
    document.response.hangup()
    return str(document)


def _ended(line: Line, sentence: Sentence) -> str:
    document = Document(line)
    document.say(sentence)
    document.response.hangup()
    return str(document)


def _hung_up(line: Line) -> str:
    document = Document(line)
    document.response.hangup()
    return str(document)
