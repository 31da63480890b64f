"""The command that rehearses: it becomes a process that has no provider to call."""

import os
from collections.abc import Callable

import click

from core.bootstrap import Core
from core.emergencies import spawning

Load = Callable[[], Core]


def commands(load: Load) -> list[click.Command]:
    """The commands. `load` gives the core with its database brought up."""

    @click.command("drill")
    @click.argument("town")
    @click.argument("alert", type=int)
    def drill(town: str, alert: int) -> None:
        """Rehearse an alert that was let out as an exercise, by its number at the desk; prints what it showed as JSON."""
        core = load()
        core.directory.by_key(town)
        core.database.close()
        words = spawning.command(town, alert)
        os.chdir(spawning.ROOT)
        # This process knows every channel: another program takes its place, in an environment without providers.
        os.execve(words[0], words, spawning.environment(os.environ, core.settings))  # noqa: S606 - our own module

    return [drill]
