"""Tokens in links: HMACs over ids with the server's key. They lie nowhere (decisions 23 and 26).

An unsubscribe token is good for as long as its subscription is there: a letter of last year must still end it.
"""

import re

from core.codes import CodeKey
from core.municipalities.model import Municipality

_TOKEN = re.compile(r"([0-9a-z]{1,13})-([0-9a-f]{32})")
_UNSUBSCRIBE, _CONFIRM = "unsubscribe", "confirm-subscription"


def token(keys: CodeKey, town: Municipality, subscriber_id: int) -> str:
    """The token by which whoever holds a letter ends its subscription, and nothing else."""
    return _token(keys, _UNSUBSCRIBE, town, subscriber_id)


def path(keys: CodeKey, town: Municipality, subscriber_id: int) -> str:
    """Where, at the town's site, whoever holds a letter ends what they are sent."""
    return f"/news/unsubscribe/{token(keys, town, subscriber_id)}"


def subscriber_of(keys: CodeKey, town: Municipality, token: str) -> int | None:
    """Whose token it is; None for one that we never made for this town."""
    return _id_of(keys, _UNSUBSCRIBE, town, token)


def confirmation(keys: CodeKey, town: Municipality, way_id: int) -> str:
    """The token by which whoever reads a mailbox confirms one way."""
    return _token(keys, _CONFIRM, town, way_id)


def way_of(keys: CodeKey, town: Municipality, token: str) -> int | None:
    """Which way a token confirms; None for one that we never made for this town."""
    return _id_of(keys, _CONFIRM, town, token)


def _token(keys: CodeKey, purpose: str, town: Municipality, id_: int) -> str:
    return f"{_base36(id_)}-{keys.digest(f'{purpose}/{town.id}', str(id_))[:32]}"


def _id_of(keys: CodeKey, purpose: str, town: Municipality, token: str) -> int | None:
    found = _TOKEN.fullmatch(token)
    if found is None:
        return None
    id_ = int(found[1], 36)
    # The digest's first 128 bits, compared in constant time like the whole of one.
    rest = keys.digest(f"{purpose}/{town.id}", str(id_))[32:]
    return id_ if id_ < 2**63 and keys.matches(f"{purpose}/{town.id}", str(id_), found[2] + rest) else None


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, last = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[last] + digits
    return digits or "0"
