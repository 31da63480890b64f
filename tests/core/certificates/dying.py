"""A town hall in a process of its own, that is killed at one point while it issues and seals one document.

python -m tests.core.certificates.dying URL DATA TOWN REFERENCE POINT
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import event

from core.adapters.database import Database
from core.bootstrap import build
from core.ports import Sealed
from core.settings import Settings
from tests.certified import Hall
from tests.stopped import Stopped

# In the order in which they come.
POINTS = (
    "issue-commit", "issued", "printed", "sealed", "write-commit", "written", "stored", "finish-commit", "finished",
)  # fmt: skip


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Dying:
    """Stands before something and dies before or after one of its methods."""

    def __init__(self, thing: Any, method: str, before: bool) -> None:
        self._thing, self._method, self._before = thing, method, before

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._thing, name)
        if name != self._method:
            return found

        def called(*args: Any) -> Sealed | bytes | None:
            if self._before:
                die()
            found(*args)
            die()
            return None

        return called


def die_at_commit(database: Database, which: int) -> None:
    """Die right before the transaction is kept, the given time that one is."""
    seen = []

    @event.listens_for(database.engine, "commit")
    def committing(connection: object) -> None:
        if connection.get_execution_options().get("writes"):  # type: ignore[attr-defined]
            seen.append(1)
            if len(seen) == which:
                die()


def main(url: str, data: str, town: str, reference: str, point: str) -> None:
    core = build(Settings(data=Path(data), database_url=url), clock=Stopped())  # type: ignore[call-arg]
    hall = Hall(core, core.directory.by_key(town))
    if point == "issue-commit":
        die_at_commit(core.database, 1)
    made = hall.issue(reference)
    if point == "issued":
        die()
    wrapped = {"printed": ("printing", "draw", False), "sealed": ("signer", "seal", False)} | {
        "written": ("storage", "put", True),
        "stored": ("storage", "put", False),
    }
    if point in wrapped:
        name, method, before = wrapped[point]
        object.__setattr__(core, name, Dying(getattr(core, name), method, before))
    if point in ("write-commit", "finish-commit"):
        die_at_commit(core.database, 1 if point == "write-commit" else 2)
    hall.seal(made)
    die()


if __name__ == "__main__":
    main(*sys.argv[1:])
