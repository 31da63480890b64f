"""Canned answers on the page of a request: which there are for its forms, and one of them written into its form."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from babel import Locale
from flask import request

from channels.desk.again import Again
from channels.desk.choices import phone
from channels.desk.session import member
from channels.here import language as here_language
from core.languages import tongue
from core.messages.alphabet import segments
from core.people.contact import Way
from core.ports import Work
from core.requests import asking
from core.requests.dossier import Dossier
from core.text import Code, Many, Sentence, _, plural
from core.wording import canned, placeholders
from core.wording.tables import CannedAnswer

ID_DIGITS = 18


def offered(work: Work, found: Dossier) -> dict[str, list[dict[str, Any]]]:
    """The approved answers by the form that they are for: title, and address that fills the form."""
    by_form: dict[str, list[dict[str, Any]]] = {}
    for one in canned.offered(work, found.request.service):
        address = f"/desk/requests/{found.request.reference}?canned={one.id}&for={one.deed}#{one.deed}"
        spoken = found.request.language in one.texts
        by_form.setdefault(one.deed, []).append({"title": one.title, "url": address, "spoken": spoken})
    return by_form


def chosen(work: Work, found: Dossier, now: datetime) -> Again | None:
    """The form that was asked for, filled with the answer in the citizen's language; None where none was chosen.

    Where there is no wording in that language nothing else takes its place: it is said.
    """
    wanted, deed = request.args.get("canned", ""), request.args.get("for", "")
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) <= ID_DIGITS):
        return None
    for one in canned.offered(work, found.request.service):
        if one.id == int(wanted) and one.deed == deed:
            return _filled(one, found, now, phone(work))
    return Again(deed, _("There is no such answer."), {}, "words") if deed in set(canned.Purpose) else None


def _filled(one: CannedAnswer, found: Dossier, now: datetime, number: str) -> Again:
    language = found.request.language
    if language not in one.texts:
        unsaid = _(
            "“{title}” has no wording in the citizen's language ({language}). Write it yourself.",
            title=one.title,
            language=Locale.parse(language).get_display_name(here_language()) or language,
        )
        return Again(one.deed, unsaid, {"outcome": one.outcome}, "words")
    values = _values(found, one.deed, now, number)
    words = placeholders.fill(one.texts[language], values)
    problem: Sentence = ""
    if missing := placeholders.missing(one.texts[language], values):
        blanks = ", ".join("{" + name + "}" for name in missing)
        problem = _("Something is still to be written in place of {blank}.", blank=blanks)
    return Again(one.deed, problem, {"words": words, "outcome": one.outcome}, "words", _length(found, words))


def _values(found: Dossier, deed: str, now: datetime, number: str) -> Mapping[str, str]:
    """What stands in the blanks, said in the citizen's language."""
    asked, here = found.request, member()
    say = tongue(asked.language, zone=here.town.zone)
    department = here.town.department(asked.department)
    until: date | None = asked.promised_on or asked.asked_until
    if deed == canned.Purpose.ASK:
        until = here.town.today(now + asking.ANSWER_WITHIN)
    values: dict[str, Sentence] = {
        "reference": Code(asked.reference),
        "service": found.service.title if found.service else "",
        "due": asked.due_on or "",
        "department": department.name if department else "",
        "employee": here.person.name,
        "phone": number,
        "until": until or "",
        "place": asked.place,
    }
    return {name: say(value) for name, value in values.items()}


def _length(found: Dossier, words: str) -> Sentence:
    """How long it is as a text message, where it goes as one."""
    if Way(found.request.tell_by) is not Way.TEXT:
        return ""
    return length(words)


def length(words: str) -> Sentence:
    """A text's letters, and its parts as a text message."""
    parts = segments(words).count
    return Many(
        (
            plural("{count} character", "{count} characters", len(words)),
            plural("{count} part as a text message", "{count} parts as a text message", parts),
        ),
        by=", ",
    )
