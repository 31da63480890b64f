"""The page of canned answers: editors and supervisors write them, another supervisor approves."""

from collections.abc import Mapping, Sequence
from typing import Any

from babel import Locale
from flask import Blueprint, Response, flash, make_response, redirect, render_template, request

from channels.desk.canned import length
from channels.desk.session import member
from channels.here import core, language, say
from core.errors import Conflict, InvalidAnswer, NotAllowed
from core.requests.moves import OUTCOME_NAMES, Outcome
from core.staff.names import names
from core.staff.roles import Role
from core.text import Sentence, _
from core.wording import canned
from core.wording.canned import PURPOSES, Purpose, Written
from core.wording.placeholders import explained
from core.wording.tables import CannedAnswer

HERE = "/wording"
ANSWER = f"{HERE}/<int(max={2**63 - 1}):answer>"
LONGEST_FIELD = 8000


def add_to(made: Blueprint) -> None:
    made.add_url_rule(HERE, "wording", every)
    made.add_url_rule(HERE, "wording_added", added, methods=["POST"])
    made.add_url_rule(ANSWER, "wording_one", one)
    made.add_url_rule(ANSWER, "wording_kept", kept, methods=["POST"])
    made.add_url_rule(f"{ANSWER}/approve", "wording_approved", approved, methods=["POST"])
    made.add_url_rule(f"{ANSWER}/remove", "wording_removed", removed, methods=["POST"])


def every() -> Response:
    return _page(Written("", ""))


def added() -> Response:
    return _keep(0)


def one(answer: int) -> Response:
    """An answer, to be changed."""
    with core().database.reading(member().town) as work:
        row = canned.one(work, answer)
        return _page(Written(row.title, row.deed, row.texts, row.service, row.outcome), answer)


def kept(answer: int) -> Response:
    return _keep(answer)


def approved(answer: int) -> Response:
    try:
        with core().database.work(member().town) as work:
            canned.approve(work, answer, member().person.id, core().clock.now())
    except (NotAllowed, Conflict) as error:
        flash(say()(error.sentence))
    else:
        flash(say()(_("The answer is approved, and clerks can use it.")))
    return _back()


def removed(answer: int) -> Response:
    with core().database.work(member().town) as work:
        canned.remove(work, answer)
    flash(say()(_("The answer is taken away.")))
    return _back()


def _keep(answer: int) -> Response:
    form, town = request.form, member().town
    texts = {code: _field(f"text-{code}").replace("\r\n", "\n") for code in town.languages}
    service, outcome = form.get("service", ""), form.get("outcome", "")
    written = Written(_field("title"), form.get("deed", ""), texts, service, outcome)
    try:
        if service and service not in core().catalogue(town).services:
            raise InvalidAnswer("service", _("Choose a service of the catalogue."))
        with core().database.work(town) as work:
            row = canned.keep(work, written, member().person.id, core().clock.now(), answer)
            missing = [code for code in town.languages if code not in row.texts]
    except InvalidAnswer as error:
        return _page(written, answer, error)
    flash(say()(_("The answer is kept. Clerks can use it when another supervisor has approved it.")))
    if missing:
        flash(say()(_("It has no wording yet in: {languages}.", languages=", ".join(map(_language, missing)))))
    return _back()


def _page(written: Written, answer: int = 0, refused: InvalidAnswer | None = None) -> Response:
    town = member().town
    with core().database.reading(town) as work:
        rows = canned.every(work)
        people = names(work, [row.written_by for row in rows if row.written_by is not None])
    html = render_template(
        "desk/wording.html",
        rows=[_row(row, people) for row in rows],
        written=written,
        answer=answer,
        problem=refused.sentence if refused else None,
        blames=refused.code if refused else "",
        languages=[(code, _language(code)) for code in town.languages],
        purposes=_items(PURPOSES),
        services=_services(),
        outcomes=[{"value": "", "label": say()(_("any"))}, *_items(OUTCOME_NAMES)],
        blanks=explained(),
    )
    return make_response(html, 422 if refused else 200)


def _row(row: CannedAnswer, people: Mapping[int, str]) -> dict[str, Any]:
    here = member()
    service = core().catalogue(here.town).get(row.service) if row.service else None
    return {
        "id": row.id,
        "title": row.title,
        "deed": PURPOSES[Purpose(row.deed)],
        "outcome": OUTCOME_NAMES[Outcome(row.outcome)] if row.outcome else None,
        "service": service.title if service else row.service or _("any service"),
        "texts": [
            {"code": code, "language": _language(code), "words": words, "length": length(words)}
            for code, words in row.texts.items()
        ],
        "missing": [_language(code) for code in here.town.languages if code not in row.texts],
        "author": people.get(row.written_by, "") if row.written_by is not None else "",
        "approved": row.approved_by is not None,
        "may_approve": here.role is Role.SUPERVISOR and row.approved_by is None and row.written_by != here.person.id,
    }


def _text(code: str, words: str) -> dict[str, Any]:
    return {"code": code, "language": _language(code), "words": words, "length": length(words)}


def _services() -> Sequence[Mapping[str, str]]:
    found = core().catalogue(member().town).services.values()
    return [{"value": "", "label": say()(_("any service"))}, *({"value": one.key, "label": say()(one.title)} for one in found)]


def _items(names_of: Mapping[Any, Sentence]) -> list[dict[str, str]]:
    return [{"value": str(key), "label": say()(label)} for key, label in names_of.items()]


def _language(code: str) -> str:
    """A language's name, in the language of whoever reads."""
    return Locale.parse(code).get_display_name(language()) or code


def _field(name: str) -> str:
    return request.form.get(name, "").replace("\x00", "").strip()[:LONGEST_FIELD]


def _back() -> Response:
    return make_response(redirect("/desk/wording", 303))
