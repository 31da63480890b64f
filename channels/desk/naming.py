"""Keeping the filters that are on under a name, as a tab; another name or place for it, and an end to it."""

from flask import Blueprint, Response, flash, make_response, redirect, request

from channels.desk.asked import PATH, Asked
from channels.desk.listing import page
from channels.desk.session import member
from channels.here import core, say
from channels.pages.reading import text
from core.errors import Conflict, InvalidAnswer
from core.requests.lists import savedviews
from core.text import _

VIEW = f"<int(max={2**63 - 1}):view>"


def add_to(made: Blueprint) -> None:
    made.add_url_rule("/views", "view_saved", view_saved, methods=["POST"])
    made.add_url_rule(f"/views/{VIEW}/rename", "view_renamed", view_renamed, methods=["POST"])
    made.add_url_rule(f"/views/{VIEW}/shift", "view_shifted", view_shifted, methods=["POST"])
    made.add_url_rule(f"/views/{VIEW}/delete", "view_deleted", view_deleted, methods=["POST"])


def view_saved() -> Response:
    """Keep the filters of the page under a name, and show them as a tab."""
    here, asked = member(), Asked.read(request.form)
    kept = Asked(asked.view, asked.filters)
    try:
        with core().database.work(here.town) as work:
            made = savedviews.save(work, here.person.id, text(request.form, "name", 200), kept.written(), _shared())
    except (InvalidAnswer, Conflict) as error:
        status = 409 if isinstance(error, Conflict) else 422
        return page(kept, error.sentence, text(request.form, "name", 200), status)
    flash(say()(_("The view is kept. You find it among your tabs on any computer.")))
    return make_response(redirect(Asked(kept.view, kept.filters, made).address(), 303))


def view_renamed(view: int) -> Response:
    here, asked = member(), Asked.read(request.form)
    try:
        with core().database.work(here.town) as work:
            savedviews.rename(work, here.person.id, view, text(request.form, "name", 200), _shared())
    except InvalidAnswer as error:
        return page(asked, error.sentence, text(request.form, "name", 200), 422)
    flash(say()(_("The view has its new name.")))
    return make_response(redirect(asked.address(), 303))


def view_shifted(view: int) -> Response:
    """Put a tab before its neighbour, or behind it."""
    here, asked = member(), Asked.read(request.form)
    with core().database.work(here.town) as work:
        savedviews.shift(work, here.person.id, view, later=request.form.get("to", "") == "later")
    return make_response(redirect(asked.address(), 303))


def view_deleted(view: int) -> Response:
    here = member()
    with core().database.work(here.town) as work:
        savedviews.drop(work, here.person.id, view)
    flash(say()(_("The view is deleted. The requests are where they were.")))
    return make_response(redirect(PATH, 303))


def _shared() -> bool:
    """Only a supervisor shows a view to everybody."""
    return member().sees_all and request.form.get("shared", "") == "yes"
