"""The hand-over file of a request: for the other body, on paper and for machines. Whoever takes it is in the access log."""

from flask import Blueprint, Response, json, make_response

from channels.desk.dossier import mine
from channels.desk.session import member
from channels.here import core, language
from core.documents import TypstPrinter
from core.requests import access, handover
from core.requests.dossier import Dossier, collect


def add_to(made: Blueprint) -> None:
    made.add_url_rule("/requests/<reference>/hand-over.pdf", "hand_over_pdf", pdf)
    made.add_url_rule("/requests/<reference>/hand-over.json", "hand_over_json", as_json)


def pdf(reference: str) -> Response:
    """The file on paper, in the language of whoever asks. Nothing is open while it is printed."""
    document = handover.as_document(_taken(reference), member().town, core().clock.now(), language())
    response = make_response(TypstPrinter().print(document))
    response.mimetype = "application/pdf"
    return _named(response, reference, "pdf")


def as_json(reference: str) -> Response:
    made = handover.as_json(_taken(reference), member().town, core().clock.now())
    response = make_response(json.dumps(made, ensure_ascii=False, indent=2, sort_keys=False) + "\n")
    response.mimetype = "application/json"
    return _named(response, reference, "json")


def _taken(reference: str) -> Dossier:
    here, now = member(), core().clock.now()
    with core().database.work(here.town) as work:
        found = mine(work, reference)
        access.note(work, found.id, here.person.id, access.HAND_OVER, now)
        return collect(work, found, core().catalogue(here.town).get(found.service))


def _named(response: Response, reference: str, ending: str) -> Response:
    response.headers["Content-Disposition"] = f'attachment; filename="hand-over-{reference}.{ending}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
