"""The whole examination: one thing that cannot be looked at does not keep the doctor from the others."""

from collections.abc import Callable, Iterator
from functools import partial

from core.bootstrap import Core
from core.errors import Unavailable
from core.operations.doctor import inside, outside, sealing, sharing
from core.operations.doctor.finding import Finding, Level, fail
from core.operations.doctor.outside import Greet

Look = Callable[[Core], Iterator[Finding]]


def examine(core: Core, greet_mail: Greet | None) -> list[Finding]:
    """Look at everything, what is inside first. Nothing is changed."""
    looks: list[Look] = [inside.settings, inside.folder, inside.database]
    found = [finding for look in looks for finding in _looked(core, look)]
    if not any(one.name == "database" and one.level is Level.FAIL for one in found):
        for look in (inside.towns, inside.work, sharing.queue, sealing.seals, outside.clock):
            found += _looked(core, look)
    for look in (outside.public, partial(outside.gateways, greet_mail=greet_mail)):
        found += _looked(core, look)
    return found


def _looked(core: Core, look: Look) -> list[Finding]:
    found: list[Finding] = []
    try:
        for one in look(core):
            found.append(one)
    except Unavailable:
        found.append(fail("database", "does not answer.", "See whether it runs, and THYRIDA_DATABASE_URL."))
    return found
