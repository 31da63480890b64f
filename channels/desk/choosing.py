"""The counter's first page: one box, the requests that it found, the services, and who is served."""

from collections.abc import Sequence
from typing import Any

from flask import get_flashed_messages, render_template

from channels.desk import listing, visitor, words
from channels.desk.frame import FRAME
from channels.desk.session import member
from channels.here import core
from channels.pages.tokens import new_token
from core.dialogue.steps import Menu
from core.requests.lists import finding
from core.requests.lists.wordsearch import Among
from core.requests.moves import State
from core.text import Code, Sentence, _


def choose(
    said: str = "",
    problem: Sentence | None = None,
    found: Sequence[dict[str, Any]] = (),
    offers: Sequence[dict[str, Any]] = (),
    **more: Any,
) -> str:
    """Which service: by its number, by the visitor's words, or from the list; above it the requests that were found, or the
    services that the words may be about (`offers`).
    """
    catalogue, present = core().catalogue(member().town), visitor.visitor()
    offered = catalogue.offered(FRAME.medium.replies)
    groups = [
        {"name": group.name, "services": [one for one in offered if one.menu.startswith(group.digit)]}
        for group in catalogue.groups
    ]
    groups.append({"name": _("Others"), "services": [one for one in offered if not one.menu]})
    context = {
        "groups": [group for group in groups if group["services"]],
        "turn": new_token(),
        "said": said,
        "problem": problem,
        "found": found,
        "offers": offers,
        "visitor": present,
        "keys": visitor.keys_on(),
        "notes": list(get_flashed_messages()),
        "phone_problem": None,
        "kept": "",
    }
    return render_template("desk/counter.html", **{**context, **more})


def services_offered(step: Menu) -> list[dict[str, Any]]:
    """The services that a visitor's words may be about, where they may be about several."""
    keys = [pick.value.removeprefix("service:") for pick in step.picks if pick.value.startswith("service:")]
    services = core().catalogue(member().town)
    return [{"label": found.title, "url": FRAME.menu(key)} for key in keys if (found := services.get(key)) is not None]


def open_of(phone: str) -> list[dict[str, Any]]:
    return [row for row in rows_of(phone) if row["open"]]


def rows_of(number: str) -> list[dict[str, Any]]:
    """The requests that a number leads to, of the departments whose requests this clerk sees."""
    catalogue = core().catalogue(member().town)
    among = Among(None if member().sees_all else listing.departments())
    with core().database.reading(member().town) as work:
        rows = finding.find(work, number, among, core().clock.now()).rows
    return [
        {
            "url": f"/desk/requests/{row.reference}",
            "reference": Code(row.reference),
            "service": service.title if (service := catalogue.get(row.service)) else row.service,
            "place": row.place,
            "state": words.STATES[row.state],
            "tone": words.TONES[row.state],
            "open": row.state is not State.CLOSED,
        }
        for row in rows
    ]
