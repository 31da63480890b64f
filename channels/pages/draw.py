"""Each step as a page: which template, and what stands in it."""

from dataclasses import replace
from typing import Any, assert_never

from flask import render_template

from channels.here import say
from channels.pages.asking import asking, commands
from channels.pages.following import following
from channels.pages.frame import Frame, Showing
from channels.pages.identifying import FOR_ANOTHER, identifying
from channels.pages.verified import verified
from core.announcements.told import path
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
    Review,
    ShowCheck,
    ShowNews,
    ShowStatus,
    Step,
)
from core.people.contact import Way
from core.text import Code, Sentence, _

DECLARATION = _("By sending it you declare that what you say is true and complete.")
TOLD = {
    Way.TEXT: _("by a text message to {address}"),
    Way.CALL: _("by telephone at {address}"),
    Way.EMAIL: _("by e-mail to {address}"),
}


def page(step: Step, frame: Frame, showing: Showing) -> str:
    """The whole page of a step, in the language of whoever reads it."""
    template, context = drawn(step, frame, showing)
    common = {
        "action": showing.here,
        "turn": showing.turn,
        "notes": [*showing.notes, *map(say(), step.notes)],
    }
    return render_template(f"{frame.templates}/steps/{template}.html", **{**common, **context})


def drawn(step: Step, frame: Frame, showing: Showing) -> tuple[str, dict[str, Any]]:
    """The template of a step and its own context."""
    match step:
        case Ask():
            return "ask", asking(step, showing)
        case Identify():
            return "identify", identifying(step, frame, showing)
        case Review():
            return "review", _review(step, showing)
        case Done():
            return "done", _done(step, frame)
        case Menu():
            return "menu", _menu(step, frame, showing)
        case Information():
            text = step.service.advice or step.service.description
            return "info", {"service_title": step.service.title, "text": text, "facts": [], "links": []}
        case ShowStatus():
            return "status", following(step.status, step.service)
        case ShowCheck():
            return "check", verified(step.checked)
        case ShowNews():
            return "menu", _news(step)
        case Notice():
            return "notice", {"title": step.text, "sentence": None, "tone": "info"}
        case Help():
            return "notice", {"title": HELP, "sentence": HELP_MORE, "tone": "info"}
        case GiveCode():
            given = {"code": Code(step.code), "until": step.until, "continue_url": showing.here}
            return "handover", given | {"service_title": step.service.title}
        case HandOver():
            return "operator", _operator(step, frame, showing)
    assert_never(step)


HELP = _("How to use these pages")
HELP_MORE = _(
    "Choose a service and answer one question on each page. You can stop at any time and go on later with a code. "
    "Nothing is sent before you have checked it."
)


def _review(step: Review, showing: Showing) -> dict[str, Any]:
    return {
        "service_title": step.service.title,
        "items": [
            {
                "number": item.number,
                "label": item.label,
                "shown": item.shown,
                "change_url": f"{showing.here}?change={item.key}",
            }
            for item in step.items
        ],
        "problem": None,
        "back_url": f"{showing.here}?at={step.back_to}" if step.back_to else showing.leave,
        "commands": [*commands(), *([FOR_ANOTHER] if step.service.assurance is not Assurance.NONE else [])],
        "declaration": DECLARATION if step.service.formal else None,
    }


def _done(step: Done, frame: Frame) -> dict[str, Any]:
    todo: list[Sentence] = []
    if step.needs_proof:
        todo.append(
            _(
                "Your request waits until you prove who you are, within 30 days: on the page of your request, "
                "or with your identity card at the town hall. Take the reference number with you."
            )
        )
    return {
        "service_title": step.service.title,
        "reference": Code(step.reference),
        "receipt_code": Code(step.receipt_code, 4),
        "protocol": step.protocol,
        "filed_at": step.received_at,
        "due_on": step.due.on if step.due else None,
        "due_explained": step.due.explain() if step.due else (),
        "told": _told(step),
        "items": [{"label": label, "shown": shown} for label, shown in step.items],
        "advice": step.service.advice,
        "track_url": frame.track(step.reference),
        "again_url": frame.talk(step.service.key) + "?new=1",
        "todo": todo,
    }


def _told(step: Done) -> Sentence:
    words = TOLD.get(Way(step.tell_by)) if step.tell_by else None
    if words is None:
        return _("you will ask yourself")
    return replace(words, params={"address": step.tell_to})


def _menu(step: Menu, frame: Frame, showing: Showing) -> dict[str, Any]:
    return {
        "title": step.title,
        "text": None,
        "top": step.top,
        "typed": (showing.typed or {}).get("words", ""),
        "entries": [{"label": pick.label, "url": frame.menu(pick.value)} for pick in step.picks],
    }


def _news(step: ShowNews) -> dict[str, Any]:
    """Titles that lead to the town's own pages of them."""
    told = [(step.told.title, path(step.told.id))] if step.told else [(pick.label, path(int(pick.value))) for pick in step.picks]
    entries = [{"label": label, "url": url} for label, url in told]
    return {"title": _("News"), "text": None if told else _("There is no news at this moment."), "top": False, "entries": entries}


def _operator(step: HandOver, frame: Frame, showing: Showing) -> dict[str, Any]:
    return {
        "sentence": _("What you have answered so far is kept."),
        "open_now": step.open_now,
        "callback_url": f"{frame.talk(step.call_back)}?new=1" if step.call_back else "",
        "continue_url": showing.here,
    }
