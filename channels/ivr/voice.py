"""Each step as a document: what is said first can always be interrupted by a key."""

from typing import assert_never

from twilio.twiml.voice_response import Gather

from channels.ivr.check import check
from channels.ivr.document import BEFORE_TONE, Document
from channels.ivr.keys import AGAIN, NUMBER, RECORD, Mode
from channels.ivr.line import Line
from channels.ivr.news import news
from channels.ivr.person import meet
from channels.ivr.sentences import AFTER, KEYS, STARRED
from core.dialogue.answers import Reply
from core.dialogue.steps import (
    Ask,
    Done,
    GiveCode,
    HandOver,
    Help,
    Identify,
    Information,
    Menu,
    Notice,
    Pick,
    Review,
    ShowCheck,
    ShowNews,
    ShowStatus,
    Step,
)
from core.text import Code, Sentence, Wording, _

# The question of which way, as a turn names it.
WAY = "identify"


def compose(step: Step, line: Line, thanks: bool = False) -> str:
    """The document of a step; `thanks` for a voice message that was just left."""
    document = Document(line)
    if thanks and not (isinstance(step, Ask) and step.problem):
        document.say(_("Thank you, we have your message."))
    match step:
        case Menu():
            _menu(document, step)
        case Ask():
            _ask(document, step)
        case Identify():
            _identify(document, step)
        case Review():
            _review(document, step)
        case Done():
            _done(document, step)
        case Information():
            _information(document, step)
        case ShowStatus():
            _status(document, step)
        case ShowCheck():
            check(document, step)
        case ShowNews():
            news(document, step)
        case Notice():
            _notice(document, step)
        case Help():
            document.say(*step.notes, KEYS, STARRED)
            document.go_on()
        case GiveCode():
            _code(document, step)
        case HandOver():
            document.say(*step.notes)
            meet(document, step.number, step.open_now, step.call_back)
        case _:
            assert_never(step)
    return str(document)


def _notice(document: Document, step: Notice) -> None:
    document.say(*step.notes, step.text)
    if step.ends:
        document.good_bye()
    else:
        document.go_on()


def _picks(document: Document, gather: Gather, picks: tuple[Pick, ...], more: bool) -> None:
    """What first, then its key: who hears what they want still remembers the number."""
    for pick in picks:
        if isinstance(pick.label, Wording) and pick.label.best(document.line.language)[1] != document.line.language:
            document.say(pick.label, _("press {number}.", number=pick.number), within=gather)
        else:
            document.say(_("{label}: press {number}.", label=pick.label, number=pick.number), within=gather)
    if more:
        document.say(_("For more, press 6."), within=gather)


def _more(more: bool) -> dict[str, str]:
    return {"6": "more"} if more else {}


def _menu(document: Document, step: Menu) -> None:
    offered = _more(step.more) | ({"7": "resume", "#": NUMBER} if step.top else {})
    gather = document.key(offered)
    document.say(*step.notes, step.title, within=gather)
    _picks(document, gather, step.picks, step.more)
    if step.top:
        document.say(
            _("If you know the two digits of a service, press hash."),
            _("If you were given a code to go on with something, press 7."),
            within=gather,
        )
    document.say(KEYS, within=gather)


def _ask(document: Document, step: Ask) -> None:
    if step.picks:
        _ask_pick(document, step)
    elif Reply.DIGITS in step.question.kind.ways:
        _ask_digits(document, step)
    else:
        _ask_words(document, step)


def _asked(step: Ask) -> list[Sentence]:
    """The question with what comes before it."""
    sentences: list[Sentence] = [*step.notes]
    if step.problem is not None:
        sentences.append(step.problem)
    sentences.append(step.question.ask)
    if step.question.hint is not None:
        sentences.append(step.question.hint)
    return sentences


def _anywhere(step: Ask) -> dict[str, str]:
    """The keys of any question: to go on elsewhere, within a service; to leave it out, where it may be."""
    code = {"7": "code"} if step.service is not None else {}
    return code | ({"8": "skip", "#": "skip"} if step.skippable else {})


def _ask_pick(document: Document, step: Ask) -> None:
    gather = document.key(_more(step.more) | _anywhere(step), step.question.key)
    document.say(*_asked(step), within=gather)
    _picks(document, gather, step.picks, step.more)
    if step.skippable:
        document.say(_("To leave it out, press 8."), within=gather)
    _ways_out(document, gather, step, KEYS, _("To go on another time or another way, press 7."))


def _ask_digits(document: Document, step: Ask) -> None:
    gather = document.digits(_anywhere(step), step.question.key)
    document.say(*_asked(step), step.question.kind.keyed, _("At the end press hash."), within=gather)
    if step.problem is not None and step.example is not None:
        document.say(_("For example: {example}.", example=step.example), within=gather)
    if step.skippable:
        document.say(_("To leave it out, press only hash."), within=gather)
    _ways_out(document, gather, step, STARRED, _("To go on another time or another way, press star and 7."))


def _ask_words(document: Document, step: Ask) -> None:
    """The answer is recorded. Keys are heard until the tone, and the recording itself ends with hash, 0 or star."""
    offered = {"1": RECORD, "#": RECORD} | _anywhere(step)
    gather = document.key(offered, step.question.key, timeout=BEFORE_TONE, silence=False, mode=Mode.VOICE)
    document.say(*_asked(step), within=gather)
    if step.skippable:
        document.say(_("To leave it out, press 8."), within=gather)
    document.say(
        _("Only your answer is recorded, so that a clerk can write it down."),
        _("The recording is deleted six months after your request is closed, at the latest."),
        within=gather,
    )
    _ways_out(document, gather, step, KEYS, _("To go on another time or another way, press 7."))
    document.say(_("If you do not want to be recorded, press 0 for a person."), within=gather)
    document.say(_("Speak after the tone, for two minutes at most, and press hash at the end."), within=gather)
    document.record(step.question.key)


def _ways_out(document: Document, gather: Gather, step: Ask, keys: Sentence, code: Sentence) -> None:
    """The other keys are told where they may be needed: after a mistake, and once at the beginning of a service."""
    if step.problem is not None or step.service is None:
        document.say(keys, within=gather)
    elif step.number == 1:
        document.say(code, within=gather)


def _identify(document: Document, step: Identify) -> None:
    """By which way, or what that way asks for: digits and a hash, of which every one counts."""
    before: list[Sentence] = [*step.notes]
    if step.problem is not None:
        before.append(step.problem)
    if step.question is None:
        gather = document.key({"8": "skip"}, WAY)
        document.say(*before, _("For this we need to know who you are."), within=gather)
        _picks(document, gather, step.picks, False)
        document.say(KEYS, within=gather)
        return
    gather = document.digits({"8": "new-code"} if step.sent else {}, step.question.key)
    document.say(*before, step.question.ask, step.question.kind.keyed, _("At the end press hash."), within=gather)
    if step.sent:
        document.say(_("For a new code press star and 8."), within=gather)
    document.say(STARRED, within=gather)


def _review(document: Document, step: Review) -> None:
    gather = document.key({"#": step.send} | _more(step.more))
    document.say(*step.notes, _("This is what we will send."), within=gather)
    for item in step.items:
        document.say(_("{number}. {label}:", number=item.number, label=item.label), item.shown, within=gather)
    if step.more:
        document.say(_("For more, press 6."), within=gather)
    document.say(_("To send it, press hash. To change an answer, press its number."), KEYS, within=gather)


def _done(document: Document, step: Done) -> None:
    gather = document.key({}, silence=False)
    document.say(_("Your request was received:"), step.service.title, within=gather)
    for again in (False, True):
        document.say(_("Once more.") if again else _("Please write down its number."), within=gather)
        document.say(Code(step.reference), slowly=True, within=gather)
        document.say(_("The receipt code is"), within=gather)
        document.say(Code(step.receipt_code, group=4), slowly=True, within=gather)
    if step.protocol:
        document.say(
            _("The protocol number is {number}, of {moment}.", number=step.protocol, moment=step.received_at), within=gather
        )
    if step.due is not None:
        document.say(_("You will have an answer by {day}.", day=step.due.on), within=gather)
    if step.needs_proof:
        document.say(
            _("So that we can work on it, prove who you are: on our website, or with your identity card at the town hall."),
            within=gather,
        )
    document.say(*step.notes, AFTER, within=gather)
    document.remind({}, AFTER)


def _information(document: Document, step: Information) -> None:
    gather = document.key({}, silence=False)
    advice = step.service.advice or step.service.description
    document.say(*step.notes, step.service.title, advice, AFTER, within=gather)
    document.remind({}, AFTER)


def _status(document: Document, step: ShowStatus) -> None:
    status = step.status
    offered = {"1": "prove"} if step.can_prove else {}
    gather = document.digits({}, silence=False) if step.can_open else document.key(offered, silence=step.asks_solved)
    document.say(*step.notes, _("Request {reference}.", reference=Code(status.reference)), within=gather)
    if step.service is not None:
        document.say(step.service.title, within=gather)
    document.say(status.how_far, _("We received it on {day}.", day=status.received_on), within=gather)
    if status.due is not None and status.due_on is not None:
        # The first line says when it was received, the last one which rule that follows.
        document.say(*status.due.explain()[1 : -1 if status.due.source else None], within=gather)
    elif status.due_on is not None:
        document.say(_("You will have an answer by {day}.", day=status.due_on), within=gather)
    if status.promised_on is not None:
        document.say(_("We told you of a delay: until {day}.", day=status.promised_on), within=gather)
    if status.asked_until is not None:
        document.say(_("We wait for your answer until {day}.", day=status.asked_until), within=gather)
    for told in [told for told in status.told if not told.by_citizen][-1:]:
        document.say(_("We wrote to you:"), told.words, within=gather)
    if step.asks_solved:
        document.say(_("Is it really solved?"), within=gather)
        _picks(document, gather, step.picks, more=False)
        document.say(KEYS, within=gather)
        return
    if step.can_open:
        document.say(_("To hear more, key the four digits of the receipt code and press hash."), within=gather)
    if step.can_prove:
        document.say(_("To prove who you are now, press 1."), within=gather)
    document.say(STARRED if step.can_open else AFTER, within=gather)
    document.remind(offered, AFTER)


def _code(document: Document, step: GiveCode) -> None:
    offered = {"9": AGAIN, "*": "repeat"}
    gather = document.key(offered, silence=False)
    document.say(*step.notes, _("With this code you can go on another time or another way:"), step.service.title, within=gather)
    for again in (False, True):
        if again:
            document.say(_("Once more."), within=gather)
        document.say(Code(step.code), slowly=True, within=gather)
    document.say(
        _("It is valid until {until}, once. Key it here after pressing 7, text it, or give it on our website.", until=step.until),
        _("To hear it again press 9. To go on now press star. If you are done, hang up."),
        within=gather,
    )
    document.say(_("We go on."))
    document.go_on()
