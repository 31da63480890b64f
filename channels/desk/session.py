"""Who sits at this browser: the desk's own cookie, and what hangs on it."""

from typing import cast

from flask import Response, g, request

from channels.here import secure
from core.requests.actions import Actor
from core.staff.roles import Member
from core.staff.signin import SignedIn

COOKIE = "thyrida_desk"
PATH = "/desk"


def token() -> str:
    return request.cookies.get(COOKIE, "")[:200]


def remember(response: Response, value: str) -> Response:
    """Set the cookie: this host only, unseen by scripts, gone with the browser."""
    response.set_cookie(COOKIE, value, path=PATH, httponly=True, samesite="Lax", secure=secure())
    return response


def forget(response: Response) -> Response:
    response.delete_cookie(COOKIE, path=PATH)
    return response


def signed_in() -> SignedIn | None:
    return cast("SignedIn | None", g.get("signed_in"))


def member() -> Member:
    """The signed-in person in their town. The guard lets nobody without one reach a page that asks."""
    found = signed_in()
    assert found is not None
    assert found.member is not None
    return found.member


def actor() -> Actor:
    return Actor("desk", member().person.id)
