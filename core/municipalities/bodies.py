"""The directory of other bodies: nationwide kinds from a file of ours, which a town's own file completes and adds to."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from core.municipalities.model import Body, Municipality
from core.text import Wording

NATIONWIDE = Path(__file__).with_name("bodies.toml")
# How long until we ask a body again, where its entry does not say.
ASK_AGAIN_AFTER = 15
# The entry for a body that is in no list: the clerk's words say which it is.
OTHER = "other"
_FIELDS = frozenset({"name", "answers_for", "email", "phone", "address", "days"})


def directory(town: Municipality) -> dict[str, Body]:
    """Every body that a town may send to, by key: the nationwide ones with what the town knows of them, then its own.

    "Another body" comes last.
    """
    found = dict(nationwide())
    for own in town.bodies:
        found[own.key] = _completed(found[own.key], own) if own.key in found else own
    found[OTHER] = found.pop(OTHER)
    return found


def body_of(town: Municipality, key: str) -> Body | None:
    """One body; None where a town's file has lost it, or the key is of none."""
    return directory(town).get(key)


@cache
def nationwide() -> Mapping[str, Body]:
    """The bodies that there are everywhere."""
    table = tomllib.loads(NATIONWIDE.read_text("utf-8"))
    return {one.key: one for one in read(table)}


def read(table: Mapping[str, Any]) -> list[Body]:
    """The bodies in a table of a TOML file. Raises ValueError with the field and what is wrong."""
    return [_body(key, values) for key, values in table.items()]


def _body(key: str, values: Any) -> Body:
    where = f"bodies.{key}"
    if not isinstance(values, dict):
        raise ValueError(f"{where}: must be a table")
    if unknown := sorted(set(values) - _FIELDS):
        raise ValueError(f"{where}.{unknown[0]}: no such field")
    texts = {name: values.get(name, "") for name in ("email", "phone")}
    if not all(isinstance(one, str) for one in texts.values()):
        raise ValueError(f"{where}: email and phone must be texts")
    days = values.get("days", 0)
    if isinstance(days, bool) or not isinstance(days, int) or not 0 <= days <= 365:
        raise ValueError(f"{where}.days: must be a number of days, at most 365")
    return Body(
        key=key,
        name=_words(values, "name", where),
        answers_for=_words(values, "answers_for", where),
        email=texts["email"],
        phone=texts["phone"],
        address=_words(values, "address", where),
        days=days,
    )


def _words(values: Mapping[str, Any], name: str, where: str) -> Wording:
    words = values.get(name, {})
    if not isinstance(words, dict) or not all(isinstance(one, str) and one.strip() for one in words.values()):
        raise ValueError(f"{where}.{name}: must give words for each language, like {{ el = …, en = … }}")
    if words and "el" not in words:
        raise ValueError(f"{where}.{name}: has no Greek (el)")
    return Wording(words)


def _completed(known: Body, own: Body) -> Body:
    """What we know of a body everywhere, with what a town says of it instead."""
    said: dict[str, Any] = {name: value for name in ("email", "phone", "days") if (value := getattr(own, name))}
    said |= {name: value for name in ("name", "answers_for", "address") if (value := getattr(own, name)).languages}
    return replace(known, **said)
