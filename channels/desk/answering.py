"""A whole page's answers, said one after the other to the same dialogue as everywhere, and what was handed over with them."""

from dataclasses import dataclass, field

from flask import Response, flash

from channels.desk import sheet, visitor
from channels.desk.frame import posted_text, talk, turn_of
from channels.desk.handed import Handed
from channels.desk.session import actor, member
from channels.here import core, say
from channels.pages.taking import see_other
from core.dialogue.answers import Heard
from core.dialogue.service import Service
from core.dialogue.steps import Ask, Done
from core.dialogue.topics.whole import Posed
from core.dialogue.turns import Spoken, Turn
from core.errors import Conflict, InvalidAnswer
from core.ports import Work
from core.requests import actions, dossier
from core.requests.papers import wanted


@dataclass
class Taken:
    """What became of a form's answers: what was wrong, by question, and whether the same page came with other ones."""

    errors: dict[str, str] = field(default_factory=dict)
    differs: bool = False


def take(service: Service, token: str, begins: bool) -> Taken:
    """Say each answer of the form that is not kept yet, one turn after the other, as long as one makes another apply."""
    taken, done, asked = Taken(), set[str](), set(posted_text("asked").split())
    while True:
        posed, _language = core().conversing.pose(talk_turn(service, begins=begins))
        if not isinstance(posed, tuple):
            return taken
        # What applies by another answer of this very form counts where it was filled in: it is on the page already.
        asked |= {one.key for one in posed if not sheet.is_file(one) and sheet.typed(one)}
        due = [one for one in posed if one.applies and one.key in asked - done and sheet.is_changed(one)]
        # What depends on an answer that is about to change waits for it.
        keys = {one.key for one in due}
        due = [one for one in due if one.ask.question.when is None or one.ask.question.when.question not in keys]
        if not due:
            return taken
        for one in due:
            done.add(one.key)
            _say(service, one, token, begins, taken)


def _say(service: Service, one: Posed, token: str, begins: bool, taken: Taken) -> None:
    """One answer as one turn: heard, checked and kept as on every channel."""
    session = visitor.talk_session(service.key)
    name = f"{session}|{token}|{one.key}"
    try:
        said = sheet.reply(one, name, member().town)
    except InvalidAnswer as error:
        taken.errors[one.key] = say()(error.sentence)
        return
    turn = turn_of(session, name, said, service, question=one.key, opening=begins)
    replied = core().conversing.converse(turn, _problem)
    taken.differs = taken.differs or replied.differs
    if replied.text:
        taken.errors[one.key] = replied.text


def _problem(spoken: Spoken) -> str:
    """What was wrong with an answer, with an example; "" where it was understood. It is kept as the turn's reply."""
    step = spoken.step
    if not isinstance(step, Ask) or step.problem is None:
        return ""
    return say()(step.problem)


def send(service: Service, token: str, begins: bool, handed: Handed) -> Response:
    """Have it filed, once however often the page is sent, and note what was handed over with it."""
    filed: list[Done] = []

    def render(spoken: Spoken) -> str:
        if isinstance(spoken.step, Done):
            filed.append(spoken.step)
        return talk(service.key)

    core().conversing.converse(talk_turn(service, token, "send", begins), render)
    if filed:
        note_handed(service, token, filed[0].reference, handed)
    return see_other(talk(service.key))


def note_handed(service: Service, token: str, reference: str, handed: Handed) -> None:
    """Note what was handed over with a page, once however often it is sent, also where it broke off after the filing."""
    calls, now = bool(visitor.visitor()["calls"]), core().clock.now()
    if not handed.anything and not calls:
        return

    def note(work: Work) -> str:
        found = dossier.one(work, reference, alone=True)
        if calls:
            actions.note_call(work, found, actor(), now)
        handed.note(work, found, service, wanted(service), now)
        return reference

    try:
        core().conversing.act(talk_turn(service, token, "handed"), note)
    except (Conflict, InvalidAnswer) as refused:
        flash(say()(refused.sentence))


def sent_before(service: Service, token: str, begins: bool) -> str:
    """The reference of what this very page filed when it was sent before, "" where it filed nothing."""
    filed: list[str] = []

    def render(spoken: Spoken) -> str:
        if isinstance(spoken.step, Done):
            filed.append(spoken.step.reference)
        return ""

    core().conversing.again(talk_turn(service, token, "send", begins), render)
    return filed[0] if filed else ""


def talk_turn(service: Service, token: str = "", command: str = "", begins: bool = False) -> Turn:
    session = visitor.talk_session(service.key)
    name = f"{session}|{token}|{command}" if token else ""
    return turn_of(session, name, Heard(), service, command=command, opening=begins)
