"""The citizen's pages, by subject."""

from flask import Blueprint, Response, request

from channels.web import (
    acting,
    announcement,
    feeds,
    fetching,
    home,
    installation,
    login,
    news,
    pin,
    resume,
    talking,
    track,
    verify,
)

# Pages that are about somebody: no search engine lists them.
PRIVATE = ("/start", "/resume", "/track", "/v/", "/certificates/", "/login", "/pin", "/acting")

SUBJECTS = (
    home,
    news,
    announcement,
    feeds,
    installation,
    talking,
    track,
    resume,
    login,
    pin,
    acting,
    verify,
    fetching,
)


def blueprint() -> Blueprint:
    made = Blueprint("web", __name__)
    for subject in SUBJECTS:
        subject.add_to(made)
    made.after_request(_keep_private)
    return made


def _keep_private(response: Response) -> Response:
    if request.path.startswith(PRIVATE):
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
    return response
