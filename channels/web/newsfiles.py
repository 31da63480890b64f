"""The files of published announcements, for everybody."""

from io import BytesIO

from flask import Blueprint, Response, send_file

from channels.here import core, town
from core.announcements import files

FILE = f"/news/<int(max={2**63 - 1}):announcement>/files/<int(max={2**63 - 1}):file>/<name>"


def add_to(made: Blueprint) -> None:
    made.add_url_rule(FILE, "news_file", show)


def show(announcement: int, file: int, name: str) -> Response:
    """A picture or a paper; the name in the address is only for whoever keeps it.

    Raises:
        NotFound: there is none, or its announcement is not published.
    """
    with core().database.reading(town()) as work:
        found = files.public(work, announcement, file)
    content = BytesIO(core().storage.get(found.storage_key))
    response = send_file(content, mimetype=found.media_type, download_name=found.name, conditional=True, etag=False)
    response.set_etag(found.storage_key.rpartition("/")[2])
    # Nothing in it can run here. What is withdrawn must soon be gone from memories on the way, too.
    response.headers["Content-Security-Policy"] = "default-src 'none'"
    response.headers["Cache-Control"] = "public, max-age=300"
    return response
