"""Who this browser is, as little as we need to know: a random name in a cookie, and which talk goes on where."""

import secrets
from typing import Any, cast

from flask import session

from core.dialogue.service import Assurance

# The cookie holds this many talks and opened requests at most; the oldest is forgotten first.
REMEMBERED = 12


def visitor() -> str:
    """This browser's random name. It is made when a page with a question is first shown, and ends with the browser."""
    if "visitor" not in session:
        session["visitor"] = secrets.token_urlsafe(16)
    return cast(str, session["visitor"])


def talk_session(service: str) -> str:
    """The conversation session of a service in this browser: two services in two tabs do not mix."""
    return f"{visitor()}|{_talks().get(service, [service])[0]}"


def own_session(name: str) -> str:
    """A session for a talk that has no service yet."""
    return f"{visitor()}|{name}"


def carry_on(service: str, name: str, masked: bool) -> None:
    """A talk begun under another name goes on at its service's page; `masked` hides what was said elsewhere."""
    kept = {key: value for key, value in _talks().items() if key != service}
    kept[service] = [name, masked]
    session["talks"] = dict(list(kept.items())[-REMEMBERED:])


def is_masked(service: str) -> bool:
    return bool(_talks().get(service, ["", False])[1])


def unmask(service: str) -> None:
    """The review was shown: nothing is hidden from here on."""
    if is_masked(service):
        carry_on(service, _talks()[service][0], False)


def _talks() -> dict[str, Any]:
    return cast(dict[str, Any], session.get("talks", {}))


def has_opened(reference: str) -> bool:
    """Whether the receipt code of this request was given in this browser."""
    return reference in session.get("opened", [])


def opens(reference: str) -> None:
    kept = [one for one in session.get("opened", []) if one != reference]
    session["opened"] = [*kept, reference][-REMEMBERED:]


def assurance(reference: str) -> Assurance:
    """How surely this browser is known to be the citizen of a request. Here nobody has proved anything yet: the receipt code
    that `has_opened` knows of is no proof of identity.
    """
    return Assurance.NONE
