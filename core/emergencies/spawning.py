"""Beginning a rehearsal in a process of its own, whose environment names no provider, and ending it if it does not end."""

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from core.adapters.database import Database
from core.emergencies.tables import Alert
from core.municipalities.model import Municipality
from core.ports import Clock
from core.settings import Settings

LOG = logging.getLogger("thyrida.drill")
ROOT = Path(__file__).parents[2]
# A rehearsal that takes longer is ended, by its process id.
LONGEST = 600.0
# What a rehearsal's process is told. Everything else stays behind, so that a gateway which is added one day does too.
NEEDED = frozenset({"PATH", "HOME", "LANG", "TZ", "VIRTUAL_ENV", "PYTHONPATH", "THYRIDA_CATALOGUE", "THYRIDA_LOG"})


def environment(given: Mapping[str, str], settings: Settings) -> dict[str, str]:
    """The environment of a rehearsal: where the data is, and nothing of how anything leaves the building."""
    kept = {name: value for name, value in given.items() if name in NEEDED}
    return {**kept, "THYRIDA_DATA": str(settings.data.resolve()), "THYRIDA_DATABASE_URL": settings.database}


def command(town: str, alert_id: int) -> list[str]:
    return [sys.executable, "-m", "core.emergencies.drill", town, str(alert_id)]


@dataclass(frozen=True)
class Spawn:
    """The job: it begins the process and does not wait, for emergencies in earnest come by the same worker."""

    database: Database
    clock: Clock
    settings: Settings
    longest: float = LONGEST

    def __call__(self, town: Municipality, payload: Mapping[str, Any]) -> None:
        with self.database.reading(town) as work:
            alert_id = work.session.scalar(
                select(Alert.id)
                .where(Alert.announcement_id == int(payload["announcement"]), Alert.drill.is_(True))
                .order_by(Alert.released_at.desc(), Alert.id.desc())
                .limit(1)
            )
        if alert_id is None:
            return
        process = subprocess.Popen(  # noqa: S603 - our own module, and a number of ours
            command(town.key, alert_id),
            env=environment(os.environ, self.settings),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        LOG.info("rehearsal began town=%s process=%s", town.key, process.pid)
        threading.Thread(target=self._await, args=(process,), name="rehearsal", daemon=True).start()

    def _await(self, process: "subprocess.Popen[bytes]") -> None:
        try:
            ended = process.wait(self.longest)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            LOG.error("rehearsal ended by force process=%s", process.pid)
        else:
            LOG.info("rehearsal ended process=%s code=%s", process.pid, ended)
