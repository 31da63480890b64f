"""The page with all questions of a service: what stands in its fields, and what was typed into them."""

from collections.abc import Mapping
from typing import Any

from flask import request

from channels.here import core, say
from channels.pages.asking import FILLED_IN, FREE, ONE_LINE, part_of
from channels.pages.reading import text
from channels.pages.uploads import received
from core.dialogue.answers import Answer, Form, Heard, Reply
from core.dialogue.kinds.file import LATER
from core.dialogue.topics.whole import Posed
from core.municipalities.model import Municipality
from core.people.contact import Way, takes_texts
from core.text import Sentence, _

# Kinds whose own fields on a page for citizens are one field here: a clerk types.
ONE_FIELD = frozenset({"place", "date"})
DAY = 10


def field_name(key: str) -> str:
    return f"q-{key}"


def is_file(one: Posed) -> bool:
    return Reply.FILE in one.ask.question.kind.ways


def stands(one: Posed) -> str:
    """What stands in a question's field when its answer is as it is kept."""
    before = one.ask.before
    if not isinstance(before, Answer) or before.value is None or is_file(one):
        return ""
    if isinstance(before.value, dict):
        return str(before.value.get("text", ""))
    if one.ask.question.kind.name == "date" and len(str(before.value)) == DAY:
        year, month, day = str(before.value).split("-")
        return f"{day}/{month}/{year}"
    shown = one.ask.question.kind.show(one.ask.question, before)
    picked = (pick.value for pick in one.ask.picks if shown in (pick.label, pick.value))
    return next(picked, str(before.value))


def typed(one: Posed) -> str:
    """What was typed into, or picked in, a question's field of the form that was posted."""
    return text(request.form, field_name(one.key)).strip()


def is_changed(one: Posed) -> bool:
    """Whether the form says something that is not kept yet: another answer, a file, or that there is none."""
    if is_file(one):
        return bool(_files(one)) or not one.answered
    return typed(one) != stands(one).strip() or not one.answered


def reply(one: Posed, turn_id: str, here: Municipality) -> Heard:
    """The form's reply to one question. A file that must come and is not here is brought later, as everywhere.

    Raises:
        InvalidAnswer: a file is none of what we take.
    """
    if not is_file(one):
        return Heard(typed(one))
    uploads = received(_files(one), turn_id, here, core().storage)
    if uploads:
        return Heard("", Form.FILE, uploads)
    return Heard("") if one.ask.skippable else Heard(LATER, Form.LATER)


def _files(one: Posed) -> list[Any]:
    return [file for file in request.files.getlist(f"{field_name(one.key)}-file") if file.filename]


def values(posed: tuple[Posed, ...], errors: Mapping[str, str], posted: bool, present: Mapping[str, Any]) -> dict[str, str]:
    """What is shown in each field: what was typed and is not kept, else what is kept, else what is known of the visitor."""
    shown = {}
    for one in posed:
        lost = posted and (one.key in errors or not one.answered or "" in errors)
        shown[one.key] = typed(one) if lost else stands(one) or _known(one, present) * (not one.answered)
    return shown


def _known(one: Posed, present: Mapping[str, Any]) -> str:
    """What this visitor told us once: their number, and with it how to tell them."""
    phone, question = str(present["phone"]), one.ask.question
    if not phone:
        return ""
    if question.kind.name == "phone":
        return phone
    offered = {pick.value for pick in one.ask.picks}
    if offered and offered <= set(Way):
        return str(Way.TEXT if takes_texts(phone, present["countries"]) else Way.CALL)
    return ""


def is_shown(one: Posed, shown: Mapping[str, str]) -> bool:
    """Whether a question applies as the page stands: by what is picked in it, else by what is kept."""
    if one.decided_with and one.decided_by in shown:
        return shown[one.decided_by] in one.decided_with
    return one.applies


def fields(posed: tuple[Posed, ...], shown: Mapping[str, str], errors: Mapping[str, str]) -> list[dict[str, Any]]:
    """The context of each question's field, those for files last: a clerk types first and scans afterwards."""
    made = [_field(one, shown, errors.get(one.key, "")) for one in posed]
    return [one for one in made if one["part"] != "file"] + [one for one in made if one["part"] == "file"]


def _field(one: Posed, shown: Mapping[str, str], error: str) -> dict[str, Any]:
    question, kind = one.ask.question, one.ask.question.kind
    part = "words" if kind.name in ONE_FIELD else part_of(one.ask)
    most = question.settings.get("most", ONE_LINE + 1)
    return {
        "key": question.key,
        "id": field_name(question.key),
        "part": "pick" if part == "consent" else part,
        "ask": question.ask,
        "label": question.label,
        "hint": question.hint,
        "value": shown[question.key],
        "picks": {pick.value: pick.label for pick in one.ask.picks},
        "error": error,
        "example": one.ask.example if kind.name in ONE_FIELD or error else None,
        "hidden": not is_shown(one, shown),
        "decided_by": one.decided_by if one.decided_with else "",
        "decided_with": " ".join(one.decided_with),
        "optional": one.ask.skippable,
        "numeric": part == "digits",
        "type": kind.name if kind.name in FILLED_IN else "",
        "long": kind.name in FREE and isinstance(most, int) and most > ONE_LINE,
        "streets": kind.name == "place",
        "note": _note(one),
    }


def _note(one: Posed) -> Sentence | None:
    """What was said of it that no field can show."""
    before = one.ask.before
    if not isinstance(before, Answer):
        return None
    if before.form is Form.RECORDED:
        return _("Said after the tone: a recording is kept.")
    if is_file(one) and before.uploads:
        return _("Already received: {files}", files=say()(one.ask.question.kind.show(one.ask.question, before)))
    if isinstance(before.value, dict) and before.value.get("source") in ("pin", "device"):
        return _("Marked on the map. Another address here takes its place.")
    return None
