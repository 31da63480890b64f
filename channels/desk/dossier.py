"""One request with everything that is known of it, and what its clerk can do now."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import Blueprint, render_template

from channels.desk import words
from channels.desk.files import PICTURES, SOUNDS
from channels.desk.listing import departments
from channels.desk.session import actor, member
from channels.desk.timeline import timeline
from channels.here import core, say
from core.dialogue.service import ServiceForm
from core.errors import NotFound
from core.people.contact import Way
from core.ports import Work
from core.requests import access, actions
from core.requests.dossier import Dossier, Given, collect, one
from core.requests.moves import MOVES, OUTCOME_NAMES, Outcome, State
from core.requests.tables import Attachment, Request
from core.staff.roles import Role
from core.text import Code, Sentence, Text, _

FILE_STATES: dict[str, Text] = {
    "to_fetch": _("on its way to us"),
    "lost": _("could not be fetched"),
    "erased": _("erased"),
}


@dataclass(frozen=True)
class Again:
    """What was sent and could not be done: the page is shown with it, so that nothing typed is lost."""

    action: str
    problem: Sentence
    typed: Mapping[str, str] = field(default_factory=dict)
    # The field that is to blame, "" where none is.
    blames: str = ""


def add_to(made: Blueprint) -> None:
    made.add_url_rule("/requests/<reference>", "dossier", shown)


def shown(reference: str) -> str:
    return page(reference)


def mine(work: Work, reference: str, alone: bool = False) -> Request:
    """A request of this person's departments, `alone` to change it.

    Raises:
        NotFound: there is none; one of another department or town is answered alike.
    """
    found = one(work, reference, alone)
    if found.department not in departments():
        raise NotFound("reference", _("There is no such request in your departments."))
    return found


def page(reference: str, again: Again | None = None) -> str:
    """The page of a request. That it was looked at is in the access log before it is shown."""
    now, here = core().clock.now(), member()
    with core().database.reading(here.town) as work:
        request = mine(work, reference)
        found = collect(work, request, core().catalogue(here.town).get(request.service))
    with core().database.work(here.town) as work:
        access.note(work, request.id, here.person.id, access.REQUEST, now)
        actions.renew(work, request.id, actor(), now)
    return render_template("desk/request.html", **_context(found, now), **_forms(found, now, again))


def _context(found: Dossier, now: datetime) -> dict[str, Any]:
    request, here = found.request, member()
    state = State(request.state)
    department = here.town.department(request.department)
    return {
        "reference": Code(request.reference),
        "path": f"/desk/requests/{request.reference}",
        "protocol": request.protocol,
        "certifies": request.form == ServiceForm.CERTIFICATE,
        "service_title": found.service.title if found.service else request.service,
        "department": department.name if department else request.department,
        "channel": words.channel(request.channel),
        "language": request.language,
        "state": {"label": words.STATES[state], "tone": words.TONES[state]},
        "outcome": OUTCOME_NAMES[Outcome(request.outcome)] if request.outcome else None,
        "filed_at": request.created_at,
        "due_on": request.due_on,
        "presses": words.due(request.due_on, here.town.today(now), state is not State.CLOSED),
        "due_explained": found.due.explain() if found.due else (),
        "asked_until": request.asked_until,
        "reopened": request.reopened,
        "contact": request.contact,
        "tell_by": words.WAYS[Way(request.tell_by)],
        "tell_to": request.tell_to,
        "told": Way(request.tell_by) is not Way.NONE,
        "answers": [_answer(answer) for answer in found.answers],
        "papers": [_paper(paper) for paper in found.papers],
        "erased": found.erased,
        "entries": timeline(found),
    }


def _answer(answer: Given) -> dict[str, Any]:
    lat, lon = answer.point or (None, None)
    return {
        "label": answer.label,
        "shown": answer.shown,
        "form": answer.form,
        "point": f"{lat:.5f}, {lon:.5f}" if lat is not None and lon is not None else "",
        "papers": [_paper(paper) for paper in answer.papers],
    }


def _paper(paper: Attachment) -> dict[str, Any]:
    seen = "picture" if paper.media_type in PICTURES else "sound" if paper.media_type in SOUNDS else "link"
    return {
        "id": paper.id,
        "url": f"/desk/files/{paper.id}",
        "name": paper.name,
        "seen": seen if paper.state == "stored" else "",
        "state": FILE_STATES.get(paper.state, paper.state),
        "recording": paper.kind == "recording",
        "written_down": paper.written_down,
    }


def _forms(found: Dossier, now: datetime, again: Again | None) -> dict[str, Any]:
    """What can be done now: depends on the state, on who holds the request, and on the role."""
    request, state = found.request, State(found.request.state)
    live = request.claimed_by is not None and request.claimed_until is not None and request.claimed_until > now
    held_by_me = live and request.claimed_by == member().person.id
    elsewhere = live and not held_by_me
    free = state is not State.CLOSED and not elsewhere
    return {
        "seen": request.last_seq,
        "again": again,
        "held_by_me": held_by_me,
        "holder": found.people.get(request.claimed_by or 0, "") if live else "",
        "held_until": request.claimed_until if live else None,
        "can": {
            "claim": free and not held_by_me and state is not State.WAITING_IDENTITY,
            "take_over": elsewhere and member().role is Role.SUPERVISOR,
            "reply": free and state is not State.WAITING_IDENTITY,
            "ask": free and State.WAITING_CITIZEN in MOVES[state],
            "forward": free and State.FORWARDED in MOVES[state],
            "take_back": free and state is State.FORWARDED,
            "close": free,
            "identify": state is State.WAITING_IDENTITY,
        },
        "ask_until": member().town.today(now + actions.ANSWER_WITHIN),
        "outcome_items": [_item(str(one), OUTCOME_NAMES[one]) for one in actions.outcomes(request, member().town.today(now))],
        "document_items": [_item(key, name) for key, name in words.DOCUMENTS.items()],
    }


def _item(value: str, label: Sentence) -> dict[str, str]:
    return {"value": value, "label": say()(label)}
