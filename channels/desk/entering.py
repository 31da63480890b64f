"""Writing in the protocol book by hand: a paper that came in, a letter that goes out, an entry that is void."""

import hashlib
import json

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request

from channels.desk.acting import UNREADABLE
from channels.desk.medium import MEDIUM
from channels.desk.protocol import HERE, page
from channels.desk.session import actor, member
from channels.here import core, say
from channels.pages.reading import text
from channels.pages.tokens import posted_token
from core.dialogue.answers import Heard
from core.dialogue.turns import Turn
from core.errors import InvalidAnswer, NotFound
from core.ports import Work
from core.requests import book
from core.requests.protocol import Direction, Entry, Number, Precision
from core.requests.tables import Request
from core.text import Sentence, _

_FIELDS = ("direction", "subject", "party", "precision", "external", "external_by", "answers")


def add_to(made: Blueprint) -> None:
    made.add_url_rule("/protocol", "protocol_added", added, methods=["POST"])
    made.add_url_rule("/protocol/<int:year>/<int:seq>/void", "protocol_void", void_form)
    made.add_url_rule("/protocol/<int:year>/<int:seq>/void", "protocol_voided", voided, methods=["POST"])


def added() -> Response:
    """An entry by hand. The same page sent twice enters it once."""
    typed = {name: text(request.form, name, book.LONGEST + 1).strip() for name in _FIELDS}
    # The turn keeps that something was entered, never whose.
    same = hashlib.sha256(json.dumps(typed, ensure_ascii=False).encode()).hexdigest()
    session = f"protocol/{member().person.id}"
    turn = Turn(f"{session}|{posted_token()}", member().town, "desk", session, MEDIUM, Heard(same))
    try:
        replied = core().conversing.act(turn, lambda work: _add(work, typed))
    except (InvalidAnswer, NotFound) as refused:
        return make_response(page(typed, refused.sentence, refused.code), UNREADABLE)
    flash(say()(_("Entered in the protocol under {number}.", number=replied.text)))
    return make_response(redirect(HERE, 303))


def _add(work: Work, typed: dict[str, str]) -> str:
    now, here = core().clock.now(), member()
    if typed["direction"] not in set(Direction):
        raise InvalidAnswer("direction", _("Choose whether it came in or goes out."))
    if typed["precision"] not in set(Precision):
        raise InvalidAnswer("precision", _("Choose how closely it is kept."))
    entry = Entry(
        subject=typed["subject"],
        direction=Direction(typed["direction"]),
        party=typed["party"],
        precision=Precision(typed["precision"]),
        external=typed["external"],
        external_by=typed["external_by"],
        answers=book.read_number(typed["answers"], here.town.local(now).year),
        entered_by=actor().name,
    )
    return str(book.add(work, entry, now))


def void_form(year: int, seq: int) -> str:
    return _void_page(year, seq)


def voided(year: int, seq: int) -> Response:
    """Void an entry, with its reason."""
    reason = text(request.form, "reason", book.LONGEST).strip()
    try:
        with core().database.work(member().town) as work:
            entry = book.void(work, year, seq, reason, actor(), core().clock.now())
            on = member().town.today(entry.at)
    except InvalidAnswer as refused:
        return make_response(_void_page(year, seq, refused.sentence), UNREADABLE)
    flash(say()(_("The entry is void. It stays in the book with its reason.")))
    return make_response(redirect(f"{HERE}?day={on.isoformat()}", 303))


def _void_page(year: int, seq: int, problem: Sentence | None = None) -> str:
    """What is about to be void, and what hangs on it."""
    with core().database.reading(member().town) as work:
        entry = book.one(work, year, seq)
        found = work.session.get(Request, (member().town.id, entry.request_id)) if entry.request_id is not None else None
    return render_template(
        "desk/protocol_void.html",
        number=str(Number(entry.book, entry.year, entry.seq)),
        subject=entry.subject,
        path=f"{HERE}/{year}/{seq}/void",
        back=f"{HERE}?day={member().town.today(entry.at).isoformat()}",
        request_url=f"/desk/requests/{found.reference}" if found else "",
        void=bool(entry.void_reason),
        problem=problem,
    )
