"""The desk's pages, by subject, behind one guard."""

from typing import Any

from flask import Blueprint, Response, make_response, request

from channels.desk import (
    absences,
    alerting,
    announcing,
    announcing_deeds,
    announcing_editor,
    announcing_files,
    announcing_page,
    automatic,
    byhand,
    certificates,
    counter,
    deeds,
    dossier,
    drafting,
    emergencies,
    entering,
    files,
    guard,
    handover,
    health,
    listing,
    naming,
    people,
    protocol,
    reach,
    retention,
    routing,
    signing,
    subscribers,
    texts,
    wording,
    workload,
)
from channels.desk.session import signed_in
from channels.here import town_or_none
from core.errors import Conflict, InvalidAnswer, NotAllowed, NotFound, Refusal
from core.staff.roles import ROLE_NAMES, WORKERS, Role
from core.text import _

STATUS: dict[type[Refusal], int] = {NotFound: 404, NotAllowed: 403, Conflict: 409, InvalidAnswer: 422}


def blueprint() -> Blueprint:
    """The blueprint; the guard sees every one of its requests first."""
    made = Blueprint("desk", __name__, url_prefix="/desk")
    made.before_request(guard.check)
    for subject in (
        signing,
        listing,
        naming,
        dossier,
        deeds,
        drafting,
        files,
        handover,
        byhand,
        certificates,
        automatic,
        counter,
        protocol,
        entering,
        workload,
        reach,
        retention,
        absences,
        routing,
        wording,
        announcing,
        announcing_editor,
        announcing_page,
        announcing_deeds,
        announcing_files,
        emergencies,
        alerting,
        people,
        health,
        subscribers,
        texts,
    ):
        subject.add_to(made)
    made.context_processor(common)
    for kind in STATUS:
        made.register_error_handler(kind, refused)
    made.after_request(_keep_private)
    return made


def common() -> dict[str, Any]:
    """What the frame of every page needs: who is signed in, where, and what they may open."""
    found = signed_in()
    member = found.member if found else None
    return {
        "layout": "desk/base_desk.html",
        "returning": _returning(),
        "municipality": town_or_none(),
        "member": member,
        "role_name": ROLE_NAMES[member.role] if member else "",
        "works": member is not None and member.role in WORKERS,
        "edits": member is not None and member.role in guard.EDITORS,
        "administers": member is not None and member.role is Role.ADMINISTRATOR,
        "supervises": member is not None and member.role is Role.SUPERVISOR,
    }


def _returning() -> str:
    """The address that shows this page again: that of a form's answer can only be sent to."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    reference = (request.view_args or {}).get("reference")
    return f"/desk/requests/{reference}" if reference else "/desk/"


def refused(error: Refusal) -> Response:
    """What cannot be done, said in the desk's own frame."""
    title = _("Page not found") if isinstance(error, NotFound) else _("We could not do that")
    status = next(code for kind, code in STATUS.items() if isinstance(error, kind))
    return make_response(guard.refused_page(title, error.sentence), status)


def _keep_private(response: Response) -> Response:
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers.setdefault("Cache-Control", "no-store")
    return response
