"""One request with everything that is known of it, and what its clerk can do now."""

from datetime import datetime
from typing import Any

from flask import Blueprint, render_template, request

from channels.desk import canned, choices, sharing, words
from channels.desk.again import Again
from channels.desk.asker import asker_of
from channels.desk.files import PICTURES, SOUNDS
from channels.desk.listing import departments
from channels.desk.session import actor, member
from channels.desk.timeline import looks, timeline
from channels.here import core, say
from channels.pages.uploads import ACCEPTED
from core.dialogue.service import ServiceForm
from core.errors import NotFound
from core.people.contact import Way
from core.ports import Work
from core.requests import access, actions, solving
from core.requests.closing import WORK
from core.requests.dossier import Dossier, Given, collect, one
from core.requests.fetching import may_fetch_again
from core.requests.moves import MOVES, OUTCOME_NAMES, Outcome, State
from core.requests.papers import SCAN, Paper
from core.requests.protocol import Direction, Number
from core.requests.seen import asker
from core.requests.tables import Attachment, ProtocolEntry, Request
from core.staff.roles import Role
from core.text import Code, Sentence, Text, _

FILE_STATES: dict[str, Text] = {
    "to_fetch": _("on its way to us"),
    "lost": _("could not be fetched"),
    "erased": _("erased"),
}


# Why something could not be fetched, where it has a word of ours: else the provider's own code.
LOST: dict[str, Text] = {
    "404": _("the provider has it no more"),
    "410": _("the provider has it no more"),
    "too-large": _("it is too large"),
    "foreign-host": _("it does not lie with our provider"),
    "foreign-path": _("it does not lie with our provider"),
    "not-a-picture": _("it is no picture and no paper"),
}

__all__ = ["Again", "add_to", "mine", "page", "shown"]


def add_to(made: Blueprint) -> None:
    made.add_url_rule("/requests/<reference>", "dossier", shown)


def shown(reference: str) -> str:
    return page(reference, wanted=request.args.get("draft", ""))


def mine(work: Work, reference: str, alone: bool = False) -> Request:
    """A request of this person's departments, `alone` to change it.

    Raises:
        NotFound: there is none; one of another department or town is answered alike.
    """
    found = one(work, reference, alone)
    if found.department not in departments():
        raise NotFound("reference", _("There is no such request in your departments."))
    return found


def page(reference: str, again: Again | None = None, wanted: str = "") -> str:
    """The page of a request. That it was looked at is in the access log before it is shown.

    `wanted` is the form that is to be filled with the draft that was left in it.
    """
    now, here = core().clock.now(), member()
    with core().database.reading(here.town) as work:
        row = mine(work, reference)
        found = collect(work, row, core().catalogue(here.town).get(row.service))
        ready = canned.offered(work, found)
        again = again or canned.chosen(work, found, now)
        seen_by = looks(work, row.id)
        phone = choices.phone(work)
        shared = sharing.gather(work, row, now)
        who = asker(work, row, found.service)
    with core().database.work(here.town) as work:
        access.note(work, row.id, here.person.id, access.REQUEST, now)
        actions.renew(work, row.id, actor(), now)
    if again is None and (draft := shared.draft(wanted)) is not None:
        again = Again(wanted, "", draft.fields)
    forms = _forms(found, now, again, phone)
    more = sharing.context(shared, found, again.action if again else "", forms["can"]["close"])
    more |= {"asker": asker_of(who), "canned": ready, "seen_by": seen_by}
    return render_template("desk/request.html", **_context(found, now), **forms, **more)


def _context(found: Dossier, now: datetime) -> dict[str, Any]:
    request, here = found.request, member()
    state = State(request.state)
    return {
        "reference": Code(request.reference),
        "path": f"/desk/requests/{request.reference}",
        "protocol_entries": [_entry(one) for one in found.entries],
        "external": _external(found),
        "is_report": request.is_report,
        "solved": _solved(found, now),
        "certifies": request.form == ServiceForm.CERTIFICATE,
        "service_title": found.service.title if found.service else request.service,
        "department": words.department(here.town, request.department),
        "channel": words.channel(request.channel),
        "language": request.language,
        "state": {"label": words.STATES[state], "tone": words.TONES[state]},
        "outcome": OUTCOME_NAMES[Outcome(request.outcome)] if request.outcome else None,
        "filed_at": request.created_at,
        "due_on": request.due_on,
        "presses": words.due(request.due_on, here.town.today(now), state is not State.CLOSED),
        "due_explained": found.due.explain() if found.due else (),
        "asked_until": request.asked_until if state is State.WAITING_CITIZEN else None,
        "reopened": request.reopened,
        "contact": request.contact,
        "tell_by": words.WAYS[Way(request.tell_by)],
        "tell_to": request.tell_to,
        "told": Way(request.tell_by) is not Way.NONE,
        "answers": [_answer(answer, now) for answer in found.answers],
        "papers": [_paper(paper, now) for paper in found.papers if paper.kind != WORK],
        "work_papers": [_paper(paper, now) for paper in found.papers if paper.kind == WORK],
        "wanted": [_wanted(number, one, found) for number, one in enumerate(found.wanted)],
        "accept": ACCEPTED,
        "erased": found.erased,
        "entries": timeline(found),
        **choices.state_of_things(found, now),
    }


def _entry(entry: ProtocolEntry) -> dict[str, Any]:
    number = Number(entry.book, entry.year, entry.seq)
    return {
        "label": _("Protocol number") if entry.direction == Direction.IN else _("Answered under"),
        "number": str(number),
        "url": f"/desk/protocol?q={number}",
        "void": bool(entry.void_reason),
        "external": " ".join(filter(None, (entry.external_by, entry.external))),
    }


def _external(found: Dossier) -> dict[str, str]:
    """The number that another body gave what came in."""
    came = next((one for one in found.entries if one.direction == Direction.IN), None)
    return {"number": came.external if came else "", "by": came.external_by if came else ""}


def _solved(found: Dossier, now: datetime) -> Sentence | None:
    """What the citizen says of a report that was done; None where nothing was asked."""
    request = found.request
    if request.solved:
        return _("yes, says the citizen")
    if request.state != State.CLOSED:
        return _("no, says the citizen") if request.reopened else None
    if not solving.may_answer_solved(request, member().town, now):
        return _("not answered") if request.is_report and request.outcome == Outcome.DONE else None
    return _("not answered yet")


def _wanted(number: int, paper: Paper, found: Dossier) -> dict[str, Any]:
    return {"number": number, "key": paper.key, "name": paper.name, "here": paper.key in found.received}


def _answer(answer: Given, now: datetime) -> dict[str, Any]:
    lat, lon = answer.point or (None, None)
    return {
        "label": answer.label,
        "shown": answer.shown,
        "form": answer.form,
        "point": f"{lat:.5f}, {lon:.5f}" if lat is not None and lon is not None else "",
        "papers": [_paper(paper, now) for paper in answer.papers],
    }


def _paper(paper: Attachment, now: datetime) -> dict[str, Any]:
    seen = "picture" if paper.media_type in PICTURES else "sound" if paper.media_type in SOUNDS else "link"
    return {
        "id": paper.id,
        "url": f"/desk/files/{paper.id}",
        "name": paper.name,
        "seen": seen if paper.state == "stored" else "",
        "state": FILE_STATES.get(paper.state, paper.state),
        "work": paper.kind == WORK,
        "why": LOST.get(paper.reason, paper.reason) if paper.state != "stored" else "",
        "again": may_fetch_again(paper, now),
        "lost": paper.state == "lost",
        "recording": paper.kind == "recording",
        "scan": paper.kind == SCAN,
        "about": paper.question if paper.kind == SCAN else "",
        "written_down": paper.written_down,
    }


def _forms(found: Dossier, now: datetime, again: Again | None, phone: str) -> dict[str, Any]:
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
            "solved": solving.may_answer_solved(request, member().town, now),
            "external": bool(found.entries),
            "identify": state is not State.CLOSED,
            "papers": state is not State.CLOSED,
            **choices.can(found, free),
        },
        "proof_awaited": state is State.WAITING_IDENTITY,
        **choices.offered(found, now, phone),
        "outcome_items": [_outcome(one) for one in actions.outcomes(request, member().town.today(now))],
        "solved_items": [_item("yes", _("It is solved")), _item("no", _("It is not solved, and we shall open it again"))],
        "document_items": [_item(key, name) for key, name in words.DOCUMENTS.items()],
    }


def _outcome(one: Outcome) -> dict[str, str]:
    item = _item(str(one), OUTCOME_NAMES[one])
    if one is not Outcome.NOT_OURS:
        return item
    return item | {"hint": say()(_("Where you know whose it is, send it to them instead: the citizen then need not begin anew."))}


def _item(value: str, label: Sentence) -> dict[str, str]:
    return {"value": value, "label": say()(label)}
