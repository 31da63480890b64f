"""`run.py retention`: what has been kept as long as it may."""

from collections.abc import Callable

import click

from core.bootstrap import Core
from core.retention.classes import classes
from core.retention.clearing import Clearing

Load = Callable[[], Core]


def commands(load: Load) -> list[click.Command]:
    """The commands. `load` gives the core with its database brought up."""
    return [_retention(load)]


def _retention(load: Load) -> click.Command:
    @click.command("retention")
    @click.option("--dry-run", is_flag=True, help="Only tell what would go.")
    def retention(dry_run: bool) -> None:
        """Let go of what has been kept as long as its class says; the worker does it each day."""
        core = load()
        for one in Clearing(core.database, core.clock, core.directory.all).run(by="command", dry=dry_run):
            since, until = (one.town.today(moment) for moment in (one.oldest, one.newest))
            what = f"{one.count} to {one.cls.action}, of {since} to {until}"
            click.echo(f"{one.town.key} {one.cls.key}: {what}; kept for {one.cls.rule('en')}")
        known = {one.key for one in classes()}
        for town in core.directory.all():
            for service in core.catalogue(town).services.values():
                if service.retention.name not in known:
                    click.echo(f"{town.key} {service.key}: there is no class {service.retention.name}; it is kept for ever")

    return retention
