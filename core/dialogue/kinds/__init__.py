"""The kinds of answer. Each reads, shows and exemplifies itself; all parsing of human input lives here.

A kind is found by being in a module of this folder: every instance of `Kind` at module level is one.
"""

import importlib
import pkgutil
from functools import cache

from core.dialogue.kinds.base import Kind


@cache
def kinds() -> dict[str, Kind]:
    """All kinds by name. Two of one name are a programming error and raise at once."""
    found: dict[str, Kind] = {}
    for module in pkgutil.iter_modules(__path__):
        for thing in vars(importlib.import_module(f"{__name__}.{module.name}")).values():
            if isinstance(thing, Kind):
                if thing.name in found and found[thing.name] is not thing:
                    raise ValueError(f"two kinds are named {thing.name}")
                found[thing.name] = thing
    return found
