"""The files of a draft: added, taken away, looked at."""

from io import BytesIO

from flask import Blueprint, Response, flash, make_response, redirect, request, send_file

from channels.desk.again import Again
from channels.desk.announcing_editor import HERE, ONE
from channels.desk.announcing_page import page
from channels.desk.files import PICTURES
from channels.desk.frame import posted_text
from channels.desk.session import member
from channels.here import core, say
from channels.pages.uploads import named
from core.announcements import drafting, files
from core.announcements.steps import What, note
from core.errors import Conflict, InvalidAnswer, NotFound
from core.requests.pictures import LARGEST
from core.text import _

FILE = f"{ONE}/files/<int(max={2**63 - 1}):file>"


def add_to(made: Blueprint) -> None:
    made.add_url_rule(f"{ONE}/files", "announcement_file_added", added, methods=["POST"])
    made.add_url_rule(FILE, "announcement_file", look)
    made.add_url_rule(f"{FILE}/remove", "announcement_file_removed", removed, methods=["POST"])


def added(announcement: int) -> Response:
    """Keep a file with a draft. Its bytes are read and drawn again before the transaction."""
    town, sent, alt = member().town, request.files.get("file"), posted_text("alt")
    try:
        if sent is None or not sent.filename:
            raise InvalidAnswer("file", _("Choose a file."))
        stored = files.store(core().storage, town, named(sent.filename), sent.stream.read(LARGEST + 1))
        with core().database.work(town) as work:
            row, now = drafting.draft(work, announcement), core().clock.now()
            files.add(work, announcement, stored, alt, now)
            drafting.touched(row, now)
            note(work, row, What.FILE_ADDED, member().actor, now, stored.name)
    except InvalidAnswer as error:
        blames = "alt" if error.code == "alt" else "file"
        return page(announcement, Again("file", error.sentence, {"alt": alt}, blames), 422)
    except Conflict as error:
        return page(announcement, Again("file", error.sentence, {"alt": alt}), 409)
    flash(say()(_("The file is with the draft.")))
    return _back(announcement)


def removed(announcement: int, file: int) -> Response:
    try:
        with core().database.work(member().town) as work:
            row, now = drafting.draft(work, announcement), core().clock.now()
            files.remove(work, announcement, file)
            drafting.touched(row, now)
            note(work, row, What.FILE_REMOVED, member().actor, now)
    except Conflict as error:
        return page(announcement, Again("file", error.sentence), 409)
    flash(say()(_("The file is taken away.")))
    return _back(announcement)


def look(announcement: int, file: int) -> Response:
    """A file as it would be served to citizens, before and after it is."""
    with core().database.reading(member().town) as work:
        drafting.one(work, announcement)
        found = next((one for one in files.listed(work, announcement) if one.id == file), None)
    if found is None:
        raise NotFound("file", _("This file is not here."))
    pictured = found.media_type in PICTURES
    content = BytesIO(core().storage.get(found.storage_key))
    response = send_file(content, mimetype=found.media_type, as_attachment=not pictured, download_name=found.name, etag=False)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _back(announcement: int) -> Response:
    return make_response(redirect(f"/desk{HERE}/{announcement}#files", 303))
