"""Photos, papers and recordings, for those who may see their request. Every one that is looked at is in the access log."""

import re
from io import BytesIO

from flask import Blueprint, Response, send_file

from channels.desk.listing import departments
from channels.desk.session import member
from channels.here import core
from core.errors import NotFound
from core.requests import access
from core.requests.tables import Attachment, Request
from core.text import _

PICTURES = frozenset({"image/jpeg", "image/png", "image/webp"})
# A name that a provider or a browser gave: no sign of it may end a header.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\"\\]")
SOUNDS = frozenset({"audio/wav", "audio/x-wav", "audio/mpeg"})


def add_to(made: Blueprint) -> None:
    made.add_url_rule("/files/<int:attachment>", "file", file)


def file(attachment: int) -> Response:
    """One file. What is neither picture nor sound is only ever downloaded, and nothing in it can run here.

    Raises:
        NotFound: it belongs to no request of this person's departments, or was not fetched yet.
    """
    here = member()
    with core().database.work(here.town) as work:
        row = work.session.get(Attachment, (here.town.id, attachment)) if attachment < 2**63 else None
        owner = work.session.get(Request, (here.town.id, row.request_id)) if row and row.request_id else None
        if row is None or owner is None or owner.department not in departments() or row.state != "stored":
            raise NotFound("file", _("This file is not here."))
        what = access.RECORDING if row.kind == "recording" else access.FILE
        access.note(work, owner.id, here.person.id, f"{what}:{row.id}", core().clock.now())
        key, media_type, name = row.storage_key, row.media_type, row.name
    shown = media_type in PICTURES | SOUNDS
    response = send_file(
        BytesIO(core().storage.get(key)),
        mimetype=media_type if shown else "application/octet-stream",
        as_attachment=not shown,
        download_name=_UNPRINTABLE.sub("_", name) or f"{attachment}",
        conditional=True,
        etag=False,
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response
