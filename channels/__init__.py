"""The channels: each is a folder that turns its medium into a turn and a step into its medium. They are found by being there."""

import importlib
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from flask import Blueprint

from core.bootstrap import Core
from core.dialogue.turns import Medium
from core.people.contact import Way
from core.ports import MessageGateway


def _no_gateways(core: Core) -> Mapping[Way, Sequence[MessageGateway]]:
    return {}


@dataclass(frozen=True)
class Channel:
    """One channel. `medium` is None where nobody converses (a gateway alone, a simulator).

    `blueprint` makes its views; each blueprint checks its sender: `checks` says how ("signature", "csrf", "session",
    "public" for pages that only show), and a test holds every blueprint to one of them.
    """

    name: str
    medium: Medium | None = None
    blueprint: Callable[[], Blueprint] | None = None
    checks: str = "csrf"
    # Endpoints of it that need no form's token, for what their address carries is the proof ("web.unsubscribed").
    proved_by_address: tuple[str, ...] = ()
    gateways: Callable[[Core], Mapping[Way, Sequence[MessageGateway]]] = field(default=_no_gateways)


def find() -> list[Channel]:
    """Every channel: each package of this folder that has a CHANNEL, by name."""
    found = []
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda one: one.name):
        if module.ispkg:
            channel = getattr(importlib.import_module(f"{__name__}.{module.name}"), "CHANNEL", None)
            if isinstance(channel, Channel):
                found.append(channel)
    return found
