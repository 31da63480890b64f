"""Thyrida's one entry point. Without arguments it serves; `--help` lists the rest. The only file that knows every part."""

import json
import os
import threading
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click
from pydantic import ValidationError

from channels import addresses, find
from channels.site import create_app
from core import serving
from core.adapters.console import Console
from core.adapters.migrations import LATEST
from core.adapters.migrations import migrate as bring_up
from core.adapters.queues.choosing import prepare
from core.adapters.seals.installed import SealsFileError
from core.announcements import jobs as announcements
from core.bootstrap import Core, build
from core.catalogue import CatalogueError, catalogue_for
from core.certificates import commands as certificates
from core.dialogue.understanding import shared_words
from core.emergencies import commands as drills
from core.emergencies import jobs as emergencies
from core.errors import Refusal
from core.languages import of_terminal
from core.messages.aside import InAThread
from core.messages.budget import Budget
from core.messages.delivery import Delivery
from core.messages.limits import limits_of
from core.messages.worker import Doing, Worker
from core.municipalities import files
from core.operations import commands, logs, marks, townhall
from core.operations.backup.archive import Damaged
from core.operations.doctor.outside import Greet
from core.operations.periodic import Periodic
from core.operations.upkeep import upkeep_of
from core.people.contact import Way
from core.ports import MessageGateway
from core.requests.daily import DAILY, Daily
from core.requests.erasing import ERASE_FILE, EraseFile
from core.requests.fetching import FETCH, FetchMedia
from core.requests.joining import END_JOINED, EndJoined
from core.settings import Settings
from core.staff.inviting import INVITE, Inviting
from core.subscriptions import tokens
from core.wording.files import WordingFileError

if TYPE_CHECKING:
    from flask import Flask


def load() -> Core:
    """The core from the environment, its database brought up to this release."""
    core = build(Settings())  # type: ignore[call-arg]
    bring_up(core.database)
    prepare(core.database)
    return core


def gateways_of(core: Core) -> dict[Way, tuple[MessageGateway, ...]]:
    """Every channel's ways out of the building; of several gateways of a way, the first is tried first."""
    found: dict[Way, tuple[MessageGateway, ...]] = {}
    for channel in find():
        for way, gateways in channel.gateways(core).items():
            found[way] = (*found.get(way, ()), *gateways)
    return found


def greet_mail(core: Core) -> Greet | None:
    """How to try the mail server, where one is set."""
    return next((one.greet for one in gateways_of(core).get(Way.EMAIL, ()) if hasattr(one, "greet")), None)


def worker_of(core: Core) -> Worker:
    """The worker with every channel's gateways and every kind of job."""
    from channels import provider

    gateways, settings = gateways_of(core), core.settings
    budget = Budget(settings.texts_a_number, settings.texts_a_day)
    files_of = certificates.enclosures(core)
    delivery = Delivery(
        core.database, core.directory, core.clock, core.codes, gateways, Console(), budget, core.counts, files_of,
        limits_of(settings), settings.announcing_a_day * 100, aside=InAThread(), unsubscribe=partial(tokens.path, core.codes),
    )  # fmt: skip
    fetch = FetchMedia(core.database, core.storage, provider.media(core.settings), provider.simulated_media(core.settings))
    daily = Daily(
        core.database, core.clock, core.directory.all, lambda town, key: core.catalogue(town).get(key), core.conversing.has_login
    )
    erase_file = EraseFile(core.database, core.storage)
    first = {way: several[0] for way, several in gateways.items()}
    inviting = Inviting(core.database, core.clock, settings, first.get(Way.EMAIL))
    jobs: dict[str, Doing] = {
        FETCH: fetch,
        ERASE_FILE: erase_file,
        END_JOINED: EndJoined(core.database, core.clock),
        INVITE: inviting,
        **announcements.jobs(core),
        **certificates.jobs(core),
        **emergencies.jobs(core),
    }
    periodic = (*upkeep_of(core, first), Periodic(marks.DAILY, DAILY, daily.run))
    return Worker(core.database, core.directory, core.clock, delivery, jobs, periodic)


def begin() -> Core:
    """What everything that runs for long begins with: the log, and then the core."""
    logs.set_up(Settings().log)  # type: ignore[call-arg]
    return load()


def metrics_of(core: Core) -> None:
    """Answer scrapes, where a port for them is set.

    Raises:
        Refused: somebody else has it.
    """
    port, host = core.settings.metrics_port, core.settings.metrics_host
    if not port:
        return
    from core.operations import metrics

    try:
        metrics.tell(core, port, host)
    except OSError as error:
        raise serving.Refused(f"Metrics cannot be served on {host}:{port} (THYRIDA_METRICS_PORT): {error.strerror}.") from error


def application() -> "Flask":
    """The WSGI application, for a server of your own: `granian --interface wsgi --factory run:application`."""
    core = begin()
    app = create_app(core)
    serving.warm(core)
    return app


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def cli(context: click.Context) -> None:
    """The hatch of a Greek town hall, on every channel."""
    if context.invoked_subcommand is None:
        context.invoke(serve)


@cli.command()
@click.option("--empty", is_flag=True, help="Start without the demonstration.")
def serve(empty: bool = False) -> None:
    """Serve the web, the texts and the telephone, with a worker in the same process."""
    from waitress import serve as waitress_serve

    core = begin()
    with serving.alone(core.settings.data, core.database.is_sqlite):
        if not empty and not core.directory.all():
            from core.demonstration import fill

            fill(core)
        serving.refuse_unsafe(core.settings, core.directory.all())
        metrics_of(core)
        stop = threading.Event()
        thread = threading.Thread(target=worker_of(core).run_until, args=(stop,), name="worker", daemon=True)
        if core.settings.works:
            thread.start()
        app = create_app(core)
        serving.warm(core)
        click.echo(addresses.welcome(core))
        if warning := serving.in_the_clear(core.settings):
            click.echo(warning, err=True)
        try:
            waitress_serve(
                app,
                host=core.settings.host,
                port=core.settings.port,
                threads=8,
                ident="thyrida",
                max_request_body_size=53 * 1024 * 1024,
                # Whom to believe is decided in one place for every server (channels.proxies).
                clear_untrusted_proxy_headers=False,
            )
        finally:
            stop.set()
            core.database.queue.ring()
            if core.settings.works:
                thread.join(timeout=10)


@cli.command()
@click.option("--once", is_flag=True, help="Do what is due now and stop.")
def worker(once: bool) -> None:
    """Deliver messages and run jobs, in a process of its own."""
    core = begin()
    working = worker_of(core)
    if once:
        working.drain()
        return
    metrics_of(core)
    if core.settings.queue == "embedded":
        working.run_until(threading.Event())
        return
    from core.adapters.queues.engine import Engine

    Engine(working).run()


@cli.command()
@click.option(
    "--to", default="head", metavar="REVISION", help="Up or back to this step, as 0003. Going back loses what later steps keep."
)
def migrate(to: str) -> None:
    """Bring the database to this release. `serve` and `worker` do it too."""
    if to != "head" and not (len(to) == 4 and to.isdigit() and to <= LATEST):
        raise serving.Refused(f"There is no step {to}: they are 0001 to {LATEST}.")
    core = build(Settings())  # type: ignore[call-arg]
    if to == "head":
        bring_up(core.database)
        prepare(core.database)
        click.echo("The database is up to date.")
        return
    with serving.alone(core.settings.data, core.database.is_sqlite):
        bring_up(core.database, to)
    click.echo(f"The database is at {to}. Start the release that belongs to it; this one would bring it up again.")


@cli.command()
@click.option("--json", "as_json", is_flag=True)
def demo(as_json: bool) -> None:
    """Where the demonstration is, and how to sign in there."""
    core = load()
    click.echo(json.dumps(addresses.demo(core), ensure_ascii=False) if as_json else addresses.welcome(core))


@cli.group()
def catalogue() -> None:
    """The services."""


@catalogue.command("check")
@click.argument("profiles", nargs=-1, metavar="[FILE]...", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def catalogue_check(profiles: tuple[Path, ...]) -> None:
    """Check every service file: what is wrong and where, texts that are too long, and words that two services share.

    Of each municipality's FILE (or of the demonstration's) it tells which service's department is not in it.
    """
    from channels.sms.checking import news_too_long, too_long

    settings = Settings()  # type: ignore[call-arg]
    towns = [""]
    if settings.catalogue is not None and settings.catalogue.is_dir():
        towns += sorted(one.name for one in settings.catalogue.iterdir() if one.is_dir())
    failed = False
    for problem in news_too_long():
        click.echo(problem, err=True)
        failed = True
    for town in towns:
        found = catalogue_for(settings.catalogue, town)
        for words, services in shared_words(found):
            click.echo(f"shared: “{words}” belongs to {', '.join(services)}")
        for problem in too_long(found):
            click.echo(problem, err=True)
            failed = True
        click.echo(f"{town or 'all towns'}: {len(found.services)} services")
    for profile in [files.read(one, 0) for one in profiles] or files.demonstration():
        for service in catalogue_for(settings.catalogue, profile.key).homeless(profile):
            click.echo(f"{profile.key}: has no department {service.department} for {service.key}", err=True)
            failed = True
    if failed:
        raise SystemExit(1)


for _command in (
    *commands.commands(load, greet_mail),
    *townhall.commands(load),
    *certificates.commands(load),
    *drills.commands(load),
):
    cli.add_command(_command)


def main() -> None:
    """Run a command; what stops it is said in a sentence, not in a traceback."""
    try:
        cli(standalone_mode=True)
    except Refusal as refusal:
        raise SystemExit(of_terminal(os.environ)(refusal.sentence)) from refusal
    except (CatalogueError, files.MunicipalityFileError, WordingFileError, SealsFileError, serving.Refused, Damaged) as error:
        raise SystemExit(str(error)) from error
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise SystemExit(f"The settings are wrong. {wrong}") from error


if __name__ == "__main__":
    main()
