"""The hand-over file: everything another body needs to answer a request, for machines (JSON) and on paper (PDF).

Its shape is promised in docs/hand-over.md and changes only with `VERSION`. It names nobody's telephone or e-mail but the
town hall's: the citizen is told where it went, and is reached through us.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.dialogue.answers import Form
from core.documents import Document
from core.languages import tongue
from core.municipalities.bodies import body_of
from core.municipalities.model import Municipality
from core.requests.dossier import Dossier, Given
from core.requests.moves import STATE_NAMES, State
from core.requests.tables import Attachment
from core.text import Code, Sentence, Tongue, Wording, _

VERSION = 1
TEMPLATE = "hand-over"


def as_json(found: Dossier, town: Municipality, now: datetime) -> dict[str, Any]:
    """The file for machines. Days and moments are ISO 8601; words are in the town's first language unless it says which."""
    request, service = found.request, found.service
    say = _tongue(town)
    department = town.department(request.department)
    body = body_of(town, request.forwarded_to)
    return {
        "format": "thyrida-hand-over",
        "version": VERSION,
        "made_at": town.local(now).isoformat(timespec="seconds"),
        "municipality": {"key": town.key, "name": dict(town.name.languages), "email": town.email, "phone": town.desk_number},
        "department": {"key": request.department, "name": dict(department.name.languages) if department else {}},
        "to": {"key": body.key, "name": dict(body.name.languages), "ask_again_on": _day(request.watch_on)} if body else None,
        "request": {
            "reference": request.reference,
            "protocol": request.protocol or None,
            "service": {
                "key": request.service,
                "version": request.service_version,
                "title": dict(service.title.languages) if service else {},
                "mitos_id": (service.mitos_id if service else "") or None,
            },
            "state": request.state,
            "language": request.language,
            "received_at": town.local(request.created_at).isoformat(timespec="seconds"),
            "due_on": _day(request.due_on),
            "promised_on": _day(request.promised_on),
            "due": request.due,
            "due_explained": [say(line) for line in found.due.explain()] if found.due else [],
        },
        "answers": [_answer(answer, say) for answer in found.answers],
        "attachments": [_attachment(paper) for paper in _papers(found)],
    }


def as_document(found: Dossier, town: Municipality, now: datetime, language: str) -> Document:
    """The file on paper."""
    request, say = found.request, tongue(language, zone=town.zone)
    body = body_of(town, request.forwarded_to)
    title = _("Hand-over of request {reference}", reference=Code(request.reference))
    opening = (
        _("We send you this request, which is a matter for {body}. Please answer to the department below.", body=body.name)
        if body is not None
        else _("This is a request that was made to us, with everything that was said about it.")
    )
    data = {
        "title": say(title),
        "town": say(town.name),
        "opening": say(opening),
        "facts": _pairs(say, _facts(found, town, now)),
        "answers": [{"label": say(answer.label), "shown": say(_shown(answer))} for answer in found.answers],
        "papers": [
            {"name": paper.name or say(_NAMES.get(paper.kind, _("File"))), "size": _size(say, paper), "digest": paper.sha256}
            for paper in _papers(found)
        ],
        "due": [say(line) for line in found.due.explain()] if found.due else [],
        "contact": _pairs(say, _contact(found, town)),
        "headings": {
            "said": say(_("What was asked")),
            "papers": say(_("Photos, papers and recordings")),
            "paper": [say(_("File name")), say(_("Size")), say(_("SHA-256 digest"))],
            "due": say(_("How the date was counted")),
            "contact": say(_("Whom to answer")),
        },
    }
    return Document(TEMPLATE, language, data, now)


_NAMES: Mapping[str, Sentence] = {"recording": _("Recording"), "file": _("File")}


def _facts(found: Dossier, town: Municipality, now: datetime) -> list[tuple[Sentence, Sentence | None]]:
    request = found.request
    return [
        (_("About"), found.service.title if found.service else request.service),
        (_("Reference number"), Code(request.reference)),
        (_("Protocol number"), request.protocol or None),
        (_("Received"), request.created_at),
        (_("Place"), request.place or None),
        (_("Point on the map"), _point(found)),
        (_("State"), STATE_NAMES[State(request.state)]),
        (_("Answer due by"), request.due_on),
        (_("Promised to the citizen by"), request.promised_on),
        (_("This file was made on"), now),
    ]


def _contact(found: Dossier, town: Municipality) -> list[tuple[Sentence, Sentence | None]]:
    department = town.department(found.request.department)
    return [
        (_("Municipality"), town.name),
        (_("Department"), department.name if department else found.request.department),
        (_("Telephone"), town.desk_number or None),
        (_("E-mail"), town.email or None),
        (_("Address"), town.address if town.address.languages else None),
    ]


def _pairs(say: Tongue, rows: list[tuple[Sentence, Sentence | None]]) -> list[list[str]]:
    return [[say(label), say(value)] for label, value in rows if value is not None]


def _answer(answer: Given, say: Tongue) -> dict[str, Any]:
    label = dict(answer.label.languages) if isinstance(answer.label, Wording) else say(answer.label)
    lat, lon = answer.point or (None, None)
    return {
        "question": answer.key,
        "label": label,
        "answer": say(answer.shown) if answer.shown is not None else None,
        "form": str(answer.form),
        "point": {"lat": lat, "lon": lon} if lat is not None else None,
        "attachments": [str(paper.id) for paper in answer.papers],
    }


def _attachment(paper: Attachment) -> dict[str, Any]:
    return {
        "id": str(paper.id),
        "name": paper.name,
        "kind": paper.kind,
        "media_type": paper.media_type,
        "bytes": paper.size,
        "sha256": paper.sha256 or None,
        "here": paper.state == "stored",
        "written_down": paper.written_down or None,
    }


def _shown(answer: Given) -> Sentence:
    if answer.shown is not None:
        return answer.shown
    if answer.form is Form.RECORDED:
        return _("recorded, not yet written down")
    return _("will bring it") if answer.form is Form.LATER else "–"


def _point(found: Dossier) -> str | None:
    point = next((answer.point for answer in found.answers if answer.point), None)
    return f"{point[0]:.5f}, {point[1]:.5f}" if point else None


def _papers(found: Dossier) -> list[Attachment]:
    return [*(paper for answer in found.answers for paper in answer.papers), *found.papers]


def _size(say: Tongue, paper: Attachment) -> str:
    return say(_("{count} bytes", count=paper.size)) if paper.state == "stored" else say(_("not here"))


def _day(day: Any) -> str | None:
    return day.isoformat() if day is not None else None


def _tongue(town: Municipality) -> Tongue:
    return tongue(town.languages[0] if town.languages else "el", zone=town.zone)
