"""Each step as a text: firm are the question and what to reply; notes and explanations give way where room is short."""

from datetime import date, datetime
from typing import assert_never

from channels.sms.fitting import Loose, cut, fit
from channels.sms.news import news
from core.certificates.checking import STANDING_NAMES
from core.dialogue.service import Assurance
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
from core.dialogue.turns import Spoken
from core.languages import tongue
from core.municipalities.model import Municipality
from core.text import Code, Many, Tongue, Written, _

# An answer in a review is cut to this many units.
ANSWER = 22


class Brief(Written):
    """For a text: short dates, and plain spaces inside codes, since a no-break space would double the price of English."""

    def code(self, code: Code, language: str) -> str:
        return " ".join(code.groups)

    def day(self, day: date, language: str) -> str:
        return f"{day.day}/{day.month}/{day.year}"

    def moment(self, moment: datetime, language: str) -> str:
        return f"{self.day(moment.date(), language)} {moment:%H:%M}"

    def number(self, number: int, language: str) -> str:
        return str(number)


BRIEF = Brief()


def compose(spoken: Spoken, town: Municipality) -> str:
    """The whole text of a step, three parts at most."""
    say = tongue(spoken.language, BRIEF, town.zone)
    pieces = pieces_of(spoken.step, say, town)
    if spoken.first:
        pieces.append(Loose(say(_("HELP explains, STOP ends our texts.")), least=30))
    return fit(pieces)


def pieces_of(step: Step, say: Tongue, town: Municipality) -> list[str | Loose]:
    notes: list[str | Loose] = [Loose(say(note)) for note in step.notes]
    match step:
        case Menu():
            return notes + _menu(step, say, town)
        case Ask():
            return notes + _ask(step, say)
        case Identify():
            return notes + _identify(step, say, town)
        case Review():
            return notes + _review(step, say)
        case Done():
            return _done(step, say, town)
        case Information():
            advice = step.service.advice or step.service.description
            return [*notes, say(step.service.short), Loose(say(advice))]
        case ShowStatus():
            return notes + _status(step, say, town)
        case ShowCheck():
            return notes + _check(step, say, town)
        case ShowNews():
            return notes + news(step, say)
        case Notice():
            return [*notes, say(step.text)]
        case Help():
            return [*notes, *_help(step, say)]
        case GiveCode():
            return [
                *notes,
                say(_("Code to go on with this elsewhere, until {until}: {code}", until=step.until, code=Code(step.code))),
                Loose(say(_("On the web: /resume. By telephone or text: key or send the code."))),
            ]
        case HandOver():
            return [*notes, *_hand_over(step, say)]
    assert_never(step)


def _listed(picks: tuple[Pick, ...], more: bool, say: Tongue, longest: int = 36) -> list[str | Loose]:
    lines: list[str | Loose] = [f"{pick.number} {cut(say(pick.label), longest)}" for pick in picks]
    if more:
        lines.append(say(_("9 more")))
    return lines


def _menu(step: Menu, say: Tongue, town: Municipality) -> list[str | Loose]:
    if not step.top:
        return [say(step.title), *_listed(step.picks, step.more, say, 28)]
    return [
        say(Many((town.short_name, _("tell us in your own words what is wrong, or reply:")), by=": ")),
        *_listed(step.picks, step.more, say),
    ]


def _ask(step: Ask, say: Tongue) -> list[str | Loose]:
    pieces: list[str | Loose] = []
    if step.problem is not None:
        pieces.append(Loose(say(step.problem), least=40))
    pieces.append(say(step.question.short))
    pieces += _listed(step.picks, step.more, say, 26)
    if step.problem is not None and step.example is not None and not step.picks:
        pieces.append(Loose(say(_("For example: {example}", example=step.example))))
    if step.skippable:
        pieces.append(say(_('"-" to leave it out')))
    return pieces


def _identify(step: Identify, say: Tongue, town: Municipality) -> list[str | Loose]:
    """No link and no PIN in a text: a code to read back, or another way at another time."""
    problem: list[str | Loose] = [Loose(say(step.problem), least=40)] if step.problem is not None else []
    if step.question is not None:
        more = [Loose(say(_("NEW for another code, BACK for another way.")))] if step.sent else []
        return [*problem, say(step.question.short), *more]
    other: list[str | Loose] = []
    if step.needed is Assurance.PIN:
        number = town.numbers[-1] if town.numbers else town.desk_number
        other = [say(_("Proof of who you are: our website, the counter, or call {number}.", number=_dialled(number)))]
    elif step.needed is Assurance.IDENTITY:
        other = [say(_("Proof of who you are: our website or the counter."))]
    return [*problem, say(_("Who are you?")), *_listed(step.picks, False, say, 40), *other]


def _review(step: Review, say: Tongue) -> list[str | Loose]:
    lines: list[str | Loose] = [
        f"{item.number} {cut(say(item.label), 14)}: {cut(say(item.shown), ANSWER)}" for item in step.items
    ]
    if step.more:
        lines.append(say(_("9 more")))
    return [*lines, say(_("OK to send it, or a number to change that answer."))]


def _done(step: Done, say: Tongue, town: Municipality) -> list[str | Loose]:
    """In the order that the rules give: town, service, reference, receipt code, due date, how to ask."""
    pieces: list[str | Loose] = [
        say(Many((town.short_name, step.service.short), by=": ")),
        say(_("No. {reference}", reference=Code(step.reference))),
        say(_("Receipt code {code}", code=step.receipt_code)),
    ]
    if step.protocol:
        pieces.append(say(_("Protocol {number}, {moment}", number=step.protocol, moment=step.received_at)))
    if step.due is not None:
        pieces.append(say(_("Answer by {day}", day=step.due.on)))
    if step.needs_proof:
        pieces.append(say(_("Prove who you are: website or town hall.")))
    return [*pieces, say(_("To ask: STATUS {reference}", reference=step.reference))]


def _status(step: ShowStatus, say: Tongue, town: Municipality) -> list[str | Loose]:
    status = step.status
    named = step.service.short if step.service else town.short_name
    pieces: list[str | Loose] = [
        say(Many((named, Code(status.reference)))) + ": " + say(status.how_far),
        say(_("Received {day}", day=status.received_on)),
    ]
    if status.due_on is not None:
        pieces.append(say(_("Answer by {day}", day=status.due_on)))
    if status.promised_on is not None:
        pieces.append(say(_("We told you of a delay: until {day}", day=status.promised_on)))
    if status.asked_until is not None:
        pieces.append(say(_("We wait for your answer until {day}", day=status.asked_until)))
    theirs = [told for told in status.told if not told.by_citizen]
    if theirs:
        pieces.append(Loose(theirs[-1].words))
    if step.asks_solved:
        pieces.append(say(_("Is it solved? Reply YES or NO.")))
    elif status.opened:
        pieces.append(Loose(say(_("Reply in words to add something.")), least=20))
    elif step.can_open:
        pieces.append(Loose(say(_("Reply with the receipt code to hear more.")), least=20))
    if status.due is not None and status.due_on is not None and not theirs:
        pieces.append(Loose(say(Many(status.due.explain()[1:]))))
    return pieces


def _check(step: ShowCheck, say: Tongue, town: Municipality) -> list[str | Loose]:
    """Valid or not comes first; then what it is, and the holder by initials alone."""
    checked = step.checked
    pieces: list[str | Loose] = [say(Many((STANDING_NAMES[checked.standing], Code(checked.code, 4)), by=": "))]
    if checked.title is None:
        return [*pieces, Loose(say(_("Look at the digits once more, or ask the town hall.")))]
    pieces.append(f"{say(town.short_name)}, {cut(say(checked.title), 40)}, {checked.initials}")
    if checked.issued_on is not None:
        pieces.append(say(_("Issued {day}", day=checked.issued_on)))
    if checked.valid_until is not None:
        pieces.append(say(_("Valid until {day}", day=checked.valid_until)))
    if checked.revoked_on is not None:
        pieces.append(say(_("Revoked {day}", day=checked.revoked_on)))
    if checked.replaced:
        pieces.append(say(_("Another one was issued in its place.")))
    return pieces


def _help(step: Help, say: Tongue) -> list[str | Loose]:
    return [
        say(_("Tell us what is wrong in your own words. Words that always work:")),
        say(_("MENU, NEWS, SUBSCRIBE, STATUS, BACK, CODE (go on elsewhere), PERSON, STOP, ENGLISH.")),
        Loose(say(_("Telephone: {number}", number=_dialled(step.number))) if step.number else ""),
    ]


def _dialled(number: str) -> str:
    """A number as the website writes it: 243 100 0000. One of another country stays as it is."""
    own = number.removeprefix("+30")
    return f"{own[:3]} {own[3:6]} {own[6:]}" if own != number and len(own) == 10 else number


def _hand_over(step: HandOver, say: Tongue) -> list[str | Loose]:
    when = (
        _("A person answers now: {number}", number=_dialled(step.number))
        if step.open_now
        else _("A person answers in office hours: {number}", number=_dialled(step.number))
    )
    pieces: list[str | Loose] = [say(when)]
    if step.call_back:
        pieces.append(say(_("To be called back, reply CALL ME. What you wrote is kept.")))
    return pieces
