"""Who is served at the counter: a random name of their own, their language and number, and which talk goes on where."""

import secrets
from typing import Any, cast

from flask import session

from channels.desk.session import member


def visitor() -> dict[str, Any]:
    """What this browser remembers of the present visitor. Nobody's account meets another's visitor."""
    kept = session.get("counter")
    if not isinstance(kept, dict) or kept.get("clerk") != member().person.id or "phone" not in kept:
        return next_one()
    return cast(dict[str, Any], kept)


def next_one() -> dict[str, Any]:
    """The next visitor: nothing of the one before is seen again."""
    fresh = {
        "clerk": member().person.id,
        "name": secrets.token_urlsafe(12),
        "language": member().town.languages[0],
        # Their number in E.164, kept for as long as they are served, and whether they ask by telephone.
        "phone": "",
        "calls": False,
        "talks": {},
        # Services whose talk began elsewhere: what was said there is seen at the check only (rules: Codes, hand-over code).
        "masked": [],
    }
    session["counter"] = fresh
    return fresh


def remember(**known: Any) -> None:
    """Keep something about this visitor: language, phone, calls."""
    session["counter"] = visitor() | known


def carry_on(service: str, name: str, masked: bool) -> None:
    """A talk that began with free words, or elsewhere (`masked`), goes on at its service's page."""
    known = visitor()
    hidden = {*known["masked"], service} if masked else set(known["masked"]) - {service}
    remember(talks=known["talks"] | {service: name}, masked=sorted(hidden))


def unmask(service: str) -> None:
    remember(masked=[one for one in visitor()["masked"] if one != service])


def talk_session(service: str) -> str:
    """The conversation session of this visitor and service: the clerk's account first, so that none can be guessed."""
    known = visitor()
    return own_session(known["talks"].get(service, service))


def own_session(name: str) -> str:
    known = visitor()
    return f"{known['clerk']}|{known['name']}|{name}"


def keys_on() -> bool:
    """Whether this clerk wants the counter's keys; they stay switched off for the next visitor too."""
    return not session.get("counter_keys_off")


def switch_keys(on: bool) -> None:
    session["counter_keys_off"] = not on
