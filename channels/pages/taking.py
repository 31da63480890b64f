"""A page's turn, taken and answered: on to the page of what comes next, or this page again with what was wrong."""

from dataclasses import replace
from typing import assert_never

from flask import Response, flash, make_response, render_template

from channels.here import core, say
from channels.pages.draw import page
from channels.pages.frame import Frame, Showing
from core.dialogue.service import Service
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
    Review,
    ShowCheck,
    ShowNews,
    ShowStatus,
    Step,
)
from core.dialogue.turns import Replied, Spoken, Turn
from core.text import Sentence, _

NOT_UNDERSTOOD = 422
CONFLICT = 409


def take(turn: Turn, frame: Frame, showing: Showing) -> tuple[Replied, Step | None]:
    """Take a turn. The reply that is kept is an address to go on to, or a page that only this turn can show.

    The step is None where the turn was known already.
    """
    said: list[Step] = []

    def render(spoken: Spoken) -> str:
        said.append(spoken.step)
        return onward(spoken.step, frame, showing) or page(spoken.step, frame, showing)

    replied = core().conversing.converse(turn, render)
    return replied, said[-1] if said and not replied.repeated else None


def onward(step: Step, frame: Frame, showing: Showing) -> str:
    """The address that shows a step; "" for one that belongs to its turn and cannot be shown again."""
    match step:
        case Ask(service=Service() as service, before=before, problem=problem) if problem and before is not None:
            return f"{frame.talk(service.key)}?change={step.question.key}"
        case Ask(service=Service() as service) | Identify(service=service) | Review(service=service) | Done(service=service):
            return frame.talk(service.key)
        case Information(service=service):
            return frame.talk(service.key)
        case ShowStatus():
            return frame.track(step.status.reference)
        case ShowNews():
            about = f"?topic={step.about.key}" if step.about else ""
            return frame.news + about if frame.news else ""
        case Ask() | Menu():
            return showing.here
        case Notice() | Help() | GiveCode() | HandOver() | ShowCheck():
            return ""
    assert_never(step)


def answer(turn: Turn, frame: Frame, showing: Showing) -> Response:
    """Take a turn and answer it: post, redirect, get; what could not be read is shown again at once, as it was typed."""
    replied, step = take(turn, frame, showing)
    if replied.differs:
        return conflict(turn, frame, showing, replied)
    if isinstance(step, Ask) and step.problem is not None:
        if turn.question not in ("", step.question.key):
            # What was typed belongs to another question's field.
            showing = replace(showing, typed=None)
        return again(step, frame, showing)
    if isinstance(step, Identify) and step.problem is not None:
        return again(step, frame, showing)
    return lead_on(replied, step)


def lead_on(replied: Replied, step: Step | None) -> Response:
    """Go on to the address that was replied, or show the page that belongs to this turn alone."""
    if not replied.text.startswith("/"):
        return make_response(replied.text)
    for note in step.notes if step else ():
        flash(say()(note))
    return see_other(replied.text)


def see_other(address: str) -> Response:
    """Have the browser load another page, so that loading it again sends nothing."""
    response = make_response("", 303)
    response.headers["Location"] = address
    return response


def again(step: Step, frame: Frame, showing: Showing) -> Response:
    """The page once more, with what was wrong and what was typed."""
    if isinstance(step, Ask) and step.before is not None:
        showing = replace(showing, changing=True)
    return make_response(page(step, frame, showing), NOT_UNDERSTOOD)


def wrong(turn: Turn, frame: Frame, showing: Showing, sentence: Sentence) -> Response:
    """The page once more where what was sent was refused before there was a turn: a file that we do not take."""
    shown = core().conversing.show(turn, turn.question)
    step = shown[0] if shown else None
    if isinstance(step, Ask):
        return again(replace(step, problem=sentence), frame, showing)
    flash(say()(sentence))
    return see_other(showing.here)


def conflict(turn: Turn, frame: Frame, showing: Showing, replied: Replied) -> Response:
    """One page was sent twice with different content: both are shown, and the first one counts (rules: Turns)."""
    shown = core().conversing.show(turn, turn.question)
    step = shown[0] if shown else None
    labels = {pick.value: say()(pick.label) for pick in step.picks} if isinstance(step, Ask) else {}
    asked = say()(step.question.label) if isinstance(step, Ask) and turn.question == step.question.key else ""
    spoken = turn.heard.words or " ".join(filter(None, turn.heard.parts.values())) or turn.command

    def item(words: str) -> list[dict[str, str]]:
        return [{"label": asked, "shown": labels.get(words.strip(), words) or say()(_("nothing in words"))}]

    titled = isinstance(step, (Ask, Review, Done, Information)) and step.service is not None
    html = render_template(
        f"{frame.templates}/steps/conflict.html",
        service_title=step.service.title if titled else _("Your request"),  # type: ignore[union-attr]
        kept=item(replied.said_before),
        sent=item(spoken),
        change_url=f"{showing.here}?change={turn.question}" if turn.question else showing.here,
        continue_url=showing.here,
    )
    return make_response(html, CONFLICT)


__all__ = ["again", "answer", "conflict", "lead_on", "onward", "see_other", "take", "wrong"]
