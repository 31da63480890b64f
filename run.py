"""Thyrida's one entry point. Without arguments it serves; `--help` lists the rest. The only file that knows every part."""

import json
import logging
import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import click
from pydantic import ValidationError

from channels import addresses, find
from channels.site import create_app
from core import serving
from core.adapters.console import Console
from core.adapters.migrations import migrate as bring_up
from core.adapters.seals.installed import SealsFileError
from core.bootstrap import Core, build
from core.catalogue import CatalogueError, catalogue_for
from core.certificates import commands as certificates
from core.dialogue.papers import FETCH
from core.dialogue.understanding import Understanding, shared_words
from core.errors import Refusal
from core.languages import tongue
from core.messages.budget import Budget
from core.messages.delivery import Delivery
from core.messages.worker import Doing, Worker
from core.municipalities import files
from core.requests.daily import Daily
from core.requests.erasing import ERASE_FILE, EraseFile
from core.requests.fetching import FetchMedia
from core.requests.verifying import verify
from core.settings import Settings
from core.staff.accounts import invite
from core.staff.roles import Role

if TYPE_CHECKING:
    from flask import Flask


def load() -> Core:
    """The core from the environment, its database brought up to this release."""
    core = build(Settings())  # type: ignore[call-arg]
    bring_up(core.database)
    return core


def worker_of(core: Core) -> Worker:
    """The worker with every channel's gateways and every kind of job."""
    from channels import provider

    gateways = {way: gateway for channel in find() for way, gateway in channel.gateways(core).items()}
    budget = Budget(core.settings.texts_a_number, core.settings.texts_a_day)
    files_of = certificates.enclosures(core)
    delivery = Delivery(core.database, core.directory, core.clock, core.codes, gateways, Console(), budget, files_of)
    fetch = FetchMedia(core.database, core.storage, provider.media(core.settings), provider.simulated_media(core.settings))
    doings: dict[str, Doing] = {FETCH: fetch, ERASE_FILE: EraseFile(core.database, core.storage), **certificates.jobs(core)}
    daily = Daily(core.database, core.clock, core.directory.all).run
    return Worker(core.database, core.directory, core.clock, delivery, doings, daily)


def log_plainly() -> None:
    """One line an event on standard error; the chatter of libraries is left out."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for name, level in (("waitress.queue", logging.ERROR), ("alembic", logging.WARNING), ("waitress", logging.WARNING)):
        logging.getLogger(name).setLevel(level)


def application() -> "Flask":
    """The WSGI application, for a server of your own: `granian --interface wsgi --factory run:application`."""
    log_plainly()
    core = load()
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

    log_plainly()
    core = load()
    with serving.alone(core.settings.data, core.database.is_sqlite):
        if not empty and not core.directory.all():
            from core.demonstration import fill

            fill(core)
        serving.refuse_unsafe(core.settings, core.directory.all())
        stop = threading.Event()
        thread = threading.Thread(target=worker_of(core).run_until, args=(stop,), name="worker", daemon=True)
        if core.settings.worker:
            thread.start()
        app = create_app(core)
        serving.warm(core)
        click.echo(addresses.welcome(core))
        try:
            waitress_serve(
                app,
                host=core.settings.host,
                port=core.settings.port,
                threads=8,
                ident="thyrida",
                max_request_body_size=53 * 1024 * 1024,
            )
        finally:
            stop.set()
            if core.settings.worker:
                thread.join(timeout=10)


@cli.command()
@click.option("--once", is_flag=True, help="Do what is due now and stop.")
def worker(once: bool) -> None:
    """Deliver messages and run jobs, in a process of its own."""
    log_plainly()
    working = worker_of(load())
    if once:
        working.drain()
    else:
        working.run_until(threading.Event())


@cli.command()
def migrate() -> None:
    """Bring the database to this release. `serve` and `worker` do it too."""
    load()
    click.echo("The database is up to date.")


@cli.command()
@click.argument("text")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON.")
@click.option("--town", default="", help="Understand with this municipality's own services too.")
def understand(text: str, as_json: bool, town: str) -> None:
    """What would be understood of a text. With "-", each line of standard input is answered with one line."""
    settings = Settings()  # type: ignore[call-arg]
    understanding = Understanding(catalogue_for(settings.catalogue, town))
    lines = (line.rstrip("\n") for line in sys.stdin) if text == "-" else [text]
    for line in lines:
        found = understanding.understand(line)
        if as_json:
            answer = {
                "intent": found.intent,
                "argument": found.argument,
                "confidence": round(found.confidence, 3),
                "language": found.language,
            }
            click.echo(json.dumps(answer, ensure_ascii=False))
        else:
            click.echo(f"{found.intent} {found.argument} ({found.confidence:.2f}, {found.language or '-'})")


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="An array of objects.")
def municipalities(as_json: bool) -> None:
    """The municipalities of this installation."""
    towns = [
        {
            "key": town.key,
            "names": {code: town.name.best(code)[0] for code in ("el", "en")},
            "hosts": list(town.hosts),
            "numbers": list(town.numbers),
            "demonstration": town.demonstration,
        }
        for town in load().directory.all()
    ]
    if as_json:
        click.echo(json.dumps(towns, ensure_ascii=False))
        return
    for one in towns:
        click.echo(f"{one['key']}: {', '.join(one['hosts'])}; {', '.join(one['numbers'])}")  # type: ignore[arg-type]


@cli.group()
def municipality() -> None:
    """One municipality."""


@municipality.command("add")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def municipality_add(file: Path) -> None:
    """Add a municipality from its TOML file, or bring its profile up to date. The file's name is its key."""
    core = load()
    town = core.directory.add(files.read(file, 0), core.clock.now())
    click.echo(f"{town.key}: {', '.join(town.hosts)}; {', '.join(town.numbers)}")


@cli.group()
def staff() -> None:
    """The people of a town hall."""


@staff.command("add")
@click.option("--municipality", "key", required=True, help="The municipality's key.")
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option("--role", type=click.Choice([str(role) for role in Role]), required=True)
@click.option("--department", "departments", multiple=True, help="A department's key; may be given again.")
def staff_add(key: str, email: str, name: str, role: str, departments: tuple[str, ...]) -> None:
    """Add a person, and print the one-time link with which they choose a password."""
    core = load()
    town = core.directory.by_key(key)
    token = invite(core.database, town, email, name, Role(role), departments, core.clock.now())
    base = town.public_url or core.settings.public_url or f"http://{town.hosts[0]}:{core.settings.port}"
    click.echo(f"{base.rstrip('/')}/desk/password/{token}")


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
    from channels.sms.checking import too_long

    settings = Settings()  # type: ignore[call-arg]
    towns = [""]
    if settings.catalogue is not None and settings.catalogue.is_dir():
        towns += sorted(one.name for one in settings.catalogue.iterdir() if one.is_dir())
    failed = False
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


@cli.command("verify-events")
def verify_events() -> None:
    """Check that no event, request or daily digest was changed or is missing, and tell what was erased."""
    core = load()
    findings = 0
    for town in core.directory.all():
        with core.database.reading(town) as work:
            for finding in verify(work):
                findings += not finding.harmless
                click.echo(f"{town.key} {finding.reference}: {finding.what}")
    click.echo(f"{findings} findings")
    if findings:
        raise SystemExit(1)


for each in certificates.commands(load):
    cli.add_command(each)


def main() -> None:
    """Run a command; what stops it is said in a sentence, not in a traceback."""
    try:
        cli(standalone_mode=True)
    except Refusal as refusal:
        raise SystemExit(tongue(os.environ.get("LANG", "en")[:2])(refusal.sentence)) from refusal
    except (CatalogueError, files.MunicipalityFileError, SealsFileError, serving.Refused) as error:
        raise SystemExit(str(error)) from error
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise SystemExit(f"The settings are wrong. {wrong}") from error


if __name__ == "__main__":
    main()
