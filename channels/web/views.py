"""The citizen's pages, by subject."""

from flask import Blueprint, Response, request

from channels.web import acting, emergency, fetching, home, installation, login, pin, resume, talking, track, verify

# Pages that are about somebody: no search engine lists them.
PRIVATE = ("/start", "/resume", "/track", "/v/", "/certificates/", "/login", "/pin", "/acting")


def blueprint() -> Blueprint:
    made = Blueprint("web", __name__)
    for subject in (home, installation, talking, track, resume, login, pin, acting, verify, fetching, emergency):
        subject.add_to(made)
    made.after_request(_keep_private)
    return made


def _keep_private(response: Response) -> Response:
    if request.path.startswith(PRIVATE):
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
    return response
