"""The visitor at the counter: a random name of their own, their language, and which talk goes on where."""

import secrets
from typing import Any, cast

from flask import session

from channels.desk.session import member


def visitor() -> dict[str, Any]:
    """What this browser remembers of the present visitor. Nobody's account meets another's visitor."""
    kept = session.get("counter")
    if not isinstance(kept, dict) or kept.get("clerk") != member().person.id:
        return next_one()
    return cast(dict[str, Any], kept)


def next_one() -> dict[str, Any]:
    """The next visitor: nothing of the one before is seen again."""
    fresh = {
        "clerk": member().person.id,
        "name": secrets.token_urlsafe(12),
        "language": member().town.languages[0],
        "talks": {},
    }
    session["counter"] = fresh
    return fresh


def speak(language: str) -> None:
    session["counter"] = visitor() | {"language": language}


def carry_on(service: str, name: str) -> None:
    """A talk that began with free words goes on at its service's page."""
    known = visitor()
    session["counter"] = known | {"talks": known["talks"] | {service: name}}


def talk_session(service: str) -> str:
    """The conversation session of this visitor and service: the clerk's account first, so that none can be guessed."""
    known = visitor()
    return own_session(known["talks"].get(service, service))


def own_session(name: str) -> str:
    known = visitor()
    return f"{known['clerk']}|{known['name']}|{name}"
