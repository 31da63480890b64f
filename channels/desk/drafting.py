"""What a clerk is typing, kept while they type: the page saves it by itself, and hears whether something happened meanwhile."""

from datetime import datetime

from flask import Blueprint, Response, flash, jsonify, make_response, redirect, request

from channels.desk import words
from channels.desk.dossier import mine
from channels.desk.happenings import described
from channels.desk.session import actor, member
from channels.here import core, say
from core.errors import NotFound
from core.ports import Work
from core.requests import actions, drafts
from core.requests.dossier import Happened, happened_since
from core.requests.tables import Request
from core.staff.names import names
from core.text import Many, Sentence, _


def add_to(made: Blueprint) -> None:
    made.add_url_rule("/requests/<reference>/draft", "draft", draft, methods=["POST"])
    made.add_url_rule("/requests/<reference>/drop-draft", "drop_draft", drop_draft, methods=["POST"])


def draft(reference: str) -> Response:
    """Keep what is being typed, and keep the claim of whoever types alive.

    Answers `{"saved": sentence, "meanwhile": sentence}`: when it was kept, "" where it could not be; and what happened since
    the page was drawn, "" where nothing did.
    """
    now, me = core().clock.now(), member().person.id
    try:
        with core().database.work(member().town) as work:
            found = mine(work, reference)
            kept = drafts.keep(work, found.id, me, _named(), typed(), seen(), now)
            actions.renew(work, found.id, actor(), now)
            meanwhile = _meanwhile(work, found, now)
    except NotFound as gone:
        return make_response(jsonify(saved="", meanwhile=say()(gone.sentence)), 404)
    at = member().town.local(now).strftime("%H:%M")
    return jsonify(saved=say()(_("Kept as a draft at {time}.", time=at)) if kept else "", meanwhile=say()(meanwhile))


def drop_draft(reference: str) -> Response:
    """Throw a draft away."""
    with core().database.work(member().town) as work:
        drafts.drop(work, mine(work, reference).id, member().person.id, _named())
    flash(say()(_("The draft was thrown away.")))
    return make_response(redirect(f"/desk/requests/{reference}", 303))


def typed() -> dict[str, str]:
    """What a form brought, to be kept or shown again; where several were chosen, with commas between them."""
    return {name: ",".join(values) for name, values in request.form.to_dict(flat=False).items()}


def keep_typed(reference: str, name: str) -> None:
    """Keep what was sent and could not be done."""
    with core().database.work(member().town) as work:
        found = mine(work, reference)
        now = core().clock.now()
        drafts.keep(work, found.id, member().person.id, name, typed(), seen() or found.last_seq, now)


def _named() -> str:
    return request.form.get("action", "")[:40]


def seen() -> int:
    """The last event that the page had shown; 0 where it does not say."""
    number = request.form.get("seen", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0


def _meanwhile(work: Work, found: Request, now: datetime) -> Sentence:
    """What others did since the page was drawn, and who holds the request now."""
    drawn, me = seen(), member().person.id
    happened = [one for one in happened_since(work, found, drawn) if one.by != me] if drawn else []
    held = found.claimed_by not in (None, me) and found.claimed_until is not None and found.claimed_until > now
    people = names(work, [*(one.by for one in happened if one.by), *([found.claimed_by] if held and found.claimed_by else [])])
    said = [_one(one, people) for one in happened]
    if held:
        said.append(_("{name} is working on this request.", name=people.get(found.claimed_by or 0, _("a former colleague"))))
    return Many((_("Meanwhile:"), Many(tuple(said)))) if said else ""


def _one(event: Happened, people: dict[int, str]) -> Sentence:
    described_so = described(event, people)
    what = words.EVENTS.get(event.kind, event.kind) if described_so is None else described_so
    if event.by is None:
        return _("{what}.", what=what)
    return _("{what} ({who}).", what=what, who=people.get(event.by, _("a former colleague")))
