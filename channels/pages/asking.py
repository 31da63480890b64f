"""One question as a form: which fields, and what stands in them already."""

from collections.abc import Mapping
from typing import Any

from channels.here import core, say, town
from channels.pages.frame import Showing
from channels.pages.uploads import ACCEPTED
from core.dialogue.answers import Answer, Reply
from core.dialogue.service import Question
from core.dialogue.steps import Ask
from core.text import Sentence, _

# Kinds that have a form of their own; every other one is drawn by the ways in which it is answered.
OWN_PARTS = frozenset({"place", "date", "consent"})
FILLED_IN = {"phone": "tel", "email": "email", "postcode": "postal-code"}
# Kinds whose words may be a whole story; with room for more than one line they get several.
FREE = frozenset({"words"})
ONE_LINE = 120
POINTED = ("pin", "device")

COMMANDS: tuple[tuple[str, Sentence], ...] = (
    ("code", _("Save and continue later")),
    ("restart", _("Start again")),
    ("operator", _("Speak with a person")),
)


def commands() -> list[dict[str, Sentence]]:
    return [{"value": value, "label": label} for value, label in COMMANDS]


def asking(step: Ask, showing: Showing) -> dict[str, Any]:
    """The context of the page of a question."""
    question, service = step.question, step.service
    part = part_of(step)
    value, parts = _filled(step, part, showing)
    return {
        "question": question,
        "part": part,
        "number": step.number,
        "total": step.total if service else 0,
        "service_title": service.title if service else question.label,
        "picks": {pick.value: pick.label for pick in step.picks},
        "value": value,
        "parts": parts,
        "problem": step.problem,
        "example": step.example,
        "back_url": _back(step, showing),
        "begins": showing.begins,
        "commands": commands() if service else [],
        "skippable": step.skippable,
        "autocomplete": FILLED_IN.get(question.kind.name, ""),
        "long": question.kind.name in FREE and _room(question) > ONE_LINE,
        "ask_sure": bool(part == "place" and step.problem and parts.get("lat")),
        **(_on_the_map() if part == "place" else {}),
        **(_files(step, question) if part == "file" else {}),
    }


def part_of(step: Ask) -> str:
    """Which of the templates in `replies/` draws the question's fields."""
    kind = step.question.kind
    if kind.name in OWN_PARTS:
        return kind.name
    if step.picks:
        return "pick"
    if Reply.FILE in kind.ways:
        return "file"
    return "digits" if Reply.DIGITS in kind.ways else "words"


def _back(step: Ask, showing: Showing) -> str:
    if showing.changing:
        return showing.here
    if step.back_to:
        return "" if showing.masked else f"{showing.here}?at={step.back_to}"
    return showing.leave


def _filled(step: Ask, part: str, showing: Showing) -> tuple[str, Mapping[str, str]]:
    """What stands in the fields: what was typed and not understood, else the answer given before."""
    if showing.typed is not None:
        return showing.typed.get("answer", ""), showing.typed
    before = step.before
    if not isinstance(before, Answer) or before.value is None or showing.masked:
        return "", {}
    if isinstance(before.value, dict):
        pinned = before.value.get("source") in POINTED
        point = {name: str(before.value.get(name) or "") for name in ("lat", "lon", "source")} if pinned else {}
        return str(before.value.get("text", "")), point
    if part == "date":
        year, month, day = str(before.value).split("-")
        return "", {"day": str(int(day)), "month": str(int(month)), "year": year}
    if step.picks:
        shown = step.question.kind.show(step.question, before)
        return next((pick.value for pick in step.picks if shown in (pick.label, pick.value)), str(before.value)), {}
    return str(before.value), {}


def _room(question: Question) -> int:
    most = question.settings.get("most")
    return most if isinstance(most, int) else ONE_LINE + 1


def _on_the_map() -> dict[str, Any]:
    here = town()
    return {
        "streets": [street.name for street in here.streets],
        "map": {"places_url": "/places.geojson", "tiles_url": core().settings.tiles_url, "attribution": ""}
        if here.outline or core().settings.tiles_url
        else None,
    }


def _files(step: Ask, question: Question) -> dict[str, Any]:
    before = step.before
    sent = [say()(question.kind.show(question, before))] if isinstance(before, Answer) and before.uploads else []
    return {"accept": ACCEPTED, "multiple": question.settings.get("most") != 1, "sent": sent}
