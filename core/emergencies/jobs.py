"""What the worker does for emergencies."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.bootstrap import Core
from core.emergencies import spawning, standing
from core.emergencies.names import PAGE, REHEARSE, TELL_AGAIN
from core.emergencies.telling import TellAgain
from core.messages.worker import Doing
from core.municipalities.model import Municipality


def jobs(core: Core) -> dict[str, Doing]:
    """The jobs of an emergency, by kind."""

    def write_page(town: Municipality, payload: Mapping[str, Any]) -> None:
        now: datetime = core.clock.now()
        standing.write(core.database, core.directory.all(), town, core.settings.data, core.site(town), now)

    return {
        TELL_AGAIN: TellAgain(core.database, core.clock),
        REHEARSE: spawning.Spawn(core.database, core.clock, core.settings),
        PAGE: write_page,
    }
