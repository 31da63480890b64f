"""The citizen's pages, by subject."""

from flask import Blueprint, Response, request

from channels.web import (
    acting,
    announcement,
    emergency,
    feeds,
    fetching,
    home,
    installation,
    login,
    news,
    newsfiles,
    pin,
    preferring,
    resume,
    subscribing,
    talking,
    track,
    unsubscribing,
    verify,
)

# Pages that are about somebody: no search engine lists them.
PRIVATE = (
    "/start", "/resume", "/track", "/v/", "/certificates/", "/login", "/pin", "/acting", "/news/confirm",
    "/news/preferences", "/news/unsubscribe",
)  # fmt: skip

SUBJECTS = (
    home,
    news,
    announcement,
    newsfiles,
    feeds,
    subscribing,
    preferring,
    unsubscribing,
    emergency,
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
