"""To the national login and back. The round trip is outside of any turn; what comes of it is handed to the core as a proof."""

import logging
import secrets

from flask import Blueprint, Response, make_response, redirect, render_template, request

from channels.here import core, source, town
from channels.pages.reading import text
from channels.web import visitor
from channels.web.frame import FRAME, LOGIN
from core.errors import NotAllowed, NotFound, Unavailable
from core.people.coming_back import came_back
from core.ports import Identity
from core.text import Sentence, _

LOG = logging.getLogger("thyrida.login")
BACK = f"{LOGIN}/back"


def add_to(made: Blueprint) -> None:
    made.add_url_rule(LOGIN, "login", begin, methods=["GET"])
    made.add_url_rule(BACK, "logged_in", back, methods=["GET"])
    made.add_url_rule(f"{LOGIN}/out", "logged_out", out, methods=["POST"])


def begin() -> Response:
    """Off to the login. `to` is the page of ours to come back to; the state ties the answer to this browser."""
    identity, state = _identity(), secrets.token_urlsafe(24)
    visitor.goes_to_login(state, _own(text(request.args, "to", 300)))
    return make_response(redirect(identity.address(state, _back()), 303))


def back() -> Response:
    """Back from the login. Whatever went wrong there is said, with the way on; what was begun here is still there."""
    identity = _identity()
    to = visitor.comes_from_login(text(request.args, "state", 100))
    code = text(request.args, "code", 2000)
    if not to:
        return _sorry("/pin", _("This sign-in was not begun here, or is over. Please begin it again."), 400)
    if not code:
        return _sorry(to, _("You did not sign in. Nothing that you said is lost; you can also prove who you are later."), 200)
    try:
        known = identity.prove(code, _back())
    except (NotAllowed, Unavailable) as error:
        LOG.warning("login failed town=%s code=%s", town().key, error.code)
        return _sorry(to, error.sentence, 503 if isinstance(error, Unavailable) else 403)
    session = core().codes.digest("session", f"{FRAME.channel}|{visitor.visitor()}|{source()}")[:16]
    with core().database.work(town()) as work:
        proved = came_back(work, core().codes, known, FRAME.channel, session, core().clock.now())
    visitor.proves(proved.proof)
    return make_response(redirect(to, 303))


def out() -> Response:
    """Whoever signed in leaves this browser, and is shown how to leave the login too: others may use this computer next."""
    visitor.leaves()
    identity = core().logins(town())
    return make_response(
        render_template(
            "web/steps/notice.html",
            title=_("You have signed out here"),
            sentence=_("On a computer that others use, sign out of the national login too."),
            tone="info",
            next_url=identity.leave(_origin()) if identity else "/",
            next_label=_("Sign out of the national login") if identity else None,
        )
    )


def _identity() -> Identity:
    found = core().logins(town())
    if found is None:
        raise NotFound("login", _("There is no national login here. You can prove who you are at the town hall."))
    return found


def _origin() -> str:
    """Our own address as the browser knows it: what is registered at the login, where one is configured."""
    return (town().public_url or request.host_url).rstrip("/")


def _back() -> str:
    return _origin() + BACK


def _own(address: str) -> str:
    """An address of ours, and nobody else's."""
    own = address.startswith("/") and not address.startswith(("//", "/\\")) and "\\" not in address and address.isprintable()
    return address if own else "/pin"


def _sorry(to: str, sentence: Sentence, status: int) -> Response:
    html = render_template(
        "web/steps/notice.html",
        title=_("You are not signed in"),
        sentence=sentence,
        tone="info",
        next_url=to,
        next_label=_("Go back"),
    )
    return make_response(html, status)


__all__ = ["add_to"]
