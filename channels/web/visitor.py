"""Who this browser is, as little as we need to know: a random name in a cookie, and which talk goes on where."""

import secrets
from typing import Any, cast

from flask import session

# The cookie holds this many talks and opened requests at most; the oldest is forgotten first.
REMEMBERED = 12
LOGINS = 4


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


def proof() -> int:
    """The proof that this browser brought back from the national login, 0 without one. What it is worth, the core says."""
    return cast(int, session.get("proof", 0))


def proves(proof_id: int) -> None:
    session["proof"] = proof_id


def leaves() -> None:
    """Who signed in has left: what this browser knows of their talks and requests goes with them."""
    for name in ("proof", "talks", "opened", "visitor", "logins", "expects"):
        session.pop(name, None)


def goes_to_login(state: str, to: str) -> None:
    """Remember where a login that begins now leads back to. Some may go on side by side, in several tabs."""
    logins = cast(dict[str, str], session.get("logins", {}))
    session["logins"] = dict([*logins.items(), (state, to)][-LOGINS:])


def comes_from_login(state: str) -> str:
    """Where a login of ours leads back to, once; "" for one that this browser never began."""
    logins = dict(cast(dict[str, str], session.get("logins", {})))
    to = logins.pop(state, "")
    session["logins"] = logins
    return to


def expects(code_id: int, way: str, address: str) -> None:
    """A code is on its way to an address that this browser's citizen gave; without an id, none is any more."""
    if code_id:
        session["expects"] = [code_id, way, address]
    else:
        session.pop("expects", None)


def expected() -> tuple[int, str, str] | None:
    kept = session.get("expects")
    return (int(kept[0]), str(kept[1]), str(kept[2])) if isinstance(kept, list) else None
